#include "text/pre_tokenizer.h"

#include "base/utf8.h"

namespace attention {

namespace {

/// The length of an English contraction's end at the start of `text`: 're of "'re", in lower case only. 0: none.
std::size_t contractionLength(std::string_view text) {
  for (const std::string_view ending : {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"}) {
    if (text.substr(0, ending.size()) == ending) return ending.size();
  }
  return 0;
}

}  // namespace

std::size_t PreTokenizer::endOfRun(std::string_view text, std::size_t at, CharacterClass of) const {
  while (at < text.size()) {
    const CodePoint c = decodeUtf8(text, at);
    if (classes_.of(c.value) != of) break;
    at += c.length;
  }
  return at;
}

/// White space up to the end of the text, or all of it but the last character, if there are several.
std::size_t PreTokenizer::endOfSpaces(std::string_view text) const {
  const std::size_t end = endOfRun(text, 0, CharacterClass::space);
  if (end == text.size()) return end;
  std::size_t last = 0;
  for (std::size_t at = 0; at < end; at += decodeUtf8(text, at).length) last = at;
  return last == 0 ? end : last;
}

std::string_view PreTokenizer::first(std::string_view text) const {
  const std::size_t contraction = contractionLength(text);
  if (contraction > 0) return text.substr(0, contraction);
  const std::size_t start = text[0] == ' ' && text.size() > 1 ? 1 : 0;
  const CharacterClass of = classes_.of(decodeUtf8(text, start).value);
  const std::size_t end = of == CharacterClass::space ? endOfSpaces(text) : endOfRun(text, start, of);
  return text.substr(0, end);
}

}  // namespace attention
