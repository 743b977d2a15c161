#include "text/words.h"

#include "base/input_error.h"
#include "base/utf8.h"
#include "text/unicode_classes.h"

namespace attention {

namespace {

bool isPythonSpace(char32_t c) {
  if (c < 0x80) return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20);
  return isWhiteSpace(c);
}

}  // namespace

std::string_view nextWord(std::string_view text, std::size_t& at) {
  std::size_t start = at;
  for (; at < text.size();) {
    const CodePoint c = decodeUtf8(text, at);
    const bool is_space = isPythonSpace(c.value);
    if (is_space && start < at) break;
    at += c.length;
    if (is_space) start = at;
  }
  return text.substr(start, at - start);
}

std::vector<std::string> splitWords(std::string_view text, std::string_view name) {
  requireUtf8(text, name);
  std::vector<std::string> words;
  std::size_t at = 0;
  for (std::string_view word = nextWord(text, at); !word.empty(); word = nextWord(text, at)) {
    if (words.size() == kMaxWords) refuse(name, "has more than {} words", {kMaxWords});
    words.emplace_back(word);
  }
  if (words.empty()) refuse(name, "must have at least one word, not {}", {Quoted{text}});
  return words;
}

}  // namespace attention
