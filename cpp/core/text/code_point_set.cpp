#include "text/code_point_set.h"

#include <algorithm>

#include "text/unicode_more_tables.h"
#include "text/unicode_numbers.h"

namespace attention {

CodePointSet::CodePointSet(std::span<const std::uint8_t> packed) {
  char32_t end = 0;
  for (const std::uint8_t* at = packed.data(); at != packed.data() + packed.size();) {
    const char32_t first = end + readNumber(at);
    end = first + readNumber(at);
    bounds_.push_back(first);
    bounds_.push_back(end);
  }
}

CodePointSet CodePointSet::punctuation() { return CodePointSet(kPunctuation); }

CodePointSet CodePointSet::wordsBesidesLetters() { return CodePointSet(kWordsBesidesLetters); }

bool CodePointSet::has(char32_t c) const {
  const auto after = std::upper_bound(bounds_.begin(), bounds_.end(), c);
  return (after - bounds_.begin()) % 2 == 1;
}

}  // namespace attention
