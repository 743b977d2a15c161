"""Architectures other than GPT-2 in plain PyTorch operations, for architecture_reference.py: parameters under the names
and in the shapes of Hugging Face's files, settings under the keys of its config.json. Each family has a block of its
own, as it has there; nothing is shared with the core."""

import math

import torch
from torch.nn import functional

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


# ---- the parameters ----


def head_size(c):
    return c.get("head_dim") or c["hidden_size"] // c["num_attention_heads"]


def names_and_shapes(c):
    return NAMES[c["model_type"]](c)


def linear(name, outputs, inputs, has_bias):
    yield name + ".weight", (outputs, inputs)
    if has_bias:
        yield name + ".bias", (outputs,)


def norm_of(name, width, has_bias=True):
    yield name + ".weight", (width,)
    if has_bias:
        yield name + ".bias", (width,)


def neox_names(c):
    width, inner = c["hidden_size"], c["intermediate_size"]
    has_bias = c.get("attention_bias", True)
    yield "gpt_neox.embed_in.weight", (c["vocab_size"], width)
    for layer in range(c["num_hidden_layers"]):
        block = f"gpt_neox.layers.{layer}."
        yield from norm_of(block + "input_layernorm", width)
        yield from norm_of(block + "post_attention_layernorm", width)
        yield from linear(block + "attention.query_key_value", 3 * width, width, has_bias)
        yield from linear(block + "attention.dense", width, width, has_bias)
        yield from linear(block + "mlp.dense_h_to_4h", inner, width, True)
        yield from linear(block + "mlp.dense_4h_to_h", width, inner, True)
    yield from norm_of("gpt_neox.final_layer_norm", width)
    if not c.get("tie_word_embeddings", False):
        yield "embed_out.weight", (c["vocab_size"], width)


def llama_names(c):
    width, inner, size, heads = c["hidden_size"], c["intermediate_size"], head_size(c), c["num_attention_heads"]
    keys = c.get("num_key_value_heads", heads)
    has_bias, is_qwen2 = c.get("attention_bias", False), c["model_type"] == "qwen2"
    yield "model.embed_tokens.weight", (c["vocab_size"], width)
    for layer in range(c["num_hidden_layers"]):
        block = f"model.layers.{layer}."
        yield from linear(block + "self_attn.q_proj", heads * size, width, has_bias or is_qwen2)
        yield from linear(block + "self_attn.k_proj", keys * size, width, has_bias or is_qwen2)
        yield from linear(block + "self_attn.v_proj", keys * size, width, has_bias or is_qwen2)
        yield from linear(block + "self_attn.o_proj", width, heads * size, has_bias)
        if c["model_type"] == "qwen3":
            yield from norm_of(block + "self_attn.q_norm", size, False)
            yield from norm_of(block + "self_attn.k_norm", size, False)
        for name, outputs, inputs in (("gate", inner, width), ("up", inner, width), ("down", width, inner)):
            yield from linear(f"{block}mlp.{name}_proj", outputs, inputs, c.get("mlp_bias", False))
        yield from norm_of(block + "input_layernorm", width, False)
        yield from norm_of(block + "post_attention_layernorm", width, False)
    yield from norm_of("model.norm", width, False)
    if not c.get("tie_word_embeddings", c["model_type"] == "gemma"):
        yield "lm_head.weight", (c["vocab_size"], width)


def phi_names(c):
    width, inner, size, heads = c["hidden_size"], c["intermediate_size"], head_size(c), c["num_attention_heads"]
    keys = c.get("num_key_value_heads", heads)
    yield "model.embed_tokens.weight", (c["vocab_size"], width)
    for layer in range(c["num_hidden_layers"]):
        block = f"model.layers.{layer}."
        yield from linear(block + "self_attn.q_proj", heads * size, width, True)
        yield from linear(block + "self_attn.k_proj", keys * size, width, True)
        yield from linear(block + "self_attn.v_proj", keys * size, width, True)
        yield from linear(block + "self_attn.dense", width, heads * size, True)
        yield from linear(block + "mlp.fc1", inner, width, True)
        yield from linear(block + "mlp.fc2", width, inner, True)
        yield from norm_of(block + "input_layernorm", width)
    yield from norm_of("model.final_layernorm", width)
    yield from linear("lm_head", c["vocab_size"], width, True)


NAMES = {"gpt_neox": neox_names, "phi": phi_names}
NAMES |= dict.fromkeys(("llama", "mistral", "qwen2", "qwen3", "gemma"), llama_names)


# ---- rotary positions ----


def frequencies(c, size):
    base = c.get("rotary_emb_base", c.get("rope_theta", 10000.0))
    inverse = 1.0 / base ** (torch.arange(0, size, 2) / size)
    scaling = c.get("rope_scaling")
    if not scaling:
        return inverse
    factor = scaling["factor"]
    if scaling["rope_type"] == "linear":
        return inverse / factor
    low, high, old = (scaling[k] for k in ("low_freq_factor", "high_freq_factor", "original_max_position_embeddings"))
    result = []
    for f in inverse.tolist():
        wave = 2 * math.pi / f
        if wave < old / high:
            result.append(f)
        elif wave > old / low:
            result.append(f / factor)
        else:
            smooth = (old / wave - low) / (high - low)
            result.append((1 - smooth) * f / factor + smooth * f)
    return torch.tensor(result)


def rotated(c, x, size):
    """x: [T, heads, D], of which the first `size` numbers are turned."""
    angles = torch.arange(len(x))[:, None] * frequencies(c, size)
    angles = torch.cat([angles, angles], -1)[:, None]
    turned, rest = x[..., :size], x[..., size:]
    first, second = turned.chunk(2, -1)
    turned = turned * angles.cos() + torch.cat([-second, first], -1) * angles.sin()
    return torch.cat([turned, rest], -1)


# ---- the model ----


class Run:
    """Every activation by its name, the logits last. edit: what an intervention makes of an activation."""

    def __init__(self, c, p, tokens, edit=lambda name, x: x):
        self.c, self.p, self.edit, self.seen, self.length = c, p, edit, {}, len(tokens)
        family = c["model_type"]
        self.layer_eps = c.get("layer_norm_eps", 1e-5)
        self.rms_eps = c.get("rms_norm_eps", 1e-6)
        x = p[EMBEDDING[family]][list(tokens)]
        x = self.hook("hook_embed", x * math.sqrt(c["hidden_size"]) if family == "gemma" else x * 1)
        for layer in range(c["num_hidden_layers"]):
            self.block = f"blocks.{layer}."
            x = self.hook(self.block + "hook_resid_pre", x * 1)
            x = self.hook(self.block + "hook_resid_post", BLOCKS[family](self, layer, x))
        last, head = LAST_NORM[family], HEAD[family]
        norm = self.rms if family in LLAMAS else self.layer_norm
        x = norm("ln_final", last, x)
        weight = p[head + ".weight"] if head + ".weight" in p else p[EMBEDDING[family]]
        x = x @ weight.T
        self.hook("logits", x + p[head + ".bias"] if head + ".bias" in p else x)

    def hook(self, name, x):
        x = self.edit(name, x)
        if x.requires_grad:
            x.retain_grad()
        self.seen[name] = x
        return x

    def project(self, name, x):
        y = x @ self.p[name + ".weight"].T
        return y + self.p[name + ".bias"] if name + ".bias" in self.p else y

    def layer_norm(self, place, name, x):
        centred = x - x.mean(-1, keepdim=True)
        scale = self.hook(place + ".hook_scale", (centred.pow(2).mean(-1, keepdim=True) + self.layer_eps).sqrt())
        normalized = self.hook(place + ".hook_normalized", centred / scale)
        return normalized * self.p[name + ".weight"] + self.p[name + ".bias"]

    def rms(self, place, name, x):
        scale = self.hook(place + ".hook_scale", (x.pow(2).mean(-1, keepdim=True) + self.rms_eps).sqrt())
        weight = self.p[name + ".weight"]
        normalized = self.hook(place + ".hook_normalized", x / scale)
        return normalized * (1 + weight if self.c["model_type"] == "gemma" else weight)

    def attend(self, q, k, v, rotary_size, norms=None):
        """q: [T, H, D]; k, v: [T, K, D]; what each head gives, side by side."""
        at = self.block + "attn."
        q, k, v = (self.hook(f"{at}hook_{name}", x * 1) for name, x in zip("qkv", (q, k, v)))
        if norms:
            q, k = (self.rms(at + place, name, x) for place, name, x in zip(("q_norm", "k_norm"), norms, (q, k)))
        q, k = (self.hook(f"{at}hook_rot_{n}", rotated(self.c, x, rotary_size)) for n, x in zip("qk", (q, k)))
        sharing = q.shape[1] // k.shape[1]
        k, v = k.repeat_interleave(sharing, 1), v.repeat_interleave(sharing, 1)
        scores = torch.einsum("qhd,khd->hqk", q, k) / math.sqrt(q.shape[-1])
        distance = torch.arange(self.length)[:, None] - torch.arange(self.length)
        hidden = distance < 0
        if self.c.get("sliding_window") and self.c.get("use_sliding_window", True):
            hidden = hidden | (distance >= self.c["sliding_window"])
        scores = self.hook(at + "hook_attn_scores", scores.masked_fill(hidden, -math.inf))
        pattern = self.hook(at + "hook_pattern", scores.softmax(-1))
        return self.hook(at + "hook_z", torch.einsum("hqk,khd->qhd", pattern, v)).reshape(self.length, -1)


def function_of(c):
    name = c.get("hidden_activation") or c["hidden_act"]
    if name in ("gelu_new", "gelu_pytorch_tanh"):
        return lambda x: 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x.pow(3))))
    return getattr(functional, name)


def plain_mlp(run, first, second, x):
    x = run.hook(run.block + "mlp.hook_pre", run.project(first, x))
    x = run.hook(run.block + "mlp.hook_post", function_of(run.c)(x))
    return run.hook(run.block + "hook_mlp_out", run.project(second, x))


def neox_block(run, layer, x):
    name, c = f"gpt_neox.layers.{layer}.", run.c
    heads, size = c["num_attention_heads"], head_size(c)
    y = run.layer_norm(run.block + "ln1", name + "input_layernorm", x)
    q, k, v = run.project(name + "attention.query_key_value", y).view(run.length, heads, 3 * size).chunk(3, -1)
    z = run.attend(q, k, v, int(size * c.get("rotary_pct", 0.25)))
    attn_out = run.hook(run.block + "hook_attn_out", run.project(name + "attention.dense", z))
    mlp = name + "mlp.dense_h_to_4h", name + "mlp.dense_4h_to_h"
    if c.get("use_parallel_residual", True):
        y = run.layer_norm(run.block + "ln2", name + "post_attention_layernorm", x)
        return plain_mlp(run, *mlp, y) + attn_out + x
    x = run.hook(run.block + "hook_resid_mid", x + attn_out)
    return x + plain_mlp(run, *mlp, run.layer_norm(run.block + "ln2", name + "post_attention_layernorm", x))


def split(run, name, x):
    for part in "qkv":
        yield run.project(f"{name}self_attn.{part}_proj", x).view(run.length, -1, head_size(run.c))


def llama_block(run, layer, x):
    name = f"model.layers.{layer}."
    y = run.rms(run.block + "ln1", name + "input_layernorm", x)
    norms = [f"{name}self_attn.{part}_norm" for part in "qk"] if run.c["model_type"] == "qwen3" else None
    z = run.attend(*split(run, name, y), head_size(run.c), norms)
    x = x + run.hook(run.block + "hook_attn_out", run.project(name + "self_attn.o_proj", z))
    x = run.hook(run.block + "hook_resid_mid", x)
    y = run.rms(run.block + "ln2", name + "post_attention_layernorm", x)
    gate = run.hook(run.block + "mlp.hook_pre", run.project(name + "mlp.gate_proj", y))
    up = run.hook(run.block + "mlp.hook_pre_linear", run.project(name + "mlp.up_proj", y))
    y = run.hook(run.block + "mlp.hook_post", function_of(run.c)(gate) * up)
    return x + run.hook(run.block + "hook_mlp_out", run.project(name + "mlp.down_proj", y))


def phi_block(run, layer, x):
    name = f"model.layers.{layer}."
    y = run.layer_norm(run.block + "ln1", name + "input_layernorm", x)
    z = run.attend(*split(run, name, y), int(head_size(run.c) * run.c.get("partial_rotary_factor", 0.5)))
    attn_out = run.hook(run.block + "hook_attn_out", run.project(name + "self_attn.dense", z))
    return attn_out + plain_mlp(run, name + "mlp.fc1", name + "mlp.fc2", y) + x


LLAMAS = ("llama", "mistral", "qwen2", "qwen3", "gemma")
BLOCKS = {"gpt_neox": neox_block, "phi": phi_block} | dict.fromkeys(LLAMAS, llama_block)
EMBEDDING = {"gpt_neox": "gpt_neox.embed_in.weight", "phi": "model.embed_tokens.weight"}
EMBEDDING |= dict.fromkeys(LLAMAS, "model.embed_tokens.weight")
LAST_NORM = {"gpt_neox": "gpt_neox.final_layer_norm", "phi": "model.final_layernorm"}
LAST_NORM |= dict.fromkeys(LLAMAS, "model.norm")
HEAD = {"gpt_neox": "embed_out", "phi": "lm_head"} | dict.fromkeys(LLAMAS, "lm_head")


def run(c, p, tokens, edit=lambda name, x: x):
    return Run(c, p, tokens, edit).seen


def greedy(c, p, tokens, count):
    tokens = list(tokens)
    for _ in range(count):
        tokens.append(int(run(c, p, tokens)["logits"][-1].argmax()))
    return tokens[-count:] if count else []


# ---- what is read from the activations ----


def lens(c, p, seen, top):
    """[L + 1, T, top] ids and probabilities."""
    results = []
    streams = ["blocks.0.hook_resid_pre"] + [f"blocks.{i}.hook_resid_post" for i in range(c["num_hidden_layers"])]
    for stream in streams:
        results.append(last_of(c, p, seen[stream]).softmax(-1).topk(top))
    return torch.stack([r[0] for r in results]), torch.stack([r[1] for r in results])


def last_of(c, p, x):
    """The last norm and the head, of any stream."""
    family = c["model_type"]
    weight, bias = p[LAST_NORM[family] + ".weight"], p.get(LAST_NORM[family] + ".bias", 0)
    if family in LLAMAS:
        weight = 1 + weight if family == "gemma" else weight
        x = x * (x.pow(2).mean(-1, keepdim=True) + c.get("rms_norm_eps", 1e-6)).rsqrt() * weight
    else:
        x = functional.layer_norm(x, x.shape[-1:], weight, bias, c.get("layer_norm_eps", 1e-5))
    head = HEAD[family]
    x = x @ (p[head + ".weight"] if head + ".weight" in p else p[EMBEDDING[family]]).T
    return x + p[head + ".bias"] if head + ".bias" in p else x
