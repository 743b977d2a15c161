#include "text/code_point_set.h"

#include "doctest.h"

using attention::CodePointSet;

TEST_CASE("punctuation is what Unicode calls so, not symbols") {
  const CodePointSet punctuation = CodePointSet::punctuation();
  for (const char32_t c : U"!\"#%&'()*,-./:;?@[\\]_{}¡§—“”…。、「」\U00011F45") {
    if (c != 0) CHECK(punctuation.has(c));
  }
  for (const char32_t c : U"a1 $+<=>^`|~©€\u0301\U0001F98A") CHECK(!punctuation.has(c));
}

TEST_CASE("words have marks, decimal digits, connectors and joiners besides letters") {
  const CodePointSet words = CodePointSet::wordsBesidesLetters();
  for (const char32_t c : U"09_\u0301\u200d\u203f٣ⅷ") {
    if (c != 0) CHECK(words.has(c));
  }
  for (const char32_t c : U" -'.²½€🦊\u200baZéΩжعה狐ᄀ") {
    if (c != 0) CHECK(!words.has(c));
  }
}
