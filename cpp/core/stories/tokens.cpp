#include "stories/tokens.h"

#include <algorithm>

#include "stories/world.h"

namespace attention::stories {

std::vector<int> tokensOf(const std::vector<std::string_view>& words) {
  static const std::vector<std::string_view> known = vocabulary();
  std::vector<int> tokens;
  for (const std::string_view word : words) {
    const auto place = std::find(known.begin(), known.end(), word);
    tokens.push_back(place == known.end() ? 0 : static_cast<int>(place - known.begin()) + 1);
  }
  return tokens;
}

}  // namespace attention::stories
