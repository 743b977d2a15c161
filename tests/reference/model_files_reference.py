#!/usr/bin/python3
"""Small models as GGUF and llama2.c files, made apart from the core's readers, and what must be read from them.

    model_files_reference.py              writes model_files_golden.txt beside this file
    model_files_reference.py --check      exit status 1 if the committed file is not what this program makes
    model_files_reference.py --files DIR  writes the files themselves

A model begins as tensors under Hugging Face's names, random, and is turned into the file as the converters of
llama.cpp and llama2.c do it. model_files_golden.txt: one record a line, `name count value...`; `file` begins a case,
`bytes` are its bytes as hexadecimal digits; `keys` and `values` what config.json must say, as JSON; of each tensor a
line `tensor NAME extents... sum other_sum`: its numbers' sums, weighted by 1 + i mod 13 and 1 + i mod 17. `logits` are
what the model computes of `tokens`, by architecture_model.py, which has no GPT-2.
"""

import json
import pathlib
import struct
import sys
import urllib.parse

import numpy as np
import torch

import architecture_model

GOLDEN = pathlib.Path(__file__).with_name("model_files_golden.txt")
F32 = np.float32


# ---- numbers as files have them, and what is left of them ----


def as_f32(x):
    return x.astype("<f4").tobytes(), x.astype(F32)


def as_f16(x):
    halves = x.astype("<f2")
    return halves.tobytes(), halves.astype(F32)


def as_bf16(x):
    upper = (x.astype("<f4").view("<u4") >> 16).astype("<u2")
    return upper.tobytes(), (upper.astype("<u4") << 16).view("<f4").astype(F32)


def as_q8_0(x):
    blocks = x.reshape(-1, 32)
    scale = (np.abs(blocks).max(1) / 127).astype("<f2")
    quants = np.round(blocks / scale.astype(F32)[:, None]).astype(np.int8)
    data = b"".join(s.tobytes() + q.tobytes() for s, q in zip(scale, quants))
    return data, (scale.astype(F32)[:, None] * quants).reshape(x.shape)


def as_q4_0(x):
    blocks = x.reshape(-1, 32)
    extreme = np.take_along_axis(blocks, np.abs(blocks).argmax(1)[:, None], 1)[:, 0]
    scale = (extreme / -8).astype("<f2")
    quants = np.clip(np.round(blocks / scale.astype(F32)[:, None]) + 8, 0, 15).astype(np.uint8)
    packed = quants[:, :16] | quants[:, 16:] << 4
    data = b"".join(s.tobytes() + q.tobytes() for s, q in zip(scale, packed))
    return data, (scale.astype(F32)[:, None] * (quants.astype(F32) - 8)).reshape(x.shape)


# type's number in GGUF, numbers of a block
TYPES = {"F32": (0, 1, as_f32), "F16": (1, 1, as_f16), "BF16": (30, 1, as_bf16), "Q8_0": (8, 32, as_q8_0)}
TYPES["Q4_0"] = (2, 32, as_q4_0)


# ---- GGUF ----


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def value_of(value):
    """A type's number and the bytes of a value; sizes are u32, as converters write them."""
    if isinstance(value, bool):
        return 7, struct.pack("<?", value)
    if isinstance(value, int):
        return 4, struct.pack("<I", value)
    if isinstance(value, float):
        return 6, struct.pack("<f", value)
    if isinstance(value, str):
        return 8, text(value)
    kind = value_of(value[0])[0]
    return 9, struct.pack("<IQ", kind, len(value)) + b"".join(value_of(element)[1] for element in value)


def gguf(metadata, tensors, version=3, alignment=32):
    """tensors: name, type, numbers. Returns the bytes, and what the numbers then are."""
    infos, data, kept = b"", b"", {}
    for name, kind, numbers in tensors:
        number, _, convert = TYPES[kind]
        raw, kept[name] = convert(numbers)
        shape = numbers.shape[::-1]
        infos += text(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape)
        infos += struct.pack("<IQ", number, len(data))
        data += raw + b"\0" * (-len(raw) % alignment)
    head = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(metadata))
    for key, value in metadata.items():
        kind, raw = value_of(value)
        head += text(key) + struct.pack("<I", kind) + raw
    head += infos
    return head + b"\0" * (-len(head) % alignment) + data, kept


def in_pairs(rows, heads):
    """What llama.cpp's converter does to a Llama's queries and keys."""
    return rows.reshape(heads, 2, -1, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def not_in_pairs(rows, heads):
    return rows.reshape(heads, -1, 2, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)


def by_kind(rows, heads):
    """What it does to GPT-NeoX's joint queries, keys and values."""
    return rows.reshape(heads, 3, -1, *rows.shape[1:]).swapaxes(0, 1).reshape(rows.shape)


def by_head(rows, heads):
    return rows.reshape(3, heads, -1, *rows.shape[1:]).swapaxes(0, 1).reshape(rows.shape)


class Model:
    """Tensors under Hugging Face's names, and how they are written: a name in the file, a type, a change and the change
    that takes it back."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.entries = []

    def add(self, name, stored, shape, kind="F32", change=lambda x: x, back=lambda x: x):
        numbers = self.random.normal(size=shape).astype(F32)
        self.entries.append((name, stored, kind, numbers, change, back))
        return numbers

    def gguf(self, metadata, extra=(), **options):
        tensors = [(stored, kind, change(numbers)) for _, stored, kind, numbers, change, _ in self.entries]
        data, kept = gguf(metadata, list(extra) + tensors, **options)
        return data, {name: back(kept[stored]) for name, stored, _, _, _, back in self.entries}


def llama_like(seed, c, f, v, layers, heads, kv, head, kind, pairs, biases=(), norms=False, own_head=True, added=0):
    m = Model(seed)
    plus, minus = lambda x: x + F32(added), lambda x: x - F32(added)
    m.add("model.embed_tokens.weight", "token_embd.weight", (v, c), kind)
    m.add("model.norm.weight", "output_norm.weight", (c,), "F32", plus, minus)
    if own_head:
        m.add("lm_head.weight", "output.weight", (v, c), kind)
    for i in range(layers):
        p, b = f"model.layers.{i}.", f"blk.{i}."
        m.add(p + "input_layernorm.weight", b + "attn_norm.weight", (c,), "F32", plus, minus)
        for name, short, of in (("q_proj", "attn_q", heads), ("k_proj", "attn_k", kv), ("v_proj", "attn_v", kv)):
            change = (lambda x, n=of: in_pairs(x, n)) if pairs and short != "attn_v" else lambda x: x
            back = (lambda x, n=of: not_in_pairs(x, n)) if pairs and short != "attn_v" else lambda x: x
            m.add(f"{p}self_attn.{name}.weight", f"{b}{short}.weight", (of * head, c), kind, change, back)
            if "attention" in biases:
                m.add(f"{p}self_attn.{name}.bias", f"{b}{short}.bias", (of * head,), "F32", change, back)
        m.add(p + "self_attn.o_proj.weight", b + "attn_output.weight", (c, heads * head), kind)
        if norms:
            m.add(p + "self_attn.q_norm.weight", b + "attn_q_norm.weight", (head,))
            m.add(p + "self_attn.k_norm.weight", b + "attn_k_norm.weight", (head,))
        m.add(p + "post_attention_layernorm.weight", b + "ffn_norm.weight", (c,), "F32", plus, minus)
        m.add(p + "mlp.gate_proj.weight", b + "ffn_gate.weight", (f, c), kind)
        m.add(p + "mlp.up_proj.weight", b + "ffn_up.weight", (f, c), kind)
        m.add(p + "mlp.down_proj.weight", b + "ffn_down.weight", (c, f), kind)
    return m


def sizes(arch, c, f, layers, heads, context, **others):
    keys = {
        "general.architecture": arch,
        "general.name": "a small one",
        "general.tags": ["tést", "two", "three", "four"],
        f"{arch}.embedding_length": c,
        f"{arch}.feed_forward_length": f,
        f"{arch}.block_count": layers,
        f"{arch}.context_length": context,
        f"{arch}.attention.head_count": heads,
    }
    keys.update({f"{arch}.{key.replace('__', '.')}": value for key, value in others.items()})
    return keys


def common(model_type, c, f, layers, heads, context, v, tied):
    return {
        "model_type": model_type,
        "hidden_size": c,
        "intermediate_size": f,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "max_position_embeddings": context,
        "vocab_size": v,
        "tie_word_embeddings": tied,
    }


def llama3_factors(pairs, base, factor, low=1.0, high=4.0, context=8192):
    """As Hugging Face scales frequencies, by wavelengths."""
    result = []
    for i in range(pairs):
        wavelength = 2 * np.pi * base ** (i / pairs)
        if wavelength < context / high:
            result.append(1.0)
        elif wavelength > context / low:
            result.append(factor)
        else:
            smooth = (context / wavelength - low) / (high - low)
            result.append(1 / ((1 - smooth) / factor + smooth))
    return np.array(result, F32)


def cases():
    eps = float(F32(1e-6))
    rms = {"attention__layer_norm_rms_epsilon": eps}
    m = llama_like(1, 32, 64, 7, 2, 4, 2, 8, "Q8_0", True)
    tokens = {
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": ["<unk>", "<s>", "</s>", "\u2581", "a", "b", "\u2581a"],
        "tokenizer.ggml.scores": [0.0, 0.0, 0.0, -3.0, -2.0, -1.0, -0.5],
        "tokenizer.ggml.token_type": [2, 3, 3, 1, 1, 1, 1],
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
    }
    keys = sizes("llama", 32, 64, 2, 4, 50, attention__head_count_kv=2, rope__dimension_count=8, **rms)
    expected = common("llama", 32, 64, 2, 4, 50, 7, False)
    expected.update(head_dim=8, num_key_value_heads=2, rms_norm_eps=1e-6, rope_theta=10000, hidden_act="silu")
    yield "llama-q8_0", m.gguf(keys | tokens), expected | {"bos_token_id": 1, "eos_token_id": [2]}

    m = llama_like(2, 32, 32, 5, 1, 2, 1, 16, "Q4_0", True, own_head=False)
    keys = sizes("llama", 32, 32, 1, 2, 131072, attention__head_count_kv=1, rope__freq_base=500000.0, **rms)
    expected = common("llama", 32, 32, 1, 2, 131072, 5, True)
    expected.update(rope_theta=500000, num_key_value_heads=1, head_dim=16)
    expected["rope_scaling"] = {
        "rope_type": "llama3",
        "factor": 32,
        "low_freq_factor": 1,
        "high_freq_factor": 4,
        "original_max_position_embeddings": 8192,
    }
    extra = [("rope_freqs.weight", "F32", llama3_factors(8, 500000.0, 32.0))]
    yield "llama-scaled-q4_0", m.gguf(keys, extra, alignment=64, version=2), expected

    m = llama_like(3, 8, 6, 5, 1, 2, 1, 4, "F16", True)
    keys = sizes("llama", 8, 6, 1, 2, 9, attention__head_count_kv=1, attention__sliding_window=4, **rms)
    expected = common("mistral", 8, 6, 1, 2, 9, 5, False) | {"sliding_window": 4}
    yield "mistral-f16", m.gguf(keys), expected

    m = llama_like(4, 8, 6, 5, 1, 4, 2, 2, "F32", False, biases=("attention",), own_head=False)
    keys = sizes("qwen2", 8, 6, 1, 4, 9, attention__head_count_kv=2, rope__freq_base=1000000.0, **rms)
    keys |= {"qwen2.rope.scaling.type": "linear", "qwen2.rope.scaling.factor": 4.0}
    expected = common("qwen2", 8, 6, 1, 4, 9, 5, True) | {"rope_theta": 1000000}
    yield "qwen2-f32", m.gguf(keys), expected | {"rope_scaling": {"rope_type": "linear", "factor": 4}}

    m = llama_like(5, 8, 6, 5, 1, 2, 1, 6, "BF16", False, norms=True)
    keys = sizes("qwen3", 8, 6, 1, 2, 9, attention__head_count_kv=1, attention__key_length=6, **rms)
    expected = common("qwen3", 8, 6, 1, 2, 9, 5, False) | {"head_dim": 6}
    yield "qwen3-bf16", m.gguf(keys), expected

    m = llama_like(6, 8, 6, 5, 1, 2, 1, 6, "F32", False, own_head=False, added=1)
    keys = sizes("gemma", 8, 6, 1, 2, 9, attention__head_count_kv=1, attention__key_length=6, **rms)
    expected = common("gemma", 8, 6, 1, 2, 9, 5, True) | {"hidden_activation": "gelu_pytorch_tanh", "head_dim": 6}
    yield "gemma-f32", m.gguf(keys), expected

    turned = {"change": np.transpose}  # which the checkpoint's reader takes back
    m = Model(7)
    m.add("transformer.wte.weight", "token_embd.weight", (5, 8), "F16")
    m.add("transformer.wpe.weight", "position_embd.weight", (9, 8))
    for name, stored in (("ln_f", "output_norm"), ("h.0.ln_1", "blk.0.attn_norm"), ("h.0.ln_2", "blk.0.ffn_norm")):
        m.add(f"transformer.{name}.weight", f"{stored}.weight", (8,))
        m.add(f"transformer.{name}.bias", f"{stored}.bias", (8,))
    products = (("attn.c_attn", "attn_qkv", (8, 24)), ("attn.c_proj", "attn_output", (8, 8)))
    for name, stored, shape in products + (("mlp.c_fc", "ffn_up", (8, 20)), ("mlp.c_proj", "ffn_down", (20, 8))):
        m.add(f"transformer.h.0.{name}.weight", f"blk.0.{stored}.weight", shape, "F16", **turned)
        m.add(f"transformer.h.0.{name}.bias", f"blk.0.{stored}.bias", shape[1:])
    keys = sizes("gpt2", 8, 20, 1, 2, 9, attention__layer_norm_epsilon=1e-5)
    keys |= {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.tokens": ["a", "b", "\u0120", "\u0120a", "ab"],
        "tokenizer.ggml.merges": ["\u0120 a", "a b"],
        "tokenizer.ggml.pre": "gpt-2",
    }
    expected = {"model_type": "gpt2", "n_embd": 8, "n_inner": 20, "n_layer": 1, "n_head": 2, "n_positions": 9}
    expected |= {"vocab_size": 5, "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5}
    yield "gpt2-f16", m.gguf(keys), expected

    m = Model(8)
    m.add("gpt_neox.embed_in.weight", "token_embd.weight", (5, 12))
    m.add("embed_out.weight", "output.weight", (5, 12))
    norms = (("final_layer_norm", "output_norm"), ("layers.0.input_layernorm", "blk.0.attn_norm"))
    for name, stored in norms + (("layers.0.post_attention_layernorm", "blk.0.ffn_norm"),):
        m.add(f"gpt_neox.{name}.weight", f"{stored}.weight", (12,))
        m.add(f"gpt_neox.{name}.bias", f"{stored}.bias", (12,))
    fused = {"change": lambda x: by_kind(x, 3), "back": lambda x: by_head(x, 3)}
    m.add("gpt_neox.layers.0.attention.query_key_value.weight", "blk.0.attn_qkv.weight", (36, 12), **fused)
    m.add("gpt_neox.layers.0.attention.query_key_value.bias", "blk.0.attn_qkv.bias", (36,), **fused)
    products = (("attention.dense", "attn_output", (12, 12)), ("mlp.dense_h_to_4h", "ffn_up", (10, 12)))
    for name, stored, shape in products + (("mlp.dense_4h_to_h", "ffn_down", (12, 10)),):
        m.add(f"gpt_neox.layers.0.{name}.weight", f"blk.0.{stored}.weight", shape)
        m.add(f"gpt_neox.layers.0.{name}.bias", f"blk.0.{stored}.bias", shape[:1])
    keys = sizes("gptneox", 12, 10, 1, 3, 9, attention__layer_norm_epsilon=1e-5, rope__dimension_count=2)
    expected = common("gpt_neox", 12, 10, 1, 3, 9, 5, False)
    expected |= {"rotary_pct": 0.5, "use_parallel_residual": False, "hidden_act": "gelu", "rotary_emb_base": 10000}
    yield "gptneox-f32", m.gguf(keys | {"gptneox.use_parallel_residual": False}), expected

    yield phi2()
    yield from llama2c()


def phi2():
    """Queries, keys and values in one tensor, as older files have them."""
    m = Model(9)
    m.add("model.embed_tokens.weight", "token_embd.weight", (5, 8))
    for name, stored, shape in (
        ("model.final_layernorm", "output_norm", (8,)),
        ("lm_head", "output", (5, 8)),
        ("model.layers.0.input_layernorm", "blk.0.attn_norm", (8,)),
        ("qkv", "blk.0.attn_qkv", (24, 8)),
        ("model.layers.0.self_attn.dense", "blk.0.attn_output", (8, 8)),
        ("model.layers.0.mlp.fc1", "blk.0.ffn_up", (10, 8)),
        ("model.layers.0.mlp.fc2", "blk.0.ffn_down", (8, 10)),
    ):
        m.add(f"{name}.weight", f"{stored}.weight", shape, "F16" if len(shape) == 2 else "F32")
        m.add(f"{name}.bias", f"{stored}.bias", shape[:1])
    keys = sizes("phi2", 8, 10, 1, 2, 9, attention__layer_norm_epsilon=1e-5, rope__dimension_count=2)
    data, kept = m.gguf(keys)
    for kind in ("weight", "bias"):
        parts = np.split(kept.pop(f"qkv.{kind}"), 3)
        for name, part in zip(("q_proj", "k_proj", "v_proj"), parts):
            kept[f"model.layers.0.self_attn.{name}.{kind}"] = part
    expected = common("phi", 8, 10, 1, 2, 9, 5, False)
    expected |= {"partial_rotary_factor": 0.5, "rope_theta": 10000, "layer_norm_eps": 1e-5, "hidden_act": "gelu_new"}
    return "phi2-f16", (data, kept), expected


# ---- llama2.c ----


def q80(x, group):
    blocks = x.reshape(-1, group)
    scale = (np.abs(blocks).max(1) / 127).astype("<f4")
    quants = np.round(blocks / scale[:, None]).astype(np.int8)
    return quants.tobytes() + scale.tobytes(), (quants * scale[:, None]).reshape(x.shape)


def llama2c():
    c, f, v, layers, heads, kv, context = 8, 12, 5, 2, 4, 2, 6
    head = c // heads
    for version, own_head in ((0, False), (0, True), (1, True), (2, False)):
        m = llama_like(20 + version, c, f, v, layers, heads, kv, head, "F32", True, own_head=own_head)
        stored = {name: (short, change(numbers), back) for name, short, _, numbers, change, back in m.entries}
        kept, data = {}, b""

        def write(name):
            nonlocal data
            short, numbers, back = stored[name]
            raw, left = q80(numbers, 4) if version == 2 and numbers.ndim == 2 else as_f32(numbers)
            data += raw
            kept[name] = back(left)

        def write_each(name):
            for layer in range(layers):
                write(f"model.layers.{layer}.{name}.weight")

        attention = [f"self_attn.{x}_proj" for x in "qkvo"]
        mlp = [f"mlp.{x}_proj" for x in ("gate", "down", "up")]
        fields = struct.pack("<6i", c, f, layers, heads, kv, -v if own_head and version == 0 else v)
        fields += struct.pack("<i", context)
        if version == 0:
            head_bytes = fields
            write("model.embed_tokens.weight")
            for name in ["input_layernorm"] + attention + ["post_attention_layernorm"] + mlp:
                write_each(name)
            write("model.norm.weight")
            data += np.full(context * head, np.nan, "<f4").tobytes()  # rotary tables, which nobody reads
        else:
            head_bytes = struct.pack("<Ii", 0x616B3432, version) + fields + struct.pack("<?", not own_head)
            head_bytes += struct.pack("<i", 4) if version == 2 else b""
            head_bytes = head_bytes.ljust(256, b"\0")
            for name in ("input_layernorm", "post_attention_layernorm"):
                write_each(name)
            write("model.norm.weight")
            write("model.embed_tokens.weight")
            for name in attention + mlp:
                write_each(name)
        if own_head:
            write("lm_head.weight")
        expected = common("llama", c, f, layers, heads, context, v, not own_head)
        expected |= {"num_key_value_heads": kv, "rms_norm_eps": 1e-5, "rope_theta": 10000, "hidden_act": "silu"}
        expected |= {"bos_token_id": 1, "eos_token_id": [1, 2]}
        yield f"llama2c-v{version}{'-own-head' if own_head else ''}", (head_bytes + data, kept), expected


# ---- the file ----


def line(name, *values):
    shown = [urllib.parse.quote(str(value), safe=".,:{}[]") for value in values]
    return f"{name} {len(shown)} {' '.join(shown)}\n"


def weighted(numbers, period):
    flat = numbers.astype(np.float64).ravel()
    return f"{(flat * (1 + np.arange(flat.size) % period)).sum():.9g}"


def logits(config, kept):
    tokens = (3, 1, 4, 0, 2, 4)[: config["max_position_embeddings"]]
    parameters = {name: torch.tensor(numbers.astype(np.float64)) for name, numbers in kept.items()}
    result = architecture_model.run({"hidden_act": "silu"} | config, parameters, tokens)["logits"]
    yield line("tokens", *tokens)
    yield line("logits", *(f"{number:.7g}" for number in result.flatten().tolist()))


def golden():
    result = ""
    for name, (data, kept), expected in cases():
        result += line("file", name) + line("bytes", data.hex())
        result += line("keys", *expected)
        result += line("values", *(json.dumps(value, separators=(",", ":")) for value in expected.values()))
        for tensor, numbers in kept.items():
            result += line("tensor", tensor, *numbers.shape, weighted(numbers, 13), weighted(numbers, 17))
        if expected["model_type"] != "gpt2":
            result += "".join(logits(expected, kept))
    return result


def main():
    if "--files" in sys.argv:
        folder = pathlib.Path(sys.argv[sys.argv.index("--files") + 1])
        folder.mkdir(parents=True, exist_ok=True)
        for name, (data, _), _ in cases():
            (folder / f"{name}.{'bin' if name.startswith('llama2c') else 'gguf'}").write_bytes(data)
        return
    text_of_all = golden()
    if "--check" in sys.argv:
        same = GOLDEN.read_text() == text_of_all
        sys.exit(0 if same else "model_files_golden.txt is not what model_files_reference.py makes")
    GOLDEN.write_text(text_of_all)


main()
