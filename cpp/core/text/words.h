// Text to words, as the blog post's program does it: Python's str.split() with no argument. Case and punctuation stay.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace attention {

/// The longest text the model takes, in words, over all sentences of a run.
inline constexpr std::size_t kMaxWords = 100'000;

/// The first word of `text` that starts at byte `at` or later, and `at` moved to its end; empty when there is none.
/// `text` must be UTF-8, and no word may lie across `at`.
std::string_view nextWord(std::string_view text, std::size_t& at);

/// The words of `text`, in order: its longest runs without whitespace. Whitespace is what Python's str.split() takes
/// for it: the code points of str.isspace(), which are Unicode's White_Space and U+001C to U+001F.
/// `name` is what an error calls the text, such as "sentence 2".
/// Throws InputError if the text is not valid UTF-8 (the byte offset is named; nothing is replaced), has no word, or
/// has more than kMaxWords words.
std::vector<std::string> splitWords(std::string_view text, std::string_view name);

}  // namespace attention
