"""Recomputes rates of the model that ships with a NumPy forward pass of its own, and compares them with claims.json.

    python3 tests/reference/story_rates.py

In float64, on the stories that the generator tells: right answers with attention as learned, even, dealt anew and cut
off, by chance, and with each head knocked out; how often each head looks most at a word that decides the answer, and
what that has to do with being right and with being needed; what misleads; facts in other words, near and far, and asked
in the other direction. Counts must be the same, and none may be missing. Exits with 1 otherwise.
Source of the architecture: A. Radford et al., "Language Models are Unsupervised Multitask Learners", 2019, as Hugging
Face's GPT2LMHeadModel computes it, without an MLP.
"""

import functools
import json
import pathlib
import subprocess
import sys

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
STORY = ROOT / "web" / "story"


def read_tensors(path):
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    kinds = {"F16": numpy.float16, "F32": numpy.float32}
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = (8 + size + offset for offset in entry["data_offsets"])
        numbers = numpy.frombuffer(data[begin:end], kinds[entry["dtype"]]).astype(numpy.float64)
        tensors[name.removeprefix("transformer.")] = numbers.reshape(entry["shape"])
    return tensors


CONFIG = json.loads((STORY / "config.json").read_text())
TENSORS = read_tensors(STORY / "model.safetensors")
LAYERS, HEADS = CONFIG["n_layer"], CONFIG["n_head"]
HEAD_NAMES = [f"{layer}.{head}" for layer in range(LAYERS) for head in range(HEADS)]


def normalised(x, name):
    centred = x - x.mean(-1, keepdims=True)
    scale = numpy.sqrt((centred**2).mean(-1, keepdims=True) + CONFIG["layer_norm_epsilon"])
    return centred / scale * TENSORS[name + ".weight"] + TENSORS[name + ".bias"]


def splitmix64(x):
    """S. Vigna's generator, https://prng.di.unimi.it/splitmix64.c: its output for this state."""
    bits = 2**64 - 1
    x = (x + 0x9E3779B97F4A7C15) & bits
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & bits
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & bits
    return x ^ (x >> 31)


@functools.lru_cache(maxsize=None)
def dealt_anew(layer, head, query):
    """Which key's weight each key up to the query gets: D. Knuth's shuffle, with draws from seed 0 and this place."""
    bits = splitmix64(0)
    for number in [layer, head, query]:
        bits = splitmix64(bits ^ number)
    keys = list(range(query + 1))
    for last in range(query, 0, -1):
        bits = splitmix64(bits)
        other = bits % (last + 1)
        keys[last], keys[other] = keys[other], keys[last]
    return keys


def forward(ids, attention="learned", without=None):
    """Logits [T, V], and each head's pattern [T, T]."""
    length = len(ids)
    stream = TENSORS["wte.weight"][ids] + TENSORS["wpe.weight"][:length]
    mask = numpy.tril(numpy.ones((length, length), bool))
    patterns = []
    for layer in range(LAYERS):
        name = f"h.{layer}"
        x = normalised(stream, name + ".ln_1")
        qkv = x @ TENSORS[name + ".attn.c_attn.weight"] + TENSORS[name + ".attn.c_attn.bias"]
        queries, keys, values = numpy.split(qkv, 3, axis=1)
        outputs = []
        for head in range(HEADS):
            size = CONFIG["n_embd"] // HEADS
            part = slice(head * size, (head + 1) * size)
            scores = queries[:, part] @ keys[:, part].T / numpy.sqrt(size)
            if attention == "uniform":
                scores = numpy.zeros_like(scores)
            scores = numpy.where(mask, scores, -numpy.inf)
            pattern = numpy.exp(scores - scores.max(1, keepdims=True))
            pattern /= pattern.sum(1, keepdims=True)
            if attention == "shuffled":
                for query in range(length):
                    pattern[query, : query + 1] = pattern[query, dealt_anew(layer, head, query)]
            patterns.append(pattern)
            is_out = attention == "cut" or without == f"{layer}.{head}"
            outputs.append(values[:, part] * 0 if is_out else pattern @ values[:, part])
        z = numpy.concatenate(outputs, axis=1)
        stream = stream + z @ TENSORS[name + ".attn.c_proj.weight"] + TENSORS[name + ".attn.c_proj.bias"]
        stream = stream + TENSORS[name + ".mlp.c_proj.bias"]  # of an MLP of nothing
    return normalised(stream, "ln_f") @ TENSORS["wte.weight"].T, patterns


FAMILIES = ["where", "who", "pronoun", "colour", "pair", "likes"]


def key(measure, labels):
    return measure, tuple(sorted(labels.items()))


class Counts:
    """{key: [right, count]}"""

    def __init__(self):
        self.counts = {}

    def add(self, measure, right, **labels):
        """right: whether it is, or how likely."""
        counted = self.counts.setdefault(key(measure, labels), [0, 0])
        counted[0] += float(right)
        counted[1] += 1


class Stories:
    def __init__(self, seed, cases):
        self.command = ["node", "dist/cli.js", "stories", "--json", "--seed", str(seed)]
        self.cases = cases
        self.vocabulary = json.loads((STORY / "tokenizer.json").read_text())["model"]["vocab"]

    def told(self, set_name, family, count=None):
        command = self.command + ["--set", set_name, "--family", family, "--count", str(count or self.cases)]
        return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)

    def enough(self, family):
        """Held-out stories, until they have enough answers."""
        found = 0
        for story in self.told("held-out", family):
            if found >= self.cases:
                return
            found += len(story["answers"])
            yield story

    def answers(self, family):
        """All words that are ever the answer: so many stories leave none out."""
        return {answer["word"] for story in self.told("train", family, 3000) for answer in story["answers"]}

    def ids(self, words):
        return [self.vocabulary[word] for word in words]


def count_help(stories, counts):
    people = stories.answers("who")
    for family in FAMILIES:
        others = stories.answers(family) - people  # of "likes" both are asked
        answered = []  # right, looks by head, right without each head
        for story in stories.enough(family):
            ids = stories.ids(story["words"])
            passes = {how: forward(ids, attention=how) for how in ["learned", "uniform", "shuffled", "cut"]}
            without = {head: forward(ids, without=head)[0] for head in HEAD_NAMES}
            for answer in story["answers"]:
                query, right_id = answer["position"] - 1, ids[answer["position"]]
                for how, (logits, _) in passes.items():
                    counts.add("accuracy", logits[query].argmax() == right_id, family=family, attention=how)
                guesses = people if answer["word"] in people else others
                counts.add("chance", 1 / len(guesses), family=family)
                looks, kept = {}, {}
                for head, pattern in zip(HEAD_NAMES, passes["learned"][1]):
                    looks[head] = pattern[query].argmax() in answer["antecedents"]
                    kept[head] = without[head][query].argmax() == right_id
                    counts.add("looks right", looks[head], family=family, head=head)
                    counts.add("accuracy without", kept[head], family=family, head=head)
                answered.append((passes["learned"][0][query].argmax() == right_id, looks, kept))
        best = max(HEAD_NAMES, key=lambda head: sum(looks[head] for _, looks, _ in answered))
        for right, looks, kept in answered:
            labels = {"family": family, "head": best, "looks": "right" if looks[best] else "elsewhere"}
            counts.add("right by look", right, **labels)
            if right:
                counts.add("needed by look", not kept[best], **labels)


def says(stories, words, answer):
    """Whether it says this after those words."""
    logits, _ = forward(stories.ids(words))
    return logits[-1].argmax() == stories.vocabulary[answer]


def is_right(stories, story):
    """Of the last answer."""
    answer = story["answers"][-1]
    return says(stories, story["words"][: answer["position"]], answer["word"])


def count_misleading(stories, counts, seed):
    """The trials come in parts: six that help, then these, 50 stories each, then four by position."""
    command = ["node", "tests/reference/claim_trials.mjs", *map(str, [seed, stories.cases, LAYERS, HEADS])]
    parts = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)[len(FAMILIES) :]
    count = -(-stories.cases // 50)

    def right(trial):
        return says(stories, trial["words"][: trial["position"]], trial["word"])

    variants = [
        (kind, repeats, place)
        for kind in ["again", "denied", "supposed", "another", "off-topic"]
        for repeats in ["1", "2", "4"]
        for place in ["first", "middle", "last"]
    ]
    for part in parts[:count]:
        for begin in range(0, len(part), 1 + len(variants)):
            counts.add("undistracted", right(part[begin]))
            results = [right(trial) for trial in part[begin + 1 : begin + 1 + len(variants)]]
            for (kind, repeats, place), result in zip(variants, results, strict=True):
                counts.add("micro", result)
                counts.add("by kind", result, kind=kind)
                counts.add("by repeats", result, repeats=repeats)
                counts.add("by place", result, place=place)
                counts.add("by family", result, family=part[begin]["family"])
            counts.add("macro", all(results))
    for position, part in enumerate(parts[count : count + 4], 1):
        for trial in part:
            counts.add("by position", right(trial), position=str(position))


def count_misses(stories, counts):
    for words in ["seen", "rare", "unseen"]:
        for distance in ["near", "far"]:
            for family in FAMILIES:
                for story in stories.told(f"reworded:{words}-{distance}", family):
                    right = is_right(stories, story)
                    counts.add("reworded", right, words=words, distance=distance)
                    counts.add("reworded by family", right, words=words, distance=distance, family=family)
    for order in ["forward", "backward", "reversed"]:
        for story in stories.told(f"order:{order}", "likes"):
            counts.add("order", is_right(stories, story), order=order)


def main():
    claims = json.loads((STORY / "claims.json").read_text())
    stated = {key(rate["measure"], rate["labels"]): [rate["right"], rate["count"]] for rate in claims["rates"]}
    stories, counts = Stories(claims["seed"], claims["cases"]), Counts()
    count_help(stories, counts)
    count_misleading(stories, counts, claims["seed"])
    count_misses(stories, counts)
    wrong = [
        name
        for name in counts.counts.keys() | stated.keys()
        if not numpy.allclose(stated.get(name, [-1, -1]), counts.counts.get(name, [-1, -1]), rtol=0, atol=1e-9)
    ]  # a count is whole; only chance is a sum of fractions
    for name in wrong:
        print(*name, "is", counts.counts.get(name), "not", stated.get(name))
    print(f"{len(stated) - len(wrong)} of {len(stated)} rates agree")
    sys.exit(1 if wrong else 0)


main()
