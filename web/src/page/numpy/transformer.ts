// A NumPy program that computes what the instrument shows of a transformer, from the model's own file: the pattern of
// the head, with the heads knocked out that are, and the chances of the next token.
import type { Shown } from '../../element/shown.ts';
import type { HeadName } from '../../views/reading.ts';
import { list, literal } from './python.ts';

const pairOf = ({ layer, head }: HeadName) => `(${layer}, ${head})`;

/** Where the model's file is to be had, in words, and its path. */
function placeOf({ model, step }: Shown['state']): { path: string; about: string } {
  if (model === 'story') {
    const path = step === undefined ? 'story' : `story/snapshots/${step}.safetensors`;
    return { path, about: 'the folder “story” of the site that you have this from' };
  }
  const isAddress = /^[a-z]+:|\//i.test(model);
  return isAddress
    ? { path: 'model.safetensors', about: `a copy of ${model}` }
    : { path: 'model.safetensors', about: 'what “Save as one file” saves, in the chapter that trains it' };
}

export function transformerProgram({ state, reading, query }: Shown): string {
  const { path, about } = placeOf(state);
  const out = state.knockOut.flatMap((head) => (typeof head === 'string' ? [] : [pairOf(head)]));
  const { temperature, topK, topP, minP } = state;
  return `"""What a transformer of GPT-2's architecture does with these tokens, in NumPy alone.

    python3 shown.py [MODEL]

MODEL is ${about}: one model.safetensors with config.json and
tokenizer.json in its metadata, or a folder that has the three.
"""

import json
import math
import pathlib
import sys

import numpy as np

path = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ${literal(path)})
words = ${list(reading.words.map(literal))}
ids = ${list(Array.from(reading.ids ?? [], String))}
query = ${query}  # the position of the token that looks
head = ${pairOf(reading.heads?.name ?? { layer: 0, head: 0 })}  # layer and head
knocked_out = [${out.join(', ')}]
temperature, top_k, top_p, min_p = ${temperature}, ${topK}, ${topP}, ${minP}


def read(path):
    """The file's tensors, and the texts of its metadata."""
    data = path.read_bytes()
    begin = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:begin])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        content = data[begin + start : begin + end]
        if entry["dtype"] == "BF16":  # the upper half of a float32
            numbers = (np.frombuffer(content, "<u2").astype("<u4") << 16).view("<f4")
        else:
            numbers = np.frombuffer(content, {"F64": "<f8", "F32": "<f4", "F16": "<f2"}.get(entry["dtype"], "u1"))
        if entry["dtype"] in ("F64", "F32", "F16", "BF16"):
            tensors[name] = numbers.reshape(entry["shape"]).astype(float)
    return tensors, metadata


def beside(name):
    """The text of a file in the metadata, in the model's folder or in the one above."""
    if name in metadata:
        return metadata[name]
    folder = file.parent
    return next(place / name for place in (folder, folder.parent) if (place / name).exists()).read_text("utf-8")


file = path / "model.safetensors" if path.is_dir() else path
tensors, metadata = read(file)
prefix = next(name for name in tensors if name.endswith("wte.weight")).removesuffix("wte.weight")
config = json.loads(beside("config.json"))
layers, heads, width = config["n_layer"], config["n_head"], config["n_embd"]
size = width // heads
is_turned = tensors[prefix + "h.0.attn.c_attn.weight"].shape == (3 * width, width)  # as PyTorch's Linear has it


def affine(name, x):
    weight = tensors[f"{prefix}{name}.weight"]
    product = x * weight if weight.ndim == 1 else x @ (weight.T if is_turned else weight)
    return product + tensors.get(f"{prefix}{name}.bias", 0)


def norm(name, x):
    x = x - x.mean(-1, keepdims=True)
    return affine(name, x / np.sqrt((x**2).mean(-1, keepdims=True) + config.get("layer_norm_epsilon", 1e-5)))


def activation(x):
    kind = config.get("activation_function", "gelu_new")
    if kind == "relu":
        return np.maximum(x, 0)
    if kind in ("silu", "swish"):
        return x / (1 + np.exp(-x))
    if kind == "gelu":
        return x * (1 + np.vectorize(math.erf, otypes=[float])(x / math.sqrt(2))) / 2
    return x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


length = len(ids)
future = np.triu(np.ones((length, length), bool), 1)
stream = tensors[prefix + "wte.weight"][ids] + tensors[prefix + "wpe.weight"][:length]
patterns = {}
for layer in range(layers):
    queries, keys, values = np.split(affine(f"h.{layer}.attn.c_attn", norm(f"h.{layer}.ln_1", stream)), 3, axis=-1)
    scale = math.sqrt(size) if config.get("scale_attn_weights", True) else 1
    if config.get("scale_attn_by_inverse_layer_idx"):
        scale *= layer + 1
    found = np.zeros_like(stream)
    for h in range(heads):
        part = slice(h * size, (h + 1) * size)
        pattern = softmax(np.where(future, -np.inf, queries[:, part] @ keys[:, part].T / scale))
        patterns[layer, h] = pattern
        if (layer, h) not in knocked_out:
            found[:, part] = pattern @ values[:, part]
    stream = stream + affine(f"h.{layer}.attn.c_proj", found)
    if f"{prefix}h.{layer}.mlp.c_fc.weight" in tensors:
        inner = affine(f"h.{layer}.mlp.c_fc", norm(f"h.{layer}.ln_2", stream))
        stream = stream + affine(f"h.{layer}.mlp.c_proj", activation(inner))

own_heads = [tensor for name, tensor in tensors.items() if name.endswith("lm_head.weight")]
unembedding = own_heads[0] if own_heads else tensors[prefix + "wte.weight"]
logits = (norm("ln_f", stream) @ unembedding.T)[query]

if temperature == 0:  # always the likeliest
    chances = (np.arange(len(logits)) == logits.argmax()).astype(float)
else:
    chances = np.exp((logits - logits.max()) / temperature)
    order = np.argsort(-logits, kind="stable")[: top_k or None]
    if top_p < 1:
        reached = chances[order].cumsum()
        order = order[: np.searchsorted(reached, top_p * reached[-1]) + 1]
    kept = np.zeros(len(logits), bool)
    kept[order] = True
    chances = np.where(kept & (chances >= min_p), chances, 0)
    chances /= chances.sum()

tokenizer = json.loads(beside("tokenizer.json"))
names = {id: token for token, id in tokenizer["model"]["vocab"].items()}
names |= {token["id"]: token["content"] for token in tokenizer.get("added_tokens", [])}

print(f"Pattern of head {head[0]}.{head[1]}:")
for word, row in zip(words, patterns[head]):
    print(*(f"{weight:.6f}" for weight in row), word)
print(f"Next token, given {words[query]}:")
for id in np.argsort(-chances, kind="stable")[:10]:
    print(f"{chances[id]:.6f} {names.get(id, id)}")
`;
}
