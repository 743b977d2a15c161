// A GPT as files of Hugging Face's GPT-2 layout. Text and bytes in, text and bytes out: the core has no files. What is
// written here opens in GPT2LMHeadModel, and what that saves opens here.
#pragma once

#include <string>
#include <string_view>

#include "formats/safetensors.h"
#include "transformer/parameters.h"

namespace attention {

struct Checkpoint {
  std::string config;   // the text of config.json
  std::string weights;  // the bytes of model.safetensors
};

/// Names as GPT2LMHeadModel.save_pretrained writes them ("transformer.wte.weight", ...), the head tied to wte. A model
/// without MLP (d_mlp 0) gets n_inner 0 and an MLP that adds nothing: ln_2 of ones and zeros, c_fc and c_proj.weight
/// without elements, c_proj.bias of zeros. Throws InputError if a weight is not finite, or too large for dtype.
Checkpoint writeCheckpoint(const Parameters& parameters, Dtype dtype = Dtype::f32);

/// Reads F32 and F16, names with or without "transformer.", and checks sizes, names, shapes and dtypes before it takes
/// memory for the weights. Ignored: "h.N.attn.bias" and "h.N.attn.masked_bias" (masks, not weights), and an
/// lm_head.weight that is wte.weight again. Throws InputError that names the key or tensor, quotes the value and says
/// what was expected: an architecture other than GPT-2's, sizes that requireValid refuses, a tensor that is missing,
/// unknown, given twice or of a wrong shape, a dtype other than those two, a weight that is not finite, or a file that
/// readSafetensors refuses.
Parameters readCheckpoint(std::string_view config, std::string_view weights);

}  // namespace attention
