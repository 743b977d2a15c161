#include "text/unicode_classes.h"

#include "doctest.h"

using attention::CharacterClass;
using attention::UnicodeClasses;

TEST_CASE("letters, numbers, white space and everything else") {
  const UnicodeClasses classes;
  for (const char32_t letter : U"azAZªµéßΩжאबก狐かガ한ʰǅﬁ𝒜𐌰𠀀") {
    if (letter != 0) CHECK(classes.of(letter) == CharacterClass::letter);
  }
  for (const char32_t number : U"09²½٣४๓Ⅷ①㊿𝟘𞥑") {
    if (number != 0) CHECK(classes.of(number) == CharacterClass::number);
  }
  for (const char32_t space : U"\t\n\v\f\r \u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000") {
    if (space != 0) CHECK(classes.of(space) == CharacterClass::space);
  }
  CHECK(classes.of(0x85) == CharacterClass::space);
  // Marks, punctuation, symbols, format and control characters, private use, unassigned.
  for (const char32_t other :
       {U'!',      U'_',          U'$',      U'’',      U'\u0301',     U'\u093e',    U'\u200b', U'\u200d',
        U'\ufeff', U'\ufe0f',     U'\u2060', U'\u180e', U'🦊',       U'\0',        U'\x1c',   U'\x7f',
        U'\ue000', U'\U000e0001', U'\u0378', U'\ufffe', U'\U000effff', U'\U0010ffff'}) {
    CHECK(classes.of(other) == CharacterClass::other);
  }
}

TEST_CASE("the classes begin and end where they should") {
  const UnicodeClasses classes;
  CHECK(classes.of('/') == CharacterClass::other);
  CHECK(classes.of('0') == CharacterClass::number);
  CHECK(classes.of('9') == CharacterClass::number);
  CHECK(classes.of(':') == CharacterClass::other);
  CHECK(classes.of('@') == CharacterClass::other);
  CHECK(classes.of('z') == CharacterClass::letter);
  CHECK(classes.of('{') == CharacterClass::other);
  CHECK(classes.of(0x4DFF) == CharacterClass::other);
  CHECK(classes.of(0x4E00) == CharacterClass::letter);
  CHECK(classes.of(0x9FFF) == CharacterClass::letter);
  CHECK(classes.of(0xD7A3) == CharacterClass::letter);
  CHECK(classes.of(0xD7A4) == CharacterClass::other);
}

TEST_CASE("there are as many letters and numbers as Unicode 17.0 has") {
  const UnicodeClasses classes;
  int letters = 0;
  int numbers = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    letters += classes.of(c) == CharacterClass::letter;
    numbers += classes.of(c) == CharacterClass::number;
  }
  CHECK(letters == 145'672);
  CHECK(numbers == 1'924);
}
