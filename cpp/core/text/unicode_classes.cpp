#include "text/unicode_classes.h"

#include <algorithm>

#include "text/unicode_numbers.h"
#include "text/unicode_tables.h"

namespace attention {

bool isWhiteSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

UnicodeClasses::UnicodeClasses() {
  starts_.reserve(2 * kLetterAndNumberRanges + 1);
  starts_.push_back({0, CharacterClass::other});
  char32_t end = 0;
  for (const std::uint8_t* at = kLettersAndNumbers; at != std::end(kLettersAndNumbers);) {
    const char32_t gap_and_class = readNumber(at);
    const char32_t first = end + gap_and_class / 2;
    end = first + readNumber(at);
    if (starts_.back().first == first) starts_.pop_back();
    starts_.push_back({first, gap_and_class % 2 == 0 ? CharacterClass::letter : CharacterClass::number});
    starts_.push_back({end, CharacterClass::other});
  }
}

CharacterClass UnicodeClasses::of(char32_t c) const {
  if (isWhiteSpace(c)) return CharacterClass::space;
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), c,
                                      [](char32_t value, const Start& start) { return value < start.first; });
  return std::prev(after)->value;
}

}  // namespace attention
