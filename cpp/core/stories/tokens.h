// Stories as a model has them: ids of tokens, of a vocabulary of words in which 0 stands for every word that it lacks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace attention::stories {

/// The words of the story world with a space between them: a tokenizer of this text has them in this order after its
/// token 0 for all others.
std::string vocabularyText();

/// [T] in such a tokenizer.
std::vector<int> tokensOf(const std::vector<std::string_view>& words);

}  // namespace attention::stories
