#include "text/tokenizer.h"

#include <string>

#include "base/input_error.h"
#include "doctest.h"

using attention::InputError;
using attention::Tokenizer;
using Ids = std::vector<int>;
using Pieces = std::vector<std::string>;

namespace {

const char* const kHardTexts[] = {
    "",
    " ",
    "the quick brown fox, the quick brown dog",
    "  two  spaces \t\n\n and an end  ",
    "it's we'll I'VE don’t 'tis",
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 1️⃣",
    "e\u0301\u0302 a\u0308 שָׁלוֹם مَرْحَبًا नमस्ते 你好,世界 こんにちは 안녕",
    "\u0085\u00a0\u1680\u2028\u2029\u3000\ufeff\u200b",
    "٣ ४ Ⅷ ½ 𝟘 𝒜 𐌰 \U000e0001\U0010ffff\ue000",
    "\x01\x02\x1c\x7f\r\n",
};

Pieces piecesOf(const Tokenizer& tokenizer, std::string_view text) {
  Pieces pieces;
  for (const int id : tokenizer.encode(text)) pieces.push_back(tokenizer.piece(id));
  return pieces;
}

}  // namespace

TEST_CASE("words have ids in order of first appearance, after the unknown token") {
  const Tokenizer words = Tokenizer::words("to be or not to be");
  CHECK(words.kind() == Tokenizer::Kind::words);
  CHECK(words.size() == 5);
  CHECK(words.encode("be not afraid \u3000 or") == Ids{2, 4, 0, 3});
  CHECK(words.encode("<unk> to") == Ids{0, 1});
  CHECK(words.encode(" \n").empty());
  CHECK(words.decode(Ids{1, 2, 0}) == "to be <unk>");
  CHECK(words.piece(4) == "not");
}

TEST_CASE("a small vocabulary keeps the most frequent words, of equally frequent ones the first") {
  const Tokenizer words = Tokenizer::words("d c b a b a b <unk> e", 4);
  CHECK(words.size() == 4);
  CHECK(words.piece(1) == "d");
  CHECK(words.piece(2) == "b");
  CHECK(words.piece(3) == "a");
}

TEST_CASE("bytes are their own ids") {
  const Tokenizer bytes = Tokenizer::bytes();
  CHECK(bytes.kind() == Tokenizer::Kind::bytes);
  CHECK(bytes.size() == 256);
  CHECK(bytes.encode("aé\n") == Ids{97, 195, 169, 10});
  CHECK(bytes.piece(255) == "\xff");
  for (const char* text : kHardTexts) CHECK(bytes.decode(bytes.encode(text)) == text);
}

TEST_CASE("trained byte-pair encoding gives every text back") {
  std::string all;
  for (const char* text : kHardTexts) all += text;
  for (const int size : {256, 257, 300, 1000}) {
    const Tokenizer bpe = Tokenizer::trainBpe(all + all, size);
    CHECK(bpe.kind() == Tokenizer::Kind::bpe);
    CHECK(bpe.size() <= size);
    for (const char* text : kHardTexts) CHECK(bpe.decode(bpe.encode(text)) == text);
    CHECK(bpe.decode(bpe.encode("unseen 狐狸 \u0378")) == "unseen 狐狸 \u0378");
  }
}

TEST_CASE("trained pieces stay within pre-tokens") {
  const Tokenizer bpe = Tokenizer::trainBpe("fox fox fox fox dog's dog's", 1000);
  CHECK(piecesOf(bpe, "fox fox dog's") == Pieces{"fox", " fox", " dog", "'s"});
  CHECK(bpe.size() == 256 + 7);
  CHECK(bpe.piece(256) == "fo");
  CHECK(bpe.piece(257) == "fox");
}

TEST_CASE("a long text without a space is trained on and encoded in one piece") {
  std::string text;
  std::uint32_t state = 3;
  while (text.size() < 100'000) {
    state = state * 1664525u + 1013904223u;
    text += static_cast<char>('a' + (state >> 24) % 5);
  }
  const Tokenizer bpe = Tokenizer::trainBpe(text, 400);
  CHECK(bpe.size() == 400);
  const Ids ids = bpe.encode(text);
  CHECK(ids.size() < 50'000);
  CHECK(bpe.decode(ids) == text);
}

TEST_CASE("texts and ids that cannot be used are refused") {
  const Tokenizer bytes = Tokenizer::bytes();
  CHECK_THROWS_WITH_AS(bytes.encode("a\xff"), "text is not valid UTF-8 at byte 1", InputError);
  CHECK_THROWS_WITH_AS(bytes.decode(Ids{1, 256}), "id must be a whole number from 0 to 255, not 256", InputError);
  CHECK_THROWS_WITH_AS(bytes.piece(-1), "id must be a whole number from 0 to 255, not -1", InputError);
  CHECK_THROWS_WITH_AS(Tokenizer::words("\n "), "text must have at least one word, not \"? \"", InputError);
  CHECK_THROWS_WITH_AS(Tokenizer::words("a", 1), "vocab_size must be a whole number from 2 to 65536, not 1",
                       InputError);
  CHECK_THROWS_WITH_AS(Tokenizer::words("a \xc3"), "text is not valid UTF-8 at byte 2", InputError);
  CHECK_THROWS_WITH_AS(Tokenizer::trainBpe("a", 255), "vocab_size must be a whole number from 256 to 65536, not 255",
                       InputError);
  CHECK_THROWS_WITH_AS(Tokenizer::trainBpe("\x80", 256), "text is not valid UTF-8 at byte 0", InputError);
}

TEST_CASE("a copy is the same tokenizer") {
  Tokenizer copy = Tokenizer::bytes();
  {
    const Tokenizer bpe = Tokenizer::trainBpe("aa aa", 300);
    copy = bpe;
  }
  CHECK(copy.encode("aa") == Ids{256});
}
