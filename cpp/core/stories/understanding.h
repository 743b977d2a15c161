// Typed words understood as the story world's language, as far as they are: what they decide, and where from.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "stories/telling.h"

namespace attention::stories {

/// The answers in these words, as far as the language decides them; the last may stand at words.size(): what must come
/// next. Sentences that are not of the language are passed over, and what they tell of is no longer known.
std::vector<Answer> understand(std::span<const std::string_view> words);

}  // namespace attention::stories
