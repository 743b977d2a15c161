#include "text/pre_tokenizer.h"

#include <string>
#include <vector>

#include "doctest.h"

namespace {

using Pieces = std::vector<std::string>;

Pieces split(std::string_view text) {
  const attention::PreTokenizer pre_tokenizer;
  Pieces pieces;
  while (!text.empty()) {
    pieces.emplace_back(pre_tokenizer.first(text));
    text.remove_prefix(pieces.back().size());
  }
  return pieces;
}

}  // namespace

TEST_CASE("a word keeps the space before it; letters, numbers and others come apart") {
  CHECK(split("The quick  fox") == Pieces{"The", " quick", " ", " fox"});
  CHECK(split("a1b2 33c,d") == Pieces{"a", "1", "b", "2", " 33", "c", ",", "d"});
  CHECK(split("x != y") == Pieces{"x", " !=", " y"});
  CHECK(split(" 狐٣ ½e\u0301") == Pieces{" 狐", "٣", " ½", "e", "\u0301"});
  CHECK(split("don_t") == Pieces{"don", "_", "t"});
}

TEST_CASE("contractions come apart, in lower case and with the straight quote only") {
  CHECK(split("it's I'm we'll you've they're she'd don't") ==
        Pieces{"it", "'s", " I", "'m", " we", "'ll", " you", "'ve", " they", "'re", " she", "'d", " don", "'t"});
  CHECK(split("it'S") == Pieces{"it", "'", "S"});
  CHECK(split("it’s") == Pieces{"it", "’", "s"});
  CHECK(split("'t") == Pieces{"'t"});
  CHECK(split("'tis") == Pieces{"'t", "is"});
  CHECK(split("'l 'l") == Pieces{"'", "l", " '", "l"});
  CHECK(split(" 's") == Pieces{" '", "s"});
  CHECK(split("!'s") == Pieces{"!'", "s"});
  CHECK(split("it's's") == Pieces{"it", "'s", "'s"});
}

TEST_CASE("of several spaces the last goes to the word after them, if it is a plain one") {
  CHECK(split("a   b") == Pieces{"a", "  ", " b"});
  CHECK(split("a\n b") == Pieces{"a", "\n", " b"});
  CHECK(split("a \nb") == Pieces{"a", " ", "\n", "b"});
  CHECK(split("a\n\n\nb") == Pieces{"a", "\n\n", "\n", "b"});
  CHECK(split("a\u3000b") == Pieces{"a", "\u3000", "b"});
  CHECK(split("a \u3000 b") == Pieces{"a", " \u3000", " b"});
  CHECK(split("a\u00a0 \u2028b") == Pieces{"a", "\u00a0 ", "\u2028", "b"});
}

TEST_CASE("spaces at the end stay together") {
  CHECK(split(" ") == Pieces{" "});
  CHECK(split("a ") == Pieces{"a", " "});
  CHECK(split("a \t\n ") == Pieces{"a", " \t\n "});
  CHECK(split("\u0085\u0085") == Pieces{"\u0085\u0085"});
}

TEST_CASE("characters that only look like spaces are others") {
  CHECK(split("a\u200bb\ufeff c") == Pieces{"a", "\u200b", "b", "\ufeff", " c"});
  CHECK(split(" \x1c\x1d") == Pieces{" \x1c\x1d"});
}
