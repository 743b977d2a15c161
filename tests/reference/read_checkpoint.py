#!/usr/bin/python3
"""A reader of GPT-2 checkpoints written apart from the C++ core: what the core exports must open here.

    read_checkpoint.py FOLDER ID...    prints {"shape": [T, V], "data": [...]}: the logits after each of the tokens

FOLDER has config.json and model.safetensors as Hugging Face's GPT2LMHeadModel.save_pretrained writes them. NumPy only:
safetensors from its specification (https://github.com/huggingface/safetensors), the model from GPT-2's, in float64.
Exit status 1 and a line that says why if a file is not what it should be.
"""

import json
import math
import pathlib
import struct
import sys

import numpy as np

DTYPES = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}


def require(condition, complaint):
    if not condition:
        sys.exit(complaint)


def read_safetensors(content):
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length].decode("utf-8"), object_pairs_hook=without_duplicates)
    metadata = header.pop("__metadata__", {})
    require(all(isinstance(value, str) for value in metadata.values()), "__metadata__ must hold texts")
    require(metadata.get("format") == "pt", f"__metadata__.format must be pt, not {metadata.get('format')!r}")
    data = content[8 + length :]
    tensors, next_byte = {}, 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, end = entry["data_offsets"]
        require(begin == next_byte, f"{name} must begin at byte {next_byte}, not {begin}")
        dtype = DTYPES[entry["dtype"]]
        size = math.prod(entry["shape"]) * dtype.itemsize
        require(end - begin == size, f"{name} must have {size} bytes, not {end - begin}")
        tensors[name] = np.frombuffer(data[begin:end], dtype).reshape(entry["shape"]).astype(np.float64)
        next_byte = end
    require(next_byte == len(data), f"the tensors end at byte {next_byte} of {len(data)}")
    return tensors


def without_duplicates(pairs):
    require(len(dict(pairs)) == len(pairs), "a name in the header is given twice")
    return dict(pairs)


def expected_shapes(config):
    """Every tensor of GPT2LMHeadModel that a file holds: the head is tied to the embedding and left out."""
    width, inner = config["n_embd"], config["n_inner"]
    shapes = {"wte.weight": (config["vocab_size"], width), "wpe.weight": (config["n_positions"], width)}

    def add(name, *shape):
        shapes[name + ".weight"] = shape
        shapes[name + ".bias"] = shape[-1:]

    for layer in range(config["n_layer"]):
        add(f"h.{layer}.ln_1", width)
        add(f"h.{layer}.attn.c_attn", width, 3 * width)
        add(f"h.{layer}.attn.c_proj", width, width)
        add(f"h.{layer}.ln_2", width)
        add(f"h.{layer}.mlp.c_fc", width, inner)
        add(f"h.{layer}.mlp.c_proj", inner, width)
    add("ln_f", width)
    return {"transformer." + name: shape for name, shape in shapes.items()}


def read(folder):
    config = json.loads((folder / "config.json").read_text("utf-8"))
    fixed = {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "activation_function": "gelu_new"}
    for key, value in fixed.items():
        require(config[key] == value, f"{key} must be {value!r}, not {config[key]!r}")
    tensors = read_safetensors((folder / "model.safetensors").read_bytes())
    shapes = {name: tensor.shape for name, tensor in tensors.items()}
    require(shapes == expected_shapes(config), f"the tensors must be {expected_shapes(config)}, not {shapes}")
    return config, {name.removeprefix("transformer."): tensor for name, tensor in tensors.items()}


def logits(config, tensors, ids):
    heads, size = config["n_head"], config["n_embd"] // config["n_head"]

    def linear(x, name):
        return x @ tensors[name + ".weight"] + tensors[name + ".bias"]

    def norm(x, name):
        deviation = np.sqrt(x.var(-1, keepdims=True) + config["layer_norm_epsilon"])
        return (x - x.mean(-1, keepdims=True)) / deviation * tensors[name + ".weight"] + tensors[name + ".bias"]

    x = tensors["wte.weight"][ids] + tensors["wpe.weight"][: len(ids)]
    future = np.triu(np.full((len(ids), len(ids)), -np.inf), 1)
    for block in (f"h.{layer}." for layer in range(config["n_layer"])):
        projected = linear(norm(x, block + "ln_1"), block + "attn.c_attn")
        q, k, v = projected.reshape(len(ids), 3, heads, size).transpose(1, 2, 0, 3)  # [H, T, D] each
        scores = q @ k.transpose(0, 2, 1) / math.sqrt(size) + future
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        z = weights / weights.sum(-1, keepdims=True) @ v
        x = x + linear(z.transpose(1, 0, 2).reshape(x.shape), block + "attn.c_proj")
        inner = linear(norm(x, block + "ln_2"), block + "mlp.c_fc")
        inner = inner * (1 + np.tanh(math.sqrt(2 / math.pi) * (inner + 0.044715 * inner**3))) / 2
        x = x + linear(inner, block + "mlp.c_proj")
    return norm(x, "ln_f") @ tensors["wte.weight"].T


if __name__ == "__main__":
    require(len(sys.argv) > 2, "usage: read_checkpoint.py FOLDER ID...")
    result = logits(*read(pathlib.Path(sys.argv[1])), [int(token) for token in sys.argv[2:]])
    json.dump({"shape": result.shape, "data": result.flatten().tolist()}, sys.stdout)
