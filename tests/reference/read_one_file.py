#!/usr/bin/python3
"""A reader of one-file models written apart from the engine: what it writes is a safetensors file like any other.

    read_one_file.py FILE    prints {"metadata": {...}, "tensors": {NAME: {"shape": [...], "sum": NUMBER}}, "header": N}

struct, json and NumPy only, from the format's specification (https://github.com/huggingface/safetensors). Exit status 1
and a line that says why if the file is not what it should be.
"""

import json
import pathlib
import struct
import sys

from read_checkpoint import read_safetensors, require


def read(path):
    content = path.read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    text = content[8 : 8 + length].decode("utf-8")
    require(text.startswith("{"), "the header must begin with {")
    require((8 + length) % 8 == 0, f"the tensors must begin at a multiple of 8, not {8 + length}")
    tensors = read_safetensors(content)
    shown = {name: {"shape": tensor.shape, "sum": float(tensor.sum())} for name, tensor in tensors.items()}
    return {"metadata": json.loads(text)["__metadata__"], "tensors": shown, "header": length}


if __name__ == "__main__":
    require(len(sys.argv) == 2, "usage: read_one_file.py FILE")
    json.dump(read(pathlib.Path(sys.argv[1])), sys.stdout)
