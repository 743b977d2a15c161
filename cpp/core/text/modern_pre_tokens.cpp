#include "text/modern_pre_tokens.h"

#include "base/utf8.h"

namespace attention {

namespace {

bool isLineEnd(char32_t c) { return c == U'\r' || c == U'\n'; }

/// ASCII's letters in lower case, and the long s, which is an s of another case.
char32_t folded(char32_t c) {
  if (c == U'\u017F') return U's';
  return c >= U'A' && c <= U'Z' ? c + 32 : c;
}

/// The length of an English contraction's end, such as 'RE, in any case; 0: none.
std::size_t contraction(std::string_view text) {
  if (text[0] != '\'' || text.size() == 1) return 0;
  const CodePoint first = decodeUtf8(text, 1);
  const char32_t c = folded(first.value);
  if (c == U's' || c == U't' || c == U'm' || c == U'd') return 1 + first.length;
  if (text.size() < 3) return 0;
  const char32_t next = folded(static_cast<unsigned char>(text[2]));
  const bool is_two = (c == U'r' && next == U'e') || (c == U'v' && next == U'e') || (c == U'l' && next == U'l');
  return is_two && first.length == 1 ? 3 : 0;
}

class Scanner {
 public:
  Scanner(std::string_view text, const UnicodeClasses& classes) : text_(text), classes_(classes) {}

  CharacterClass classAt(std::size_t at) const { return classes_.of(decodeUtf8(text_, at).value); }
  bool isAt(std::size_t at, CharacterClass of) const { return at < text_.size() && classAt(at) == of; }

  std::size_t endOfRun(std::size_t at, CharacterClass of, int most) const {
    for (; isAt(at, of) && most != 0; --most) at += decodeUtf8(text_, at).length;
    return at;
  }

  std::size_t endOfSpaces() const {
    std::size_t at = 0, last = 0, after_line_end = 0;
    while (isAt(at, CharacterClass::space)) {
      const CodePoint c = decodeUtf8(text_, at);
      last = at;
      at += c.length;
      if (isLineEnd(c.value)) after_line_end = at;
    }
    if (after_line_end > 0) return after_line_end;
    return at == text_.size() || last == 0 ? at : last;
  }

 private:
  std::string_view text_;
  const UnicodeClasses& classes_;
};

}  // namespace

std::size_t modernPreToken(std::string_view text, int most_digits, const UnicodeClasses& classes) {
  constexpr int kAny = -1;
  if (const std::size_t end = contraction(text)) return end;
  const Scanner scanner(text, classes);
  const CodePoint first = decodeUtf8(text, 0);
  const CharacterClass of = classes.of(first.value);
  if (of == CharacterClass::letter) return scanner.endOfRun(0, of, kAny);
  if (of == CharacterClass::number) return scanner.endOfRun(0, of, most_digits);
  if (!isLineEnd(first.value) && scanner.isAt(first.length, CharacterClass::letter)) {
    return scanner.endOfRun(first.length, CharacterClass::letter, kAny);
  }
  const std::size_t start = text[0] == ' ' ? 1 : 0;
  if (!scanner.isAt(start, CharacterClass::other)) return scanner.endOfSpaces();
  std::size_t end = scanner.endOfRun(start, CharacterClass::other, kAny);
  while (end < text.size() && isLineEnd(static_cast<unsigned char>(text[end]))) ++end;
  return end;
}

}  // namespace attention
