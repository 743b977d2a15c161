#include "stories/tokens.h"

#include <algorithm>

namespace attention::stories {

std::vector<int> WordTokens::of(const std::vector<std::string_view>& words) const {
  std::vector<int> tokens;
  for (const std::string_view word : words) {
    const auto place = std::find(known_.begin(), known_.end(), word);
    tokens.push_back(place == known_.end() ? 0 : static_cast<int>(place - known_.begin()) + 1);
  }
  return tokens;
}

}  // namespace attention::stories
