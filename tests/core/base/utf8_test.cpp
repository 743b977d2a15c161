#include "base/utf8.h"

#include "base/input_error.h"
#include "doctest.h"

using attention::appendUtf8;
using attention::decodeUtf8;
using attention::firstInvalidUtf8;
using attention::requireUtf8;

TEST_CASE("every code point that is no surrogate is written and read back") {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    appendUtf8(text, c);
    const attention::CodePoint back = decodeUtf8(text, 0);
    const bool is_same = back.value == c && back.length == text.size();
    if (!is_same) CHECK(back.value == c);
  }
}

TEST_CASE("code points are read where they stand") {
  const std::string text = "aé狐🦊";
  CHECK(decodeUtf8(text, 0).value == U'a');
  CHECK(decodeUtf8(text, 1).value == U'é');
  CHECK(decodeUtf8(text, 3).value == U'狐');
  CHECK(decodeUtf8(text, 6).value == U'🦊');
  CHECK(decodeUtf8(text, 6).length == 4);
  CHECK(decodeUtf8(text, 2).length == 0);
}

TEST_CASE("the first byte that is not UTF-8 is named") {
  CHECK(firstInvalidUtf8("") == 0);
  CHECK(firstInvalidUtf8("é") == 2);
  CHECK(firstInvalidUtf8("é\x80z") == 2);
  CHECK(firstInvalidUtf8("ab\xf0\x9f\xa6") == 2);
  CHECK_NOTHROW(requireUtf8("naïve 狐", "text"));
  CHECK_THROWS_WITH_AS(requireUtf8("naïve\xff", "prompt"), "prompt is not valid UTF-8 at byte 6",
                       attention::InputError);
}
