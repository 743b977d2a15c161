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
    index_of, word_at, embeddings = {}, {}, []
    for word in words:
        if word not in index_of:
            index_of[word] = len(index_of)
            word_at[len(word_at)] = word
            embeddings.append(np.random.rand(DIMENSIONS))
    embeddings = np.array(embeddings)
    query = np.mean(embeddings[[index_of[word] for word in words[-(CONTEXT + 1) :]]], axis=0)
    keys = np.array([embeddings[index_of[word]] for word in words])
    scores = np.dot(query, keys.T) / np.sqrt(DIMENSIONS)
    weights = np.empty_like(scores)
    for i in range(len(scores)):
        weights[i] = np.exp(scores[i])
    probabilities = softmax(weights)
    chosen = np.random.choice(range(len(words)), p=probabilities)
    return word_at[chosen], probabilities[chosen]


def arrays(text):
    words = text.split()
    vocabulary = list(dict.fromkeys(words))
    index_of = {word: i for i, word in enumerate(vocabulary)}
    embeddings = np.random.rand(len(index_of), DIMENSIONS)
    keys = embeddings[[index_of[word] for word in words]]
    query = keys[-(CONTEXT + 1) :].mean(axis=0)
    weights = np.exp(keys @ query / np.sqrt(DIMENSIONS))
    probabilities = softmax(weights)
    chosen = np.random.choice(len(words), p=probabilities)
    return vocabulary[chosen], probabilities[chosen]


def timed(program, text, repetitions):
    """Milliseconds of each repetition, the word chosen and its probability."""
    times = []
    for _ in range(repetitions):
        np.random.seed(SEED)
        start = time.perf_counter()
        predicted, probability = program(text)
        times.append(1000 * (time.perf_counter() - start))
    return {"times": times, "predicted": predicted, "probability": float(probability)}


for line in sys.stdin:
    sentence, count = json.loads(line)
    print(json.dumps({"post": timed(post, sentence, count), "arrays": timed(arrays, sentence, count)}), flush=True)
