#!/usr/bin/python3
"""The golden values that the C++ transformer is held to, from gpt_model.py, which is written apart from it.

    gpt_reference.py          writes gpt_golden.txt beside this file
    gpt_reference.py --check  exit status 1 if the committed file is not what this program makes

It runs in double precision on parameters that are exactly those of the core's float32: what differs is the core's
rounding. It needs PyTorch (Debian: python3-torch); the tests only need the file.

gpt_golden.txt: one record a line, `name count value...`, numbers to 7 digits, tensors row by row. `case` begins a
model and a prompt: `config` is L H C F context V, `kinds` says in what it is another than GPT-2, `seed` fills the
parameters as gpt_model.fill does, in `targets` -1 stands where no prediction is asked; then an `intervention` for
each, with its kind and numbers, a patch followed by its `values` (`patch_head` is of one head, whose number follows the
name); the `loss`, `activation:NAME`, `gradient:NAME`, `parameter_gradient:NAME`; of some cases `lens_ids`,
`lens_probabilities`, `rollout` and `attribution`. `training` begins ten steps of AdamW.
"""

import math
import pathlib
import sys

import numpy as np
import torch
from torch.nn import functional

from gpt_model import (
    Config,
    ablate_head,
    attribution,
    cross_entropy,
    edit_weight,
    fill,
    logit_lens,
    patch,
    replace_pattern,
    rollout,
    run,
)

GOLDEN = pathlib.Path(__file__).with_name("gpt_golden.txt")


# ---- the cases ----

SMALL = Config(2, 2, 8, 12, 6, 11)
ATTENTION_ONLY = Config(2, 2, 8, 0, 6, 11)
TINY = Config(2, 2, 4, 5, 4, 5)
ALL_BIASES = ("no_norm_biases", "no_attention_biases", "no_projection_biases", "no_mlp_biases")
TINY_TOKENS = (3, 1, 4, 0)
OTHER_TOKENS = (2, 2, 0)
ALL_OTHER_TOKENS = (4, 0, 2, 2)
GIVEN = (1.0, 0, 0, 0) + (0.25, 0.75, 0, 0) + (0.5, 0, 0, 0) + (0.125, 0, 0.25, 0.75)


def describe(kind, *values):
    return {"intervention": [kind, *values]}


def patched(config, p, activation, tokens, *positions, head=None):
    source = run(config, p, tokens)[activation].detach().float().double()
    finite = source.masked_fill(source == -math.inf, 0)  # the core does not read what its mask hides
    of_head = head is not None
    kind = ("patch_head", activation, head) if of_head else ("patch", activation)
    described = describe(*kind, *positions) | {"values": finite.flatten().tolist()}
    return described, patch(activation, source, positions, head)


def interventions(p):
    """name, and the edits of each case: what the file says of them, and what they do."""
    yield "a head set to zero", [(describe("head", 0, 1, "zero"), ablate_head(0, 1, "zero"))]
    yield "a head set to its mean", [(describe("head", 1, 0, "mean"), ablate_head(1, 0, "mean"))]
    for to, numbers in (("uniform", ()), ("previous", ()), ("given", GIVEN)):
        edit = describe("pattern", 0, 0, to, *numbers), replace_pattern(0, 0, to, *numbers)
        yield f"a pattern replaced, {to}", [edit]
    for renormalise, value in ((1, 0.75), (0, 1.5)):
        numbers = (0, 1, 2, 1, value, renormalise)
        name = f"a weight edited, {'' if renormalise else 'not '}renormalised"
        yield name, [(describe("weight", *numbers), edit_weight(*numbers))]
    for activation, tokens, *positions in (
        ("blocks.1.hook_resid_pre", OTHER_TOKENS, 1, 2),
        ("blocks.0.attn.hook_q", OTHER_TOKENS, 2),
        ("blocks.0.attn.hook_v", ALL_OTHER_TOKENS),
        ("blocks.1.attn.hook_attn_scores", ALL_OTHER_TOKENS, 1, 3),
        ("blocks.0.attn.hook_pattern", ALL_OTHER_TOKENS, 2),
        ("blocks.1.mlp.hook_post", OTHER_TOKENS, 0),
        ("blocks.0.ln1.hook_normalized", OTHER_TOKENS, 1),
        ("blocks.1.ln2.hook_scale", OTHER_TOKENS, 0, 2),
        ("ln_final.hook_scale", ALL_OTHER_TOKENS),
        ("ln_final.hook_normalized", OTHER_TOKENS, 0),
    ):
        yield f"{activation} patched", [patched(TINY, p, activation, tokens, *positions)]
    for activation, tokens, head, *positions in (
        ("blocks.1.attn.hook_z", OTHER_TOKENS, 1, 0, 2),
        ("blocks.0.attn.hook_z", ALL_OTHER_TOKENS, 0),
        ("blocks.0.attn.hook_k", OTHER_TOKENS, 1, 1),
        ("blocks.0.attn.hook_pattern", ALL_OTHER_TOKENS, 1, 2),
        ("blocks.1.attn.hook_attn_scores", ALL_OTHER_TOKENS, 0),
    ):
        yield f"{activation} of head {head} patched", [patched(TINY, p, activation, tokens, *positions, head=head)]
    several = [
        (describe("head", 0, 0, "zero"), ablate_head(0, 0, "zero")),
        patched(TINY, p, "hook_embed", OTHER_TOKENS, 2),
        (describe("head", 0, 1, "mean"), ablate_head(0, 1, "mean")),
        (describe("weight", 1, 0, 2, 2, 0.0, 1), edit_weight(1, 0, 2, 2, 0.0, 1)),
    ]
    yield "several at once", several


def description_of(config):
    return {"config": config.sizes, "kinds": sorted(config.kinds)}


def case(name, config, seed, tokens, targets, edits=(), readouts=False):
    p = fill(config, seed)

    def edit(activation, x):
        for _, change in edits:
            x = change(activation, x)
        return x

    seen = run(config, p, tokens, edit)
    loss = cross_entropy(seen["logits"], targets)
    loss.backward()
    yield {"case": [name], **description_of(config), "seed": [seed], "tokens": tokens, "targets": targets}
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
    length = config.context
    text = np.random.RandomState(seed).randint(config.vocabulary, size=TEXT).tolist()
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
    yield {"training": ["ten steps of AdamW"], **description_of(config), "seed": [seed]}
    yield {"text": text, "steps": [STEPS], "batch": [BATCH], "warmup": [WARMUP]}
    yield {"peak": [PEAK], "minimum": [MINIMUM], "losses": losses, "norms": norms}
    yield {"learning_rates": [learning_rate(step) for step in range(STEPS)]}
    yield {"final_parameters": [number for x in p.values() for number in x.flatten().tolist()]}


def records():
    tokens, targets = (3, 1, 4, 1, 5, 9), (1, 4, -1, 5, 9, 2)
    yield from case("with an MLP", SMALL, 1, tokens, targets, readouts=True)
    yield from case("attention only", ATTENTION_ONLY, 2, tokens, targets, readouts=True)
    yield from case("one token", TINY, 3, (4,), (2,))
    for seed, kinds in enumerate((("gelu",), ("relu",), ("silu",), ("unscaled",), ("scaled_by_layer",)), 20):
        yield from case(kinds[0], TINY._replace(kinds=frozenset(kinds)), seed, TINY_TOKENS, (1, 4, 0, -1))
    for missing in ALL_BIASES:
        yield from case(missing, TINY._replace(kinds=frozenset([missing])), 11, TINY_TOKENS, (1, 4, 0, -1))
    bare = frozenset((*ALL_BIASES, "own_head"))
    yield from case("a head of its own, no biases", SMALL._replace(kinds=bare), 12, tokens, targets, readouts=True)
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
