// For which models the core is built. Readers of a GPT-2 do not download what only other models need: their module is
// linked with a core that has no code for these.
#pragma once

#ifndef PAY_ATTENTION_EVERY_MODEL
#define PAY_ATTENTION_EVERY_MODEL 1
#endif

namespace attention {

/// false: architectures other than GPT-2's, and files other than safetensors, are refused. A condition on it costs
/// nothing where it is false.
inline constexpr bool kEveryModel = PAY_ATTENTION_EVERY_MODEL != 0;

}  // namespace attention
