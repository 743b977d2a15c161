#include "text/tokenizer_bin.h"

#include <cstring>

#include "base/input_error.h"
#include "doctest.h"

using attention::InputError;
using attention::PieceType;
using attention::Tokenizer;
using Ids = std::vector<int>;

namespace {

std::string word(std::uint32_t value) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

std::string piece(float score, const std::string& text) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &score, sizeof bits);
  return word(bits) + word(static_cast<std::uint32_t>(text.size())) + text;
}

/// As llama2.c exports a SentencePiece model.
std::string file() {
  return word(7) + piece(0, "<unk>") + piece(0, "\n<s>\n") + piece(0, "\n</s>\n") + piece(0, "<0x0A>") +
         piece(-1, " a") + piece(-5, " ") + piece(-6, "a") + piece(-2, "aa");
}

void checkRefused(const std::string& bytes, const char* message) {
  CHECK_THROWS_WITH_AS(attention::readTokenizerBin(bytes, "tokenizer.bin"), message, InputError);
}

}  // namespace

TEST_CASE("llama2.c's vocabulary is read as the SentencePiece model it was exported from") {
  const attention::SentencePieces pieces = attention::readTokenizerBin(file(), "tokenizer.bin");
  CHECK(pieces.pieces[1].text == "<s>");
  CHECK(pieces.pieces[1].type == PieceType::control);
  CHECK(pieces.pieces[3].type == PieceType::byte);
  CHECK(pieces.pieces[4].text == "▁a");
  CHECK(pieces.pieces[4].score == -1);
  const Tokenizer tokenizer = Tokenizer::of(tokenizerData(pieces, "tokenizer.bin"));
  CHECK(tokenizer.encodePrompt("aaa\na") == Ids{1, 4, 7, 3, 6});
  CHECK(tokenizer.decode(Ids{4, 7, 3, 6}) == "aaa\na");
  CHECK(Tokenizer::read(tokenizer.write()).encodePrompt("aaa\na") == Ids{1, 4, 7, 3, 6});
}

TEST_CASE("a file that ends within a piece, or whose lengths cannot be, is refused") {
  const std::string whole = file();
  checkRefused("", "tokenizer.bin must begin with the length of its longest token, from 1 to 512, not 0");
  checkRefused("vers", "tokenizer.bin must begin with the length of its longest token, from 1 to 512, not 1936876918");
  checkRefused(word(7), "tokenizer.bin must have <unk>, <s> and </s> before its tokens");
  checkRefused(whole.substr(0, whole.size() - 1), "tokenizer.bin ends within token 7, at byte 95");
  checkRefused(whole.substr(0, 8), "tokenizer.bin ends within token 0, at byte 8");
  checkRefused(word(4) + whole.substr(4),
               "tokenizer.bin must have at most 4 bytes in token 0, as it says at its beginning, not 5");
  checkRefused(word(7) + word(0) + word(7), "tokenizer.bin ends within token 0, at byte 12");
}
