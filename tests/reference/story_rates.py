"""Recomputes rates of the model that ships with a NumPy forward pass of its own, and compares them with claims.json.

    python3 tests/reference/story_rates.py

Right answers with attention as learned, even and cut off, with each head knocked out, and how often each head looks
most at a word that decides the answer, in float64, on the stories that the generator tells. Counts must be the same.
Exits with 1 where one is not. Source of the architecture: A. Radford et al., "Language Models are Unsupervised
Multitask Learners", 2019, as Hugging Face's GPT2LMHeadModel computes it, without an MLP.
"""

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
            patterns.append(pattern)
            is_out = attention == "cut" or without == f"{layer}.{head}"
            outputs.append(values[:, part] * 0 if is_out else pattern @ values[:, part])
        z = numpy.concatenate(outputs, axis=1)
        stream = stream + z @ TENSORS[name + ".attn.c_proj.weight"] + TENSORS[name + ".attn.c_proj.bias"]
        stream = stream + TENSORS[name + ".mlp.c_proj.bias"]  # of an MLP of nothing
    return normalised(stream, "ln_f") @ TENSORS["wte.weight"].T, patterns


def told(family, seed, cases):
    """Held-out stories, until they have enough answers."""
    command = ["node", "dist/cli.js", "stories", "--json", "--set", "held-out", "--family", family]
    command += ["--seed", str(seed), "--count", str(cases)]
    found = 0
    for story in json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout):
        if found >= cases:
            return
        found += len(story["answers"])
        yield story


def rates(claims):
    """{(measure, family, of): [right, count]}"""
    vocabulary = json.loads((STORY / "tokenizer.json").read_text())["model"]["vocab"]
    counts = {}

    def count(key, is_right):
        counts.setdefault(key, [0, 0])
        counts[key][0] += int(is_right)
        counts[key][1] += 1

    for family in ["where", "who", "pronoun", "colour", "pair", "likes"]:
        for story in told(family, claims["seed"], claims["cases"]):
            ids = [vocabulary[word] for word in story["words"]]
            passes = {("accuracy", how): forward(ids, attention=how) for how in ["learned", "uniform", "cut"]}
            passes |= {("accuracy without", head): forward(ids, without=head) for head in HEAD_NAMES}
            patterns = passes[("accuracy", "learned")][1]
            for answer in story["answers"]:
                query = answer["position"] - 1
                for (measure, of), (logits, _) in passes.items():
                    count((measure, family, of), logits[query].argmax() == ids[answer["position"]])
                for head, pattern in zip(HEAD_NAMES, patterns):
                    count(("looks right", family, head), pattern[query].argmax() in answer["antecedents"])
    return counts


def main():
    claims = json.loads((STORY / "claims.json").read_text())
    stated = {}
    for rate in claims["rates"]:
        labels = rate["labels"]
        of = labels.get("attention", labels.get("head"))
        if rate["measure"] in ("accuracy", "accuracy without", "looks right"):
            stated[(rate["measure"], labels["family"], of)] = [rate["right"], rate["count"]]
    computed = rates(claims)
    wrong = [key for key, counted in computed.items() if stated.get(key) != counted]
    for key in wrong:
        print(*key, "is", computed[key], "not", stated.get(key))
    print(f"{len(computed) - len(wrong)} of {len(computed)} rates agree")
    sys.exit(1 if wrong else 0)


main()
