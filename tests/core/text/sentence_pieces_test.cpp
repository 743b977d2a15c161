#include "text/sentence_pieces.h"

#include <limits>

#include "base/input_error.h"
#include "doctest.h"
#include "formats/base64.h"
#include "golden_record.h"
#include "pieces_golden_text.h"
#include "text/sentence_piece_model.h"

using attention::InputError;
using attention::LetteredPieces;
using attention::PieceType;
using attention::SentencePieces;
using attention::Tokenizer;
using Ids = std::vector<int>;

namespace {

constexpr const char* kName = "tokenizer.model";

Tokenizer tokenizerOf(const SentencePieces& pieces) { return Tokenizer::of(tokenizerData(pieces, kName)); }

std::string textOf(const golden::Line& line) { return line.values.empty() ? "" : line.values[0]; }

Ids idsOf(const golden::Line& line) {
  Ids ids;
  for (const std::string& value : line.values) ids.push_back(std::stoi(value));
  return ids;
}

/// Its unknown token reads " ⁇ " in SentencePiece, and "<unk>" here.
std::string withUnknown(std::string text) {
  const std::string theirs = " \u2047 ";
  for (std::size_t at = text.find(theirs); at != std::string::npos; at = text.find(theirs)) {
    text.replace(at, theirs.size(), "<unk>");
  }
  return text;
}

SentencePieces small() {
  return {.pieces = {{"<unk>", 0, PieceType::unknown},
                     {"<s>", 0, PieceType::control},
                     {"\u2581", -5},
                     {"a", -6},
                     {"b", -7},
                     {"ab", -1},
                     {"\u2581ab", -2},
                     {"<sep>", 0, PieceType::user_defined}},
          .begin = 1};
}

void checkRefused(const SentencePieces& pieces, const char* message) {
  CHECK_THROWS_WITH_AS(tokenizerData(pieces, kName), message, InputError);
}

}  // namespace

TEST_CASE("SentencePiece's models cut texts as SentencePiece does, and so do the files they are written as") {
  std::string kind, text;
  std::vector<Tokenizer> tokenizers;
  int compared = 0;
  for (const golden::Line& line : golden::linesOf(kPiecesGolden)) {
    if (line.name == "case") kind = line.values[0];
    if (line.name == "text") text = textOf(line);
    if (line.name == "model") {
      const std::optional<std::string> model = attention::fromBase64(line.values[0]);
      REQUIRE(model);
      const SentencePieces pieces = attention::readSentencePieceModel(*model, kName);
      CHECK(pieces.is_unigram == kind.starts_with("unigram"));
      const Tokenizer tokenizer = tokenizerOf(pieces);
      tokenizers = {tokenizer, Tokenizer::read(tokenizer.write())};
      CHECK(tokenizers[1].write() == tokenizer.write());
    }
    INFO(kind << ": " << text);
    // SentencePiece adds the space to the beginning of a text only, not after a symbol too.
    const bool has_symbol = kind == "bpe_across_words" && text.find("<sep>") != std::string::npos;
    if (has_symbol) continue;
    for (const Tokenizer& tokenizer : tokenizers) {
      if (line.name == "ids") CHECK(tokenizer.encode(text) == idsOf(line));
      if (line.name == "decoded") CHECK(tokenizer.decode(tokenizer.encode(text)) == withUnknown(textOf(line)));
    }
    if (line.name == "ids") ++compared;
  }
  CHECK(compared == 69);
}

TEST_CASE("neighbours are merged by the score of what they make, the leftmost of equally good ones first") {
  const Tokenizer tokenizer = tokenizerOf(small());
  CHECK(tokenizer.encode("abab") == Ids{6, 5});
  CHECK(tokenizer.encodePrompt("ab") == Ids{1, 6});
  CHECK(tokenizer.decode(Ids{6, 5}) == "abab");
  CHECK(tokenizer.piece(6) == " ab");
  SentencePieces same = small();
  same.pieces.push_back({"ba", -1});
  same.adds_space = false;
  CHECK(tokenizerOf(same).encode("aba") == Ids{5, 3});
  CHECK(tokenizerOf(same).encode("bab") == Ids{8, 4});
}

TEST_CASE("characters without a piece are their bytes, or the unknown token, once for several") {
  SentencePieces pieces = small();
  CHECK(tokenizerOf(pieces).encode("aéé") == Ids{2, 3, 0});
  pieces.pieces.push_back({"<0xC3>", 0, PieceType::byte});
  CHECK(tokenizerOf(pieces).encode("aé") == Ids{2, 3, 0});
  pieces.pieces.push_back({"<0xA9>", 0, PieceType::byte});
  const Tokenizer tokenizer = tokenizerOf(pieces);
  CHECK(tokenizer.encode("aéé") == Ids{2, 3, 8, 9, 8, 9});
  CHECK(tokenizer.decode(Ids{2, 3, 8, 9, 8}) == "aé\xC3");
  pieces.pieces[0].type = PieceType::normal;
  CHECK_THROWS_WITH_AS(tokenizerOf(pieces).encode("a狐"), "text has \"狐\", and the tokenizer has no token for it",
                       InputError);
}

TEST_CASE("symbols and control pieces are found in the text, unused pieces are not made") {
  SentencePieces pieces = small();
  CHECK(tokenizerOf(pieces).encode("ab<sep>ab<s>") == Ids{6, 7, 6, 1});
  pieces.pieces[5].type = PieceType::unused;
  CHECK(tokenizerOf(pieces).encode("bab") == Ids{2, 4, 3, 4});
}

TEST_CASE("a text without special tokens has neither the prompt's beginning nor its space; symbols stay") {
  const Tokenizer tokenizer = tokenizerOf(small());
  const Ids ids = tokenizer.encodePrompt("ab<sep>ab<s>");
  CHECK(ids == Ids{1, 6, 7, 6, 1});
  CHECK(tokenizer.decode(ids) == "<s> ab<sep> ab<s>");
  CHECK(tokenizer.decode(ids, true) == "ab<sep> ab");
  CHECK(tokenizer.decode(Ids{1}, true) == "");
  SentencePieces unmarked = small();
  unmarked.pieces[1].type = PieceType::normal;  // as in files that do not say which pieces are special
  CHECK(tokenizerOf(unmarked).decode(Ids{1, 6, 5}, true) == "abab");
}

TEST_CASE("pieces in the letters of bytes are cut as the family's name says") {
  LetteredPieces pieces{.pieces = {"a", "1", "Ġ", "11", "Ġ1", "a1", "<end>", "Ā", "'", "A"},
                        .merges = {"1 1", "Ġ 1", "a 1"},
                        .pre = "gpt-2",
                        .end = 6};
  pieces.types.assign(10, PieceType::normal);
  pieces.types[6] = PieceType::control;
  const auto encode = [&](const char* pre, std::string_view text) {
    pieces.pre = pre;
    const Tokenizer tokenizer = Tokenizer::of(tokenizerData(pieces, "model.gguf"));
    CHECK(Tokenizer::read(tokenizer.write()).encode(text) == tokenizer.encode(text));
    return tokenizer.encode(text);
  };
  CHECK(encode("gpt-2", "a1111 11<end>") == Ids{0, 3, 3, 2, 3, 6});
  CHECK(encode("llama-bpe", "a1111 1") == Ids{0, 3, 1, 1, 2, 1});
  CHECK(encode("qwen2", "11 1") == Ids{1, 1, 2, 1});
  CHECK(encode("smollm", "11 1") == Ids{1, 1, 2, 1});
  CHECK(Tokenizer::of(tokenizerData(pieces, "model.gguf")).encodePrompt("a") == Ids{0, 6});
  CHECK_THROWS_WITH_AS(encode("tekken", ""),
                       "model.gguf: pre must be that of GPT-2, Llama 3, Qwen 2, StarCoder or their kin, not \"tekken\"",
                       InputError);
  pieces.pre = "gpt-2";
  pieces.merges = {"1 2"};
  CHECK_THROWS_WITH_AS(tokenizerData(pieces, "model.gguf"),
                       "model.gguf: merge 0 must join two tokens to a third, not \"1 2\"", InputError);
  pieces.merges = {"11"};
  CHECK_THROWS_WITH_AS(tokenizerData(pieces, "model.gguf"),
                       "model.gguf: merge 0 must be two tokens with a space between them, not \"11\"", InputError);
  pieces.types.pop_back();
  CHECK_THROWS_WITH_AS(tokenizerData(pieces, "model.gguf"), "model.gguf: types must be as many as the 10 tokens, not 9",
                       InputError);
}

TEST_CASE("vocabularies that could not be written down are refused") {
  checkRefused({}, "tokenizer.model must have from 1 to 1048576 tokens, not 0");
  SentencePieces pieces = small();
  pieces.pieces[3].text = "";
  checkRefused(pieces, "tokenizer.model: token 3 must have from 1 to 512 bytes, not 0");
  pieces.pieces[3].text = "\xFF";
  checkRefused(pieces, "tokenizer.model: token 3 is not valid UTF-8 at byte 0");
  pieces.pieces[3].text = "b";
  checkRefused(pieces, "tokenizer.model: token 4 is \"b\", as token 3 is");
  pieces = small();
  pieces.pieces[3].score = std::numeric_limits<float>::infinity();
  checkRefused(pieces, "tokenizer.model: token 3 must have a finite score, not inf");
  pieces = small();
  pieces.begin = 8;
  checkRefused(pieces, "tokenizer.model: begin must be a token from 0 to 7, not 8");
  pieces = small();
  pieces.charsmap = "abc";
  checkRefused(pieces,
               "tokenizer.model: charsmap must begin with the size of its trie, which ends before its 3 bytes do");
  pieces = small();
  for (int i = 0; i < 1000; ++i) pieces.pieces.push_back({"<" + std::to_string(i) + ">", 0, PieceType::user_defined});
  checkRefused(pieces, "tokenizer.model must have at most 1000 tokens that are found in the text, not 1003");
}
