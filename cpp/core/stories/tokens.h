// Stories as a model has them: ids of tokens, of which 0 stands for every word that is not of the story world.
#pragma once

#include <string_view>
#include <vector>

#include "stories/world.h"

namespace attention::stories {

/// Token 0, then the words of vocabulary() in their order, from 1 on.
class WordTokens {
 public:
  /// [T]
  std::vector<int> of(const std::vector<std::string_view>& words) const;

 private:
  std::vector<std::string_view> known_ = vocabulary();
};

}  // namespace attention::stories
