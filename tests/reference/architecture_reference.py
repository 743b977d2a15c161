#!/usr/bin/python3
"""The golden values of architectures other than GPT-2, from architecture_model.py: written apart from the core.

    architecture_reference.py          writes architecture_golden.txt beside this file
    architecture_reference.py --check  exit status 1 if the committed file is not what this program makes

The file is as gpt_reference.py says of gpt_golden.txt, but for this: a case has `config`, the text of its config.json,
and `tensors`, the names of its file's tensors, each of which has a `shape:NAME`; `seed` fills them in that order as
`fill` does; a norm's weights lie about `centre`. The gradients of parameters are those of the file's tensors. `greedy`
are the tokens that follow the prompt, each the likeliest, after its first `greedy_prompt` tokens. Of some cases there
are the `losses` of the first steps of training, as in gpt_reference.py; of those with interventions only both ends.
"""

import json
import math
import sys

import numpy as np
import torch
from torch.nn import functional

import gpt_reference
from architecture_model import greedy, lens, names_and_shapes, run
from gpt_model import ablate_head, cross_entropy, patch

gpt_reference.GOLDEN = gpt_reference.GOLDEN.with_name("architecture_golden.txt")

TOKENS, TARGETS, OTHER = (3, 1, 4, 1, 5), (1, 4, -1, 5, 2), (2, 6, 0, 5, 5)

SIZES = {"num_hidden_layers": 2, "vocab_size": 7, "max_position_embeddings": 6}
NEOX = SIZES | {
    **{"model_type": "gpt_neox", "hidden_size": 12, "num_attention_heads": 2, "intermediate_size": 5},
    **{"hidden_act": "gelu", "rotary_pct": 0.34, "rotary_emb_base": 100.0, "layer_norm_eps": 1e-05},
}
LLAMA = SIZES | {
    **{"model_type": "llama", "hidden_size": 8, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 6},
    **{"intermediate_size": 5, "hidden_act": "silu", "rms_norm_eps": 1e-05, "rope_theta": 100.0},
}
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
LLAMA3 |= {"original_max_position_embeddings": 64}
PHI = SIZES | {
    **{"model_type": "phi", "hidden_size": 12, "num_attention_heads": 3, "intermediate_size": 5},
    **{"num_key_value_heads": 1, "hidden_act": "gelu_new", "partial_rotary_factor": 0.5, "layer_norm_eps": 1e-05},
}
LINEAR = {"rope_type": "linear", "factor": 2.5}
BIASED = {"attention_bias": True, "mlp_bias": True, "tie_word_embeddings": True, "rope_scaling": LINEAR}
ONE_KEY = {"hidden_size": 9, "num_attention_heads": 3, "num_key_value_heads": 1, "head_dim": 2}
QWEN3 = {"model_type": "qwen3", "num_attention_heads": 3, "num_key_value_heads": 1}
GEMMA = {"model_type": "gemma", "head_dim": 4, "num_key_value_heads": 1, "hidden_activation": "gelu_pytorch_tanh"}


def without(config, key):
    return {k: v for k, v in config.items() if k != key}


def models():
    """name, config.json, and whether losses of training are wanted."""
    yield "GPT-NeoX", NEOX, True
    yield "GPT-NeoX, serial, tied", NEOX | {
        **{"use_parallel_residual": False, "attention_bias": False, "tie_word_embeddings": True, "rotary_pct": 1.0},
    }, False
    yield "Llama 3", LLAMA | {"rope_scaling": LLAMA3}, True
    yield "Llama with biases, one key and value head", LLAMA | ONE_KEY | BIASED, False
    yield "Llama of one position", LLAMA | {"max_position_embeddings": 1}, False
    yield "Mistral", LLAMA | {"model_type": "mistral", "sliding_window": 2, "num_key_value_heads": 1}, True
    qwen2 = without(LLAMA, "head_dim") | {"model_type": "qwen2", "num_key_value_heads": 4}
    yield "Qwen 2", qwen2 | {"use_sliding_window": False, "sliding_window": 2}, False
    yield "Qwen 3", LLAMA | QWEN3, True
    yield "Gemma", LLAMA | GEMMA, True
    yield "Phi", PHI, True


def fill(config, seed):
    """gpt_model.fill, for the files' own tensors."""
    random = np.random.RandomState(seed)
    parameters = {}
    for name, shape in names_and_shapes(config):
        is_matrix, is_norm = len(shape) == 2, "norm" in name and name.endswith("weight")
        numbers = (random.random_sample(shape) - 0.5) * (1 if is_matrix else 0.4) + (centre(config) if is_norm else 0)
        parameters[name] = torch.tensor(numbers.astype(np.float32).astype(np.float64), requires_grad=True)
    return parameters


def centre(config):
    return 0 if config["model_type"] == "gemma" else 1


def patched(config, p, activation, *positions, head=None):
    source = run(config, p, OTHER)[activation].detach().float().double()
    finite = source.masked_fill(source == -math.inf, 0)
    kind = ("patch",) if head is None else ("patch_head",)
    values = (*kind, activation, *(() if head is None else (head,)), *positions)
    described = {"intervention": list(values), "values": finite.flatten().tolist()}
    return described, patch(activation, source, positions, head)


def interventions(name, config, p):
    if name == "Llama 3":
        yield "a head set to zero", [({"intervention": ["head", 0, 3, "zero"]}, ablate_head(0, 3, "zero"))]
        yield "a shared key patched", [patched(config, p, "blocks.0.attn.hook_k", 1, head=1)]
        yield "turned queries patched", [patched(config, p, "blocks.1.attn.hook_rot_q", 2, 3, head=3)]
        yield "the linear part of an MLP patched", [patched(config, p, "blocks.0.mlp.hook_pre_linear", 0, 4)]
    if name == "Mistral":
        yield "scores patched", [patched(config, p, "blocks.0.attn.hook_attn_scores", 1, 3)]
    if name == "Qwen 3":
        yield "a norm's scale patched", [patched(config, p, "blocks.0.attn.q_norm.hook_scale", 1, 2)]
        yield "a norm's output patched", [patched(config, p, "blocks.1.attn.k_norm.hook_normalized", 1)]
    if name == "GPT-NeoX":
        yield "what both halves add patched", [patched(config, p, "blocks.0.hook_resid_post", 2)]
    if name == "Phi":
        yield "the shared norm patched", [patched(config, p, "blocks.1.ln1.hook_normalized", 1, 3)]


def case(name, config, seed, p, tokens, targets, edits=(), is_plain=True):
    def edit(activation, x):
        for _, change in edits:
            x = change(activation, x)
        return x

    for x in p.values():
        x.grad = None
    seen = run(config, p, tokens, edit)
    loss = cross_entropy(seen["logits"], targets)
    loss.backward()
    yield {"case": [name], "config": [json.dumps(config)], "tensors": list(p)}
    yield {f"shape:{tensor}": list(x.shape) for tensor, x in p.items()}
    yield {"seed": [seed], "centre": [centre(config)], "tokens": tokens, "targets": targets}
    yield from (description for description, _ in edits)
    yield {"loss": [loss.item()]}
    for activation, x in seen.items():
        if not is_plain and activation not in ("hook_embed", "logits"):
            continue
        gradient = torch.zeros_like(x) if x.grad is None else x.grad
        if activation.endswith("scores"):
            gradient = gradient.masked_fill(x == -math.inf, 0)
        yield {f"activation:{activation}": x.flatten().tolist(), f"gradient:{activation}": gradient.flatten().tolist()}
    if not is_plain:
        return
    for parameter, x in p.items():
        yield {f"parameter_gradient:{parameter}": x.grad.flatten().tolist()}
    begun = tokens[:2]
    following = greedy(config, p, begun, config["max_position_embeddings"] - len(begun))
    yield {"greedy_prompt": [len(begun)], "greedy": following}
    probabilities, ids = lens(config, p, seen, 3)
    yield {"lens_ids": ids.flatten().tolist(), "lens_probabilities": probabilities.flatten().tolist()}


STEPS, BATCH, RATE = 5, 2, 1e-2


def training(config, seed):
    """The losses of the first steps, as gpt_reference.training has them, but for a rate that stays the same."""
    p = fill(config, seed)
    decayed = [x for x in p.values() if x.dim() == 2]
    others = [x for x in p.values() if x.dim() != 2]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.99), eps=1e-8)
    length = config["max_position_embeddings"]
    text = np.random.RandomState(seed).randint(config["vocab_size"], size=50).tolist()
    losses = []
    for step in range(STEPS):
        batch = [gpt_reference.window(text, length + 1, seed, step, row) for row in range(BATCH)]
        for group in optimizer.param_groups:
            group["lr"] = RATE
        logits = torch.stack([run(config, p, tokens[:-1])["logits"] for tokens in batch])
        targets = torch.tensor([tokens[1:] for tokens in batch])
        loss = functional.cross_entropy(logits.reshape(BATCH * length, -1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        torch.nn.utils.clip_grad_norm_(p.values(), 1.0)
        optimizer.step()
    yield {"text": text, "steps": [STEPS], "batch": [BATCH], "rate": [RATE], "losses": losses}


def records():
    for seed, (name, config, is_trained) in enumerate(models(), 40):
        p = fill(config, seed)
        context = config["max_position_embeddings"]
        tokens, targets = TOKENS[:context], TARGETS[:context]
        yield from case(name, config, seed, p, tokens, targets)
        if is_trained:
            yield from training(config, seed)
        for edited, edits in interventions(name, config, p):
            yield from case(f"{name}: {edited}", config, seed, p, tokens, targets, edits, is_plain=False)


gpt_reference.records = records

if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        gpt_reference.check()
    elif not sys.argv[1:]:
        gpt_reference.GOLDEN.write_text("\n".join(gpt_reference.lines()) + "\n", "ascii")
    else:
        sys.exit(f"the only argument is --check, not {sys.argv[1:]}")
