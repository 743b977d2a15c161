#include "stories/tokens.h"

#include <string_view>
#include <vector>

#include "doctest.h"

using namespace attention::stories;

TEST_CASE("each word of the story world has a token of its own, all others share one") {
  const WordTokens tokens;
  const std::vector<std::string_view> words = vocabulary();
  const std::vector<int> all = tokens.of(words);
  for (std::size_t i = 0; i < words.size(); ++i) CHECK(all[i] == static_cast<int>(i) + 1);
  CHECK(tokens.of({"xylophone", words[2], "The"}) == std::vector{0, 3, 0});
  CHECK(tokens.of({}).empty());
}
