// What a training run needs beside the weights to go on to the same bits, as a safetensors file: AdamW's moments as
// "m.<parameter>" and "v.<parameter>", the best weights so far, where they are kept, as "best.<parameter>"; in
// __metadata__ the steps done, every option, and checksums of tokens and weights.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "training/training.h"

namespace attention {

std::string writeTrainingState(const Training& training);

/// A Training with the options that the state holds, gone on from there: `parameters` (kept by reference) must be those
/// of that moment, to the bit, and `tokens` those it was begun with. Throws InputError that says what differs, or what
/// is wrong with bytes that are not such a state.
std::unique_ptr<Training> resumedTraining(Parameters& parameters, std::vector<int> tokens, std::string_view state);

}  // namespace attention
