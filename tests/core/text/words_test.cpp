#include "text/words.h"

#include "base/input_error.h"
#include "doctest.h"
#include "post_golden.h"

using attention::InputError;
using attention::kMaxWords;
using attention::splitWords;
using Words = std::vector<std::string>;

TEST_CASE("words are split as Python splits them") {
  golden::forEachSentence([](const golden::Run&, const golden::Record& sentence) {
    CHECK(splitWords(sentence.text("sentence"), "sentence") == sentence.texts("words"));
  });
}

TEST_CASE("every character of str.isspace() separates words") {
  for (const char* space :
       {"\t",     "\n",     "\v",     "\f",     "\r",     "\x1c",   "\x1d",   "\x1e",   "\x1f",   " ",
        "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
        "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"}) {
    const std::string s = space;
    CHECK(splitWords(s + "a" + s + s + "b" + s, "text") == Words{"a", "b"});
  }
}

TEST_CASE("characters that only look like spaces belong to the word") {
  for (const char* other : {"\u180e", "\u200b", "\u2060", "\ufeff", "\x1b", "\x08", "\x7f", "\u0084", "\u0086"}) {
    const std::string word = std::string("a") + other + "b";
    CHECK(splitWords(word, "text") == Words{word});
  }
}

TEST_CASE("case and punctuation stay, and a zero byte is a character like others") {
  CHECK(splitWords("Fox, fox! FOX", "text") == Words{"Fox,", "fox!", "FOX"});
  const std::string with_zero("a\0b c", 5);
  CHECK(splitWords(with_zero, "text") == Words{std::string("a\0b", 3), "c"});
}

TEST_CASE("the first and the last character of each length of UTF-8 are words") {
  for (const char* word : {"\x01", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                           "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CHECK(splitWords(word, "text") == Words{word});
  }
}

TEST_CASE("invalid UTF-8 is refused, and its place named") {
  struct Sample {
    const char* kind;
    std::string bytes;
  };
  for (const Sample& sample : {Sample{"a continuation byte alone", "\x80"},
                               {"a truncated character of two bytes", "\xc3"},
                               {"a truncated character of three bytes", "\xe2\x82"},
                               {"a truncated character of four bytes", "\xf0\x9f\xa6"},
                               {"a character cut short by another", "\xe2\x82z"},
                               {"a lead byte in place of a continuation byte", "\xc3\xc3"},
                               {"an overlong slash of two bytes", "\xc0\xaf"},
                               {"an overlong slash of three bytes", "\xe0\x80\xaf"},
                               {"an overlong slash of four bytes", "\xf0\x80\x80\xaf"},
                               {"the largest overlong of two bytes", "\xc1\xbf"},
                               {"the largest overlong of three bytes", "\xe0\x9f\xbf"},
                               {"the largest overlong of four bytes", "\xf0\x8f\xbf\xbf"},
                               {"the first surrogate", "\xed\xa0\x80"},
                               {"the last surrogate", "\xed\xbf\xbf"},
                               {"U+110000", "\xf4\x90\x80\x80"},
                               {"a lead byte that would go further", "\xf5\x80\x80\x80"},
                               {"five bytes", "\xf8\x88\x80\x80\x80"},
                               {"a byte that is never used", "\xff"}}) {
    INFO(sample.kind);
    CHECK_THROWS_WITH_AS(splitWords("héy " + sample.bytes, "sentence 2"), "sentence 2 is not valid UTF-8 at byte 5",
                         InputError);
    CHECK_THROWS_WITH_AS(splitWords(sample.bytes + " hey", "text"), "text is not valid UTF-8 at byte 0", InputError);
  }
}

TEST_CASE("a text without a word is refused") {
  CHECK_THROWS_WITH_AS(splitWords("", "text"), "text must have at least one word, not \"\"", InputError);
  CHECK_THROWS_WITH_AS(splitWords(" \n\u3000", "text"), "text must have at least one word, not \" ?\u3000\"",
                       InputError);
}

TEST_CASE("a text has at most 100,000 words") {
  std::string text;
  for (std::size_t i = 0; i < kMaxWords; ++i) text += "w ";
  CHECK(splitWords(text, "text").size() == 100'000);
  CHECK_THROWS_WITH_AS(splitWords(text + "w", "text"), "text has more than 100000 words", InputError);
}
