// A GPT as files of Hugging Face's GPT-2 layout, and the state of a training run beside them. Text and bytes in, text
// and bytes out: the core has no files. What is written here opens in GPT2LMHeadModel, and what that saves opens here.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gpt_parameters.h"
#include "safetensors.h"
#include "training.h"

namespace attention {

struct Checkpoint {
  std::string config;   // the text of config.json
  std::string weights;  // the bytes of model.safetensors
};

/// Names as GPT2LMHeadModel.save_pretrained writes them ("transformer.wte.weight", ...), the head tied to wte. A model
/// without MLP (d_mlp 0) gets n_inner 0 and an MLP that adds nothing: ln_2 of ones and zeros, c_fc and c_proj.weight
/// without elements, c_proj.bias of zeros. Throws InputError if a weight is not finite, or too large for dtype.
Checkpoint writeCheckpoint(const GptParameters& parameters, Dtype dtype = Dtype::f32);

/// Reads F32 and F16, names with or without "transformer.", and checks everything before it takes memory. Ignored:
/// "attn.bias" and "attn.masked_bias" (masks, not weights), and an lm_head.weight equal to wte.weight. Throws
/// InputError that names the key or tensor, quotes the value and says what was expected: a missing, unknown or twice
/// given tensor, a wrong shape, a dtype other than those two, a weight that is not finite, an architecture other than
/// GPT-2's.
GptParameters readCheckpoint(std::string_view config, std::string_view weights);

/// AdamW's moments, the step and the options, as safetensors: "m.<parameter>", "v.<parameter>", __metadata__.
std::string writeTrainingState(const Training& training);

/// Takes up what writeTrainingState wrote, in a Training with the same options and tokens whose parameters are those of
/// that moment; it then goes on to the same bits. Throws InputError, leaving `training` as it was, if any of these
/// differs or the bytes are not such a state.
void readTrainingState(std::string_view bytes, Training& training);

/// A Training with the options that the state holds, gone on from there: `parameters` (kept by reference) are those of
/// that moment and `tokens` those it was begun with. Throws InputError as readTrainingState does.
std::unique_ptr<Training> resumedTraining(GptParameters& parameters, std::vector<int> tokens, std::string_view state);

}  // namespace attention
