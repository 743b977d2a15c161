"""GPT-2's architecture in plain PyTorch operations, with interventions and readouts, for gpt_reference.py."""

import math
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

EPSILON = 1e-5

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


class Config(NamedTuple):
    """Sizes, and in what the model is another than GPT-2: words of KINDS."""

    layers: int
    heads: int
    width: int
    inner: int
    context: int
    vocabulary: int
    kinds: frozenset = frozenset()

    @property
    def sizes(self):
        return self[:6]


KINDS = {
    *("gelu", "relu", "silu", "own_head", "unscaled", "scaled_by_layer"),
    *("no_norm_biases", "no_attention_biases", "no_projection_biases", "no_mlp_biases"),
}


# ---- the parameters ----


def names_and_shapes(config):
    layers, _, width, inner, context, vocabulary = config.sizes
    assert config.kinds <= KINDS
    yield "wte.weight", (vocabulary, width)
    yield "wpe.weight", (context, width)
    for block in (f"h.{layer}." for layer in range(layers)):
        yield from pair(config, "norm", block + "ln_1", width)
        yield from pair(config, "attention", block + "attn.c_attn", width, 3 * width)
        yield from pair(config, "projection", block + "attn.c_proj", width, width)
        if inner:
            yield from pair(config, "norm", block + "ln_2", width)
            yield from pair(config, "mlp", block + "mlp.c_fc", width, inner)
            yield from pair(config, "mlp", block + "mlp.c_proj", inner, width)
    yield from pair(config, "norm", "ln_f", width)
    if "own_head" in config.kinds:
        yield "lm_head.weight", (vocabulary, width)


def pair(config, part, name, *shape):
    yield name + ".weight", shape
    if f"no_{part}_biases" not in config.kinds:
        yield name + ".bias", shape[-1:]


def fill(config, seed):
    """Uniform draws one after another: matrices within 0.5 of 0, biases within 0.2 of 0, norms' weights of 1."""
    random = np.random.RandomState(seed)
    parameters = {}
    for name, shape in names_and_shapes(config):
        uniform = random.random_sample(shape)
        is_matrix = len(shape) == 2
        is_norm = not is_matrix and name.endswith("weight")
        numbers = (uniform - 0.5) * (1 if is_matrix else 0.4) + (1 if is_norm else 0)
        parameters[name] = torch.tensor(numbers.astype(np.float32).astype(np.float64), requires_grad=True)
    return parameters


# ---- the model ----


def scale_of(x):
    return torch.sqrt((x - x.mean(-1, keepdim=True)).pow(2).mean(-1, keepdim=True) + EPSILON)


def affine(p, name, x):
    """x times the weight, plus the bias where there is one."""
    weight = p[name + ".weight"]
    y = x @ weight if weight.dim() == 2 else x * weight
    return y + p[name + ".bias"] if name + ".bias" in p else y


def last_norm(p, x):
    return affine(p, "ln_f", (x - x.mean(-1, keepdim=True)) / scale_of(x))


def head_of(p):
    return p["lm_head.weight"] if "lm_head.weight" in p else p["wte.weight"]


def gelu_tanh(x):
    return x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2


def activation_function(config):
    for name in ("gelu", "relu", "silu"):
        if name in config.kinds:
            return getattr(functional, name)
    return gelu_tanh


def score_scale(config, layer):
    scale = 1 if "unscaled" in config.kinds else 1 / math.sqrt(config.width // config.heads)
    return scale / (layer + 1) if "scaled_by_layer" in config.kinds else scale


def run(config, p, tokens, edit=lambda name, x: x):
    """Every activation by its name, the logits last. edit: what an intervention makes of an activation."""
    layers, heads, width, inner, _, _ = config.sizes
    length = len(tokens)
    seen = {}

    def hook(name, x):
        x = edit(name, x)
        if x.requires_grad:
            x.retain_grad()
        seen[name] = x
        return x

    def norm(place, name, x):
        scale = hook(place + ".hook_scale", scale_of(x))
        return affine(p, name, hook(place + ".hook_normalized", (x - x.mean(-1, keepdim=True)) / scale))

    # A new tensor even where nothing changes, so that each name has a gradient of its own.
    x = hook("hook_embed", p["wte.weight"][list(tokens)]) + hook("hook_pos_embed", p["wpe.weight"][:length] * 1)
    future = torch.ones(length, length, dtype=torch.bool).triu(1)
    for layer in range(layers):
        h, b = f"h.{layer}.", f"blocks.{layer}."
        x = hook(b + "hook_resid_pre", x * 1)
        y = affine(p, h + "attn.c_attn", norm(b + "ln1", h + "ln_1", x))
        q, k, v = (part.reshape(length, heads, -1) for part in y.split(width, -1))
        q, k, v = (hook(f"{b}attn.hook_{name}", part * 1) for name, part in zip("qkv", (q, k, v)))
        scores = torch.einsum("qhd,khd->hqk", q, k) * score_scale(config, layer)
        scores = hook(b + "attn.hook_attn_scores", scores.masked_fill(future, -math.inf))
        pattern = hook(b + "attn.hook_pattern", scores.softmax(-1))
        z = hook(b + "attn.hook_z", torch.einsum("hqk,khd->qhd", pattern, v))
        x = x + hook(b + "hook_attn_out", affine(p, h + "attn.c_proj", z.reshape(length, width)))
        if inner:
            x = hook(b + "hook_resid_mid", x)
            y = hook(b + "mlp.hook_pre", affine(p, h + "mlp.c_fc", norm(b + "ln2", h + "ln_2", x)))
            y = hook(b + "mlp.hook_post", activation_function(config)(y))
            x = x + hook(b + "hook_mlp_out", affine(p, h + "mlp.c_proj", y))
        x = hook(b + "hook_resid_post", x)
    hook("logits", norm("ln_final", "ln_f", x) @ head_of(p).T)
    return seen


def cross_entropy(logits, targets):
    return functional.cross_entropy(logits, torch.tensor(targets), ignore_index=-1)


# ---- interventions: what is given has no gradient ----


def ablate_head(layer, head, to):
    def edit(name, x):
        if name != f"blocks.{layer}.attn.hook_z":
            return x
        given = x.detach()[:, head]
        given = torch.zeros_like(given) if to == "zero" else given.mean(0).expand_as(given)
        return torch.cat([x[:, :head], given[:, None], x[:, head + 1 :]], 1)

    return edit


def with_rows(x, head, rows, given):
    """x [H, T, T] with these rows of a head replaced."""
    is_given = torch.zeros_like(x, dtype=torch.bool)
    is_given[head, rows] = True
    filled = torch.zeros_like(x).detach()
    filled[head, rows] = given
    return torch.where(is_given, filled, x)


def replace_pattern(layer, head, to, *numbers):
    def edit(name, x):
        if name != f"blocks.{layer}.attn.hook_pattern":
            return x
        length = x.shape[-1]
        if to == "uniform":
            given = torch.ones(length, length).tril() / torch.arange(1, length + 1)[:, None]
        elif to == "previous":
            given = functional.one_hot((torch.arange(length) - 1).clamp(0), length).to(x)
        else:
            given = torch.tensor(numbers).reshape(length, length)
        return with_rows(x, head, slice(None), given)

    return edit


def edit_weight(layer, head, query, key, value, renormalise):
    def edit(name, x):
        if name != f"blocks.{layer}.attn.hook_pattern":
            return x
        if not renormalise:
            is_given = torch.zeros_like(x, dtype=torch.bool)
            is_given[head, query, key] = True
            return torch.where(is_given, torch.full_like(x, value), x)
        row = x.detach()[head, query].clone()
        row = row * (1 - value) / (row.sum() - row[key])
        row[key] = value
        return with_rows(x, head, query, row)

    return edit


def patch(activation, source, positions, head=None):
    """source: the activation of another prompt; positions: of the T axis, empty for all; head: of the H axis."""

    def edit(name, x):
        if name != activation:
            return x
        time_axis = 1 if name.endswith(("scores", "pattern")) else 0
        rows = list(positions) or list(range(x.shape[time_axis]))
        is_given = torch.zeros_like(x, dtype=torch.bool)
        is_given.transpose(0, time_axis)[rows] = True
        if head is not None:
            of_head = torch.zeros_like(is_given)
            of_head.transpose(0, 1 - time_axis)[head] = True
            is_given = is_given & of_head
        given = torch.zeros_like(x).detach()
        given.transpose(0, time_axis)[rows] = source.transpose(0, time_axis)[rows]
        return torch.where(is_given, given, x)

    return edit


# ---- what is read from the activations ----


def logit_lens(config, p, seen, top):
    """[L + 1, T, top] ids and probabilities."""
    streams = [seen["blocks.0.hook_resid_pre"]]
    streams += [seen[f"blocks.{layer}.hook_resid_post"] for layer in range(config.layers)]
    logits = last_norm(p, torch.stack(streams)) @ head_of(p).T
    return logits.softmax(-1).topk(top)


def rollout(config, seen):
    """[L, T, T]"""
    reached, results = None, []
    for layer in range(config.layers):
        mixed = seen[f"blocks.{layer}.attn.hook_pattern"].mean(0)
        mixed = mixed + torch.eye(len(mixed))
        mixed = mixed / mixed.sum(-1, keepdim=True)
        reached = mixed if reached is None else mixed @ reached
        results.append(reached)
    return torch.stack(results)


def attribution(config, p, seen, position, token):
    """embed, pos_embed, bias, heads [L, H], attention biases [L], MLPs [L]"""
    layers, heads, width, inner, _, _ = config.sizes
    stream = seen[f"blocks.{layers - 1}.hook_resid_post"][position]
    deviation = torch.sqrt(stream.var(unbiased=False) + EPSILON)
    embedding = head_of(p)[token]

    def share(x):
        return float(((x - x.mean()) / deviation * p["ln_f.weight"]) @ embedding)

    def bias_of(name):
        return p.get(name + ".bias", torch.zeros(width))

    per_head, biases, mlps = [], [], []
    for layer in range(layers):
        projection = p[f"h.{layer}.attn.c_proj.weight"].reshape(heads, width // heads, width)
        z = seen[f"blocks.{layer}.attn.hook_z"][position]
        per_head += [share(z[head] @ projection[head]) for head in range(heads)]
        biases.append(share(bias_of(f"h.{layer}.attn.c_proj")))
        mlps.append(share(seen[f"blocks.{layer}.hook_mlp_out"][position]) if inner else 0.0)
    ends = [share(seen[name][position]) for name in ("hook_embed", "hook_pos_embed")]
    return ends + [float(bias_of("ln_f") @ embedding)] + per_head + biases + mlps
