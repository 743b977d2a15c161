#!/usr/bin/python3
"""The blog post's model in NumPy, written apart from the C++ core, and the golden values that the core is held to.

    post_reference.py          writes post_golden.txt beside this file
    post_reference.py --check  exit status 1 if the committed file is not what this program makes

post_golden.txt: one record a line, `name count value...`. `case` begins a run, `sentence` begins one of its sentences,
`batch` begins a batch of queries. Texts are percent-encoded UTF-8; numbers are as repr prints them, matrices row by
row. `stops` holds the position at which the post's program would stop with a KeyError; such a run has no results.
"""

import itertools
import pathlib
import sys
from urllib.parse import quote

import numpy as np

GOLDEN = pathlib.Path(__file__).with_name("post_golden.txt")
SWITCHES = ("normalisation", "context", "query", "values", "lookup")
POST = (
    "The quick brown fox jumps over the lazy dog",
    "She sells seashells by the seashore",
    "I love to eat pizza with extra cheese",
)


# ---- the model ----


def normalised(logits):
    """softmax, with its steps."""
    maximum = logits.max()
    shifted = logits - maximum
    exponentials = np.exp(shifted)
    total = exponentials.sum()
    return maximum, shifted, exponentials, total, exponentials / total


def represent(sentences, dimensions):
    """Word to index, and one row of random numbers for each word, in order of first appearance."""
    index_of, rows = {}, []
    for word in (word for sentence in sentences for word in sentence.split()):
        if word not in index_of:
            index_of[word] = len(rows)
            rows.append(np.random.rand(dimensions))
    return index_of, np.array(rows)


def choose(probabilities):
    """np.random.choice, and the uniform draw and the steps that it chose by."""
    replay = np.random.RandomState()
    replay.set_state(np.random.get_state())
    draw = replay.random_sample()
    chosen = int(np.random.choice(range(len(probabilities)), p=probabilities))
    steps = probabilities.cumsum()
    steps /= steps[-1]
    assert np.searchsorted(steps, draw, side="right") == chosen
    return draw, steps, chosen


def predict(sentence, word, context_size, index_of, embeddings, corrected):
    words = sentence.split()
    vocabulary = list(index_of)
    indices = [index_of[w] for w in words]
    position = max((i for i, w in enumerate(words) if w == word), default=len(words))
    if "context" in corrected:
        begin, end = max(0, position - context_size), position
    else:
        begin, end = max(0, len(words) - (context_size + 1)), len(words)
    keys = embeddings[indices]
    if "query" in corrected:
        query = embeddings[index_of[word]]
    elif begin == end:
        query = np.zeros(embeddings.shape[1])
    else:
        query = np.mean(keys[begin:end], axis=0)

    products = np.dot(query, keys.T)
    scores = products / np.sqrt(keys.shape[1])
    if "normalisation" in corrected:
        maximum, shifted, exponentials, total, pattern = normalised(scores)
        weights = pattern
    else:
        weights = np.exp(scores)
        maximum, shifted, exponentials, total, pattern = normalised(weights)

    output, logits, probabilities = [], [], pattern
    if "values" in corrected:
        output = np.dot(pattern, keys)
        logits = np.dot(embeddings, output)
        probabilities = normalised(logits)[-1]
    draw, cumulative, chosen = choose(probabilities)
    by_word = "values" not in corrected and "lookup" in corrected
    if by_word:
        outcomes = indices
    else:
        outcomes = [i if i < len(vocabulary) else -1 for i in range(len(probabilities))]
    return {
        "sentence": [sentence],
        "words": words,
        "indices": indices,
        "position": [position],
        "span": [begin, end],
        "query": query,
        "products": products,
        "scores": scores,
        "weights": weights,
        "maximum": [maximum],
        "shifted": shifted,
        "exponentials": exponentials,
        "sum": [total],
        "pattern": pattern,
        "output": output,
        "logits": logits,
        "probabilities": probabilities,
        "cumulative": cumulative,
        "draw": [draw],
        "chosen": [chosen],
        "outcomes": outcomes,
        "predicted": [vocabulary[outcomes[chosen]]] if outcomes[chosen] >= 0 else [],
    }


def printed(word, vocabulary, sentences, corrected):
    text = ""
    for s in sentences:
        begin, end = s["span"]
        text += f"Given the word: {word}\nContext: {' '.join(s['words'][begin:end])}\n"
        text += f"Sentence: {s['sentence'][0]}\n"
        text += "Attention Probabilities:\n"
        text += "".join(f"\t{w}: {p:.4f}\n" for w, p in zip(s["words"], s["pattern"]))
        if "values" in corrected:
            text += "Next-word Probabilities:\n"
            text += "".join(f"\t{w}: {p:.4f}\n" for w, p in zip(vocabulary, s["probabilities"]))
        text += f"Predicted next word: {s['predicted'][0]}\n\n"
    return text


# ---- the cases ----


def run(name, seed=42, dimensions=3, context=2, word=None, corrected=(), sentences=POST):
    """The records of one run."""
    np.random.seed(seed)
    index_of, embeddings = represent(sentences, dimensions)
    head = {
        "case": [name],
        "seed": [seed],
        "dimensions": [dimensions],
        "context": [context],
        "word": [] if word is None else [word],
        "corrected": corrected,
    }
    current = word or "fox"
    results = []
    for sentence in sentences:
        results.append(predict(sentence, current, context, index_of, embeddings, corrected))
        if not results[-1]["predicted"]:
            return [head, {"stops": results[-1]["chosen"]}, *({"sentence": [s]} for s in sentences)]
    head |= {
        "vocabulary": list(index_of),
        "embeddings": embeddings.ravel(),
        "printed": [printed(current, list(index_of), results, corrected)],
    }
    return [head, *results]


def batch(name, rows, columns, dimensions, scale):
    """The records of a batch of queries: softmax in each row."""
    np.random.seed(rows)
    queries = scale * (np.random.rand(rows, dimensions) - 0.5)
    keys = scale * (np.random.rand(columns, dimensions) - 0.5)
    scores = queries @ keys.T / np.sqrt(dimensions)
    weights = np.array([normalised(row)[-1] for row in scores])
    return [
        {
            "batch": [name],
            "shape": [rows, columns, dimensions],
            "queries": queries.ravel(),
            "keys": keys.ravel(),
            "weights": weights.ravel(),
        }
    ]


FOX = "The quick brown fox jumps over the lazy dog"
OTHERS = {
    "repeated words": (("the fox and the fox and the hound", "the end of the fox"), "the"),
    "one word": (("fox",), None),
    "punctuation": (('"Fox," said he; fox? 100% (of) a@b.c {x} \\n $1 it\'s', "Fox, fox fox. FOX!"), "fox?"),
    "Greek, Chinese, Arabic, emoji": (
        ("ὁ λόγος ἀγάπη λόγος", "我 爱 你 爱", "السلام عليكم", "👩‍👩‍👧 🇩🇪 é e\u0301 ﬁ"),
        "爱",
    ),
    "Unicode whitespace": (
        (
            "no\u00a0break\u3000ideographic\u001cfile\u001dgroup\u001erecord\u001funit\u0085next",
            "\u2028line\u2029paragraph\u202fnarrow\u205fmath\u1680ogham\u2000en\u200ahair\t\n\v\f\rcontrols ",
            "zero\u200bwidth \ufeffmark mongolian\u180evowel word\u2060joiner",
        ),
        "hair",
    ),
    "long": ((" ".join(f"w{i * i % 47}" for i in range(40)), "w0 w1 w4"), "w4"),
}


def records():
    seeds = [0, 1, 2, 3, 5, 7, 8, 13, 21, 34, 41, 42, 43, 99, 123, 1234, 1789, 2024, 65535, 65536]
    seeds += [123456789, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1]
    for seed in seeds:
        yield from run(f"the post, seed {seed}", seed=seed)
    for dimensions, context in ((1, 2), (2, 0), (8, 1), (64, 100), (3, 5)):
        name = f"{dimensions} dimensions, {context} words of context"
        yield from run(name, seed=dimensions, dimensions=dimensions, context=context, sentences=(FOX,))
    for name, (sentences, word) in OTHERS.items():
        yield from run(f"{name}, published", seed=5, word=word, sentences=sentences)
        yield from run(f"{name}, corrected", seed=5, word=word, corrected=SWITCHES, sentences=sentences)
    equal = " ".join(f"w{i:02}" for i in range(32))
    yield from run("equal weights, a tie in rounding", word="w00", corrected=("context",), sentences=(equal,))
    yield from run("beyond the vocabulary", seed=4, sentences=("a a a a a b",))
    yield from run("not beyond it, lookup corrected", seed=4, corrected=("lookup",), sentences=("a a a a a b",))
    yield from run("before the first word", word="The", corrected=("context",), sentences=(FOX,))

    dimensions, contexts = (3, 2, 8, 3, 1), (2, 0, 5, 1, 100, 2, 3)
    words = ("sells", "pizza", "She", "cheese")
    settings = zip(range(32), *map(itertools.cycle, (dimensions, contexts, words)))
    for number, dimension, context, word in settings:
        corrected = [switch for bit, switch in enumerate(SWITCHES) if number >> bit & 1]
        name = f"corrected {' '.join(corrected) or 'nothing'}"
        yield from run(name, 1000 + number, dimension, context, word, corrected, POST[1:])

    yield from batch("small", 2, 3, 2, 1)
    yield from batch("wide", 5, 17, 8, 4)
    yield from batch("large scores", 3, 4, 3, 400)


# ---- the file ----


def encoded(value):
    if isinstance(value, str):
        return quote(value, safe="")
    return repr(float(value)) if isinstance(value, float) else str(int(value))


def lines():
    for record in records():
        for name, values in record.items():
            yield " ".join([name, str(len(values)), *map(encoded, values)])


def number(text):
    try:
        return float(text)
    except ValueError:
        return np.nan


def close(made, committed):
    """The same values, numbers to 1e-13: the last bits of exp and dot depend on the processor."""
    made, committed = made.split(), committed.split()
    same = (a == b or np.isclose(number(a), number(b), rtol=1e-13, atol=1e-13) for a, b in zip(made, committed))
    return len(made) == len(committed) and all(same)


def check():
    pairs = itertools.zip_longest(lines(), GOLDEN.read_text("ascii").splitlines(), fillvalue="")
    for number, (made, committed) in enumerate(pairs, 1):
        if not close(made, committed):
            sys.exit(f"{GOLDEN.name}, line {number}: {committed[:80]!r} is committed, {made[:80]!r} is made")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        check()
    elif not sys.argv[1:]:
        GOLDEN.write_text("\n".join(lines()) + "\n", "ascii")
    else:
        sys.exit(f"the only argument is --check, not {sys.argv[1:]}")
