// Stories as a model has them: ids of tokens, of which 0 stands for every word that is not of the story world.
#pragma once

#include <string_view>
#include <vector>

namespace attention::stories {

/// [T] Token 0, then the words of vocabulary() in their order, from 1 on.
std::vector<int> tokensOf(const std::vector<std::string_view>& words);

}  // namespace attention::stories
