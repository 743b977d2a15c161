#!/usr/bin/python3
"""The blog post's model in NumPy, timed: one JSON line for each sentence that comes in on stdin, `text repetitions`.

`post` computes word by word, as the post's program does; `arrays` is what NumPy does best, whole arrays at a time.
Both draw the same numbers, and so must choose the same word.
"""

import json
import sys
import time

import numpy as np

DIMENSIONS, CONTEXT, SEED = 3, 2, 42


def softmax(x):
    exponentials = np.exp(x - x.max())
    return exponentials / exponentials.sum()


def post(text):
    words = text.split()
    index_of, embeddings = {}, []
    for word in words:
        if word not in index_of:
            index_of[word] = len(index_of)
            embeddings.append(np.random.rand(DIMENSIONS))
    embeddings = np.array(embeddings)
    query = np.mean(embeddings[[index_of[word] for word in words[-(CONTEXT + 1) :]]], axis=0)
    keys = np.array([embeddings[index_of[word]] for word in words])
    scores = np.dot(query, keys.T) / np.sqrt(DIMENSIONS)
    weights = np.empty_like(scores)
    for i in range(len(scores)):
        weights[i] = np.exp(scores[i])
    return np.random.choice(range(len(words)), p=softmax(weights))


def arrays(text):
    words = text.split()
    index_of = {word: i for i, word in enumerate(dict.fromkeys(words))}
    embeddings = np.random.rand(len(index_of), DIMENSIONS)
    keys = embeddings[[index_of[word] for word in words]]
    query = keys[-(CONTEXT + 1) :].mean(axis=0)
    weights = np.exp(keys @ query / np.sqrt(DIMENSIONS))
    return np.random.choice(len(words), p=softmax(weights))


def timed(program, text, repetitions):
    """Milliseconds of each repetition, and the position chosen."""
    times = []
    for _ in range(repetitions):
        np.random.seed(SEED)
        start = time.perf_counter()
        chosen = program(text)
        times.append(1000 * (time.perf_counter() - start))
    return {"times": times, "chosen": int(chosen)}


for line in sys.stdin:
    sentence, count = json.loads(line)
    print(json.dumps({"post": timed(post, sentence, count), "arrays": timed(arrays, sentence, count)}), flush=True)
