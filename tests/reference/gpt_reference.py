#!/usr/bin/python3
"""The transformer in PyTorch, written apart from the C++ core, and the golden values that the core is held to.

    gpt_reference.py          writes gpt_golden.txt beside this file
    gpt_reference.py --check  exit status 1 if the committed file is not what this program makes

It runs in double precision on parameters that are exactly those of the core's float32: what differs is the core's
rounding. It needs PyTorch (Debian: python3-torch); the tests only need the file.

gpt_golden.txt: one record a line, `name count value...`, numbers to 7 digits, tensors row by row. `case` begins a model
and a prompt: `config` is L H C F context V, `seed` fills the parameters as `fill` below does, in `targets` -1 stands
where no prediction is asked; then an `intervention` for each, with its kind and numbers, a patch followed by its
`values`; the `loss`, `activation:NAME`, `gradient:NAME`, `parameter_gradient:NAME`; of some cases `lens_ids`,
`lens_probabilities`, `rollout` and `attribution`. `training` begins ten steps of AdamW.
"""

import math
import pathlib
import sys

import numpy as np
import torch
from torch.nn import functional

GOLDEN = pathlib.Path(__file__).with_name("gpt_golden.txt")
EPSILON = 1e-5

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


# ---- the parameters ----


def names_and_shapes(config):
    layers, _, width, inner, context, vocabulary = config
    yield "wte.weight", (vocabulary, width)
    yield "wpe.weight", (context, width)
    for block in (f"h.{layer}." for layer in range(layers)):
        yield from pair(block + "ln_1", width)
        yield from pair(block + "attn.c_attn", width, 3 * width)
        yield from pair(block + "attn.c_proj", width, width)
        if inner:
            yield from pair(block + "ln_2", width)
            yield from pair(block + "mlp.c_fc", width, inner)
            yield from pair(block + "mlp.c_proj", inner, width)
    yield from pair("ln_f", width)


def pair(name, *shape):
    yield name + ".weight", shape
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


def layer_norm(x, weight, bias):
    centred = x - x.mean(-1, keepdim=True)
    return centred / torch.sqrt((centred**2).mean(-1, keepdim=True) + EPSILON) * weight + bias


def gelu(x):
    return x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2


def run(config, p, tokens, edit=lambda name, x: x):
    """Every activation by its name, the logits last. edit: what an intervention makes of an activation."""
    layers, heads, width, inner, _, _ = config
    length = len(tokens)
    seen = {}

    def hook(name, x):
        x = edit(name, x)
        if x.requires_grad:
            x.retain_grad()
        seen[name] = x
        return x

    # A new tensor even where nothing changes, so that each name has a gradient of its own.
    x = hook("hook_embed", p["wte.weight"][list(tokens)]) + hook("hook_pos_embed", p["wpe.weight"][:length] * 1)
    future = torch.ones(length, length, dtype=torch.bool).triu(1)
    for layer in range(layers):
        h, b = f"h.{layer}.", f"blocks.{layer}."
        x = hook(b + "hook_resid_pre", x * 1)
        y = hook(b + "ln1.hook_normalized", layer_norm(x, p[h + "ln_1.weight"], p[h + "ln_1.bias"]))
        y = y @ p[h + "attn.c_attn.weight"] + p[h + "attn.c_attn.bias"]
        q, k, v = (part.reshape(length, heads, -1) for part in y.split(width, -1))
        q, k, v = (hook(f"{b}attn.hook_{name}", part * 1) for name, part in zip("qkv", (q, k, v)))
        scores = torch.einsum("qhd,khd->hqk", q, k) / math.sqrt(width // heads)
        scores = hook(b + "attn.hook_attn_scores", scores.masked_fill(future, -math.inf))
        pattern = hook(b + "attn.hook_pattern", scores.softmax(-1))
        z = hook(b + "attn.hook_z", torch.einsum("hqk,khd->qhd", pattern, v))
        y = z.reshape(length, width) @ p[h + "attn.c_proj.weight"] + p[h + "attn.c_proj.bias"]
        x = x + hook(b + "hook_attn_out", y)
        if inner:
            x = hook(b + "hook_resid_mid", x)
            y = hook(b + "ln2.hook_normalized", layer_norm(x, p[h + "ln_2.weight"], p[h + "ln_2.bias"]))
            y = hook(b + "mlp.hook_pre", y @ p[h + "mlp.c_fc.weight"] + p[h + "mlp.c_fc.bias"])
            y = hook(b + "mlp.hook_post", gelu(y))
            y = y @ p[h + "mlp.c_proj.weight"] + p[h + "mlp.c_proj.bias"]
            x = x + hook(b + "hook_mlp_out", y)
        x = hook(b + "hook_resid_post", x)
    x = hook("ln_final.hook_normalized", layer_norm(x, p["ln_f.weight"], p["ln_f.bias"]))
    hook("logits", x @ p["wte.weight"].T)
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
        row = x.detach()[head, query].clone()
        if renormalise:
            row = row * (1 - value) / (row.sum() - row[key])
        row[key] = value
        return with_rows(x, head, query, row)

    return edit


def patch(activation, source, positions):
    """source: the activation of another prompt; positions: of the T axis, empty for all."""

    def edit(name, x):
        if name != activation:
            return x
        time_axis = 1 if name.endswith(("scores", "pattern")) else 0
        rows = list(positions) or list(range(x.shape[time_axis]))
        is_given = torch.zeros_like(x, dtype=torch.bool)
        is_given.transpose(0, time_axis)[rows] = True
        given = torch.zeros_like(x).detach()
        given.transpose(0, time_axis)[rows] = source.transpose(0, time_axis)[rows]
        return torch.where(is_given, given, x)

    return edit


# ---- what is read from the activations ----


def logit_lens(config, p, seen, top):
    """[L + 1, T, top] ids and probabilities."""
    streams = [seen["blocks.0.hook_resid_pre"]]
    streams += [seen[f"blocks.{layer}.hook_resid_post"] for layer in range(config[0])]
    logits = layer_norm(torch.stack(streams), p["ln_f.weight"], p["ln_f.bias"]) @ p["wte.weight"].T
    return logits.softmax(-1).topk(top)


def rollout(config, seen):
    """[L, T, T]"""
    reached, results = None, []
    for layer in range(config[0]):
        mixed = seen[f"blocks.{layer}.attn.hook_pattern"].mean(0)
        mixed = mixed + torch.eye(len(mixed))
        mixed = mixed / mixed.sum(-1, keepdim=True)
        reached = mixed if reached is None else mixed @ reached
        results.append(reached)
    return torch.stack(results)


def attribution(config, p, seen, position, token):
    """embed, pos_embed, bias, heads [L, H], attention biases [L], MLPs [L]"""
    layers, heads, width, inner, _, _ = config
    stream = seen[f"blocks.{layers - 1}.hook_resid_post"][position]
    deviation = torch.sqrt(stream.var(unbiased=False) + EPSILON)

    def share(x):
        return float(((x - x.mean()) / deviation * p["ln_f.weight"]) @ p["wte.weight"][token])

    per_head, biases, mlps = [], [], []
    for layer in range(layers):
        projection = p[f"h.{layer}.attn.c_proj.weight"].reshape(heads, width // heads, width)
        z = seen[f"blocks.{layer}.attn.hook_z"][position]
        per_head += [share(z[head] @ projection[head]) for head in range(heads)]
        biases.append(share(p[f"h.{layer}.attn.c_proj.bias"]))
        mlps.append(share(seen[f"blocks.{layer}.hook_mlp_out"][position]) if inner else 0.0)
    ends = [share(seen[name][position]) for name in ("hook_embed", "hook_pos_embed")]
    return ends + [float(p["ln_f.bias"] @ p["wte.weight"][token])] + per_head + biases + mlps


# ---- the cases ----

SMALL = (2, 2, 8, 12, 6, 11)
ATTENTION_ONLY = (2, 2, 8, 0, 6, 11)
TINY = (2, 2, 4, 5, 4, 5)
TINY_TOKENS = (3, 1, 4, 0)
OTHER_TOKENS = (2, 2, 0)
ALL_OTHER_TOKENS = (4, 0, 2, 2)
GIVEN = (1.0, 0, 0, 0) + (0.25, 0.75, 0, 0) + (0.5, 0, 0, 0) + (0.125, 0, 0.25, 0.75)


def describe(kind, *values):
    return {"intervention": [kind, *values]}


def patched(config, p, activation, tokens, *positions):
    source = run(config, p, tokens)[activation].detach().float().double()
    finite = source.masked_fill(source == -math.inf, 0)  # the core does not read what its mask hides
    head = describe("patch", activation, *positions)
    return head | {"values": finite.flatten().tolist()}, patch(activation, source, positions)


def interventions(p):
    """name, and the edits of each case: what the file says of them, and what they do."""
    yield "a head set to zero", [(describe("head", 0, 1, "zero"), ablate_head(0, 1, "zero"))]
    yield "a head set to its mean", [(describe("head", 1, 0, "mean"), ablate_head(1, 0, "mean"))]
    for to, numbers in (("uniform", ()), ("previous", ()), ("given", GIVEN)):
        edit = describe("pattern", 0, 0, to, *numbers), replace_pattern(0, 0, to, *numbers)
        yield f"a pattern replaced, {to}", [edit]
    for renormalise, value in ((1, 0.75), (0, 1.5)):
        numbers = (1, 1, 3, 2, value, renormalise)
        name = f"a weight edited, {'' if renormalise else 'not '}renormalised"
        yield name, [(describe("weight", *numbers), edit_weight(*numbers))]
    for activation, tokens, *positions in (
        ("blocks.1.hook_resid_pre", OTHER_TOKENS, 1, 2),
        ("blocks.0.attn.hook_q", OTHER_TOKENS, 2),
        ("blocks.0.attn.hook_v", ALL_OTHER_TOKENS),
        ("blocks.1.attn.hook_attn_scores", ALL_OTHER_TOKENS, 1, 3),
        ("blocks.0.attn.hook_pattern", ALL_OTHER_TOKENS, 2),
        ("blocks.1.mlp.hook_post", OTHER_TOKENS, 0),
        ("ln_final.hook_normalized", OTHER_TOKENS, 0),
    ):
        yield f"{activation} patched", [patched(TINY, p, activation, tokens, *positions)]
    several = [
        (describe("head", 0, 0, "zero"), ablate_head(0, 0, "zero")),
        patched(TINY, p, "hook_embed", OTHER_TOKENS, 2),
        (describe("head", 0, 1, "mean"), ablate_head(0, 1, "mean")),
        (describe("weight", 1, 0, 2, 2, 0.0, 1), edit_weight(1, 0, 2, 2, 0.0, 1)),
    ]
    yield "several at once", several


def case(name, config, seed, tokens, targets, edits=(), readouts=False):
    p = fill(config, seed)

    def edit(activation, x):
        for _, change in edits:
            x = change(activation, x)
        return x

    seen = run(config, p, tokens, edit)
    loss = cross_entropy(seen["logits"], targets)
    loss.backward()
    head = {"case": [name], "config": config, "seed": [seed], "tokens": tokens, "targets": targets}
    yield head
    yield from (description for description, _ in edits)
    yield {"loss": [loss.item()]}
    for activation, x in seen.items():
        gradient = torch.zeros_like(x) if x.grad is None else x.grad
        if activation.endswith("scores"):
            gradient = gradient.tril()
        yield {f"activation:{activation}": x.flatten().tolist(), f"gradient:{activation}": gradient.flatten().tolist()}
    for parameter, x in p.items():
        yield {f"parameter_gradient:{parameter}": x.grad.flatten().tolist()}
    if readouts:
        probabilities, ids = logit_lens(config, p, seen, 3)
        yield {"lens_ids": ids.flatten().tolist(), "lens_probabilities": probabilities.flatten().tolist()}
        yield {"rollout": rollout(config, seen).flatten().tolist()}
        yield {"attribution": attribution(config, p, seen, 4, 7)}


# ---- ten steps of training ----

STEPS, BATCH, WARMUP, PEAK, MINIMUM, TEXT = 10, 3, 3, 1e-2, 1e-3, 50


def learning_rate(step):
    if step < WARMUP:
        return PEAK * (step + 1) / (WARMUP + 1)
    return MINIMUM + (PEAK - MINIMUM) * (1 + math.cos(math.pi * (step - WARMUP) / (STEPS - WARMUP))) / 2


def mixed(x):
    """splitmix64 (Steele et al. 2014), one step."""
    x = (x + 0x9E3779B97F4A7C15) % 2**64
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB % 2**64
    return x ^ (x >> 31)


def window(text, length, seed, step, row):
    """The tokens of one row of a batch: where they begin is a function of seed, step and row."""
    start = mixed(mixed(mixed(seed) ^ step) ^ row) % (len(text) - length + 1)
    return text[start : start + length]


def training(config, seed):
    p = fill(config, seed)
    decayed = [x for x in p.values() if x.dim() == 2]
    others = [x for x in p.values() if x.dim() != 2]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.99), eps=1e-8)
    length = config[4]
    text = np.random.RandomState(seed).randint(config[5], size=TEXT).tolist()
    losses, norms = [], []
    for step in range(STEPS):
        batch = [window(text, length + 1, seed, step, row) for row in range(BATCH)]
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step)
        logits = torch.stack([run(config, p, tokens[:-1])["logits"] for tokens in batch])
        targets = torch.tensor([tokens[1:] for tokens in batch])
        loss = functional.cross_entropy(logits.reshape(BATCH * length, -1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        norms.append(torch.nn.utils.clip_grad_norm_(p.values(), 1.0).item())
        optimizer.step()
    yield {"training": ["ten steps of AdamW"], "config": config, "seed": [seed]}
    yield {"text": text, "steps": [STEPS], "batch": [BATCH], "warmup": [WARMUP]}
    yield {"peak": [PEAK], "minimum": [MINIMUM], "losses": losses, "norms": norms}
    yield {"learning_rates": [learning_rate(step) for step in range(STEPS)]}
    yield {"final_parameters": [number for x in p.values() for number in x.flatten().tolist()]}


def records():
    tokens, targets = (3, 1, 4, 1, 5, 9), (1, 4, -1, 5, 9, 2)
    yield from case("with an MLP", SMALL, 1, tokens, targets, readouts=True)
    yield from case("attention only", ATTENTION_ONLY, 2, tokens, targets, readouts=True)
    yield from case("one token", TINY, 3, (4,), (2,))
    for name, edits in interventions(fill(TINY, 4)):
        yield from case(name, TINY, 4, TINY_TOKENS, (1, 4, 0, -1), edits)
    yield from training(SMALL, 5)


# ---- the file ----


def encoded(value):
    if isinstance(value, str):
        return value.replace(" ", "%20")
    return f"{value:.7g}" if isinstance(value, float) else str(int(value))


def lines():
    for record in records():
        for name, values in record.items():
            yield " ".join([name, str(len(values)), *map(encoded, values)])


def close(made, committed):
    """The same values, numbers to their last digits."""
    made, committed = made.split(), committed.split()
    return len(made) == len(committed) and all(a == b or close_numbers(a, b) for a, b in zip(made, committed))


def close_numbers(a, b):
    try:
        return math.isclose(float(a), float(b), rel_tol=1e-6, abs_tol=1e-12)
    except ValueError:
        return False


def check():
    made, committed = list(lines()), GOLDEN.read_text("ascii").splitlines()
    if len(made) != len(committed):
        sys.exit(f"{GOLDEN.name} has {len(committed)} lines, {len(made)} are made")
    for number, pair_of_lines in enumerate(zip(made, committed), 1):
        if not close(*pair_of_lines):
            sys.exit(f"{GOLDEN.name}, line {number}: {pair_of_lines[1][:80]!r} is committed, not what is made")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        check()
    elif not sys.argv[1:]:
        GOLDEN.write_text("\n".join(lines()) + "\n", "ascii")
    else:
        sys.exit(f"the only argument is --check, not {sys.argv[1:]}")
