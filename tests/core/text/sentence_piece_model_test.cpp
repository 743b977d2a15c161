#include "text/sentence_piece_model.h"

#include "base/input_error.h"
#include "doctest.h"

using attention::InputError;
using attention::SentencePieces;

namespace {

std::string field(int number, const std::string& bytes) {
  return std::string{static_cast<char>(8 * number + 2), static_cast<char>(bytes.size())} + bytes;
}

/// Field numbers above 15 take two bytes.
std::string whole(int number, char value) {
  const int tag = 8 * number;
  if (tag < 0x80) return {static_cast<char>(tag), value};
  return {static_cast<char>(0x80 | (tag & 0x7F)), static_cast<char>(tag >> 7), value};
}

std::string pieceNamed(const std::string& text, const std::string& more = "") {
  return field(1, field(1, text) + std::string("\x15\0\0\x80\xBF", 5) + more);
}

SentencePieces read(const std::string& bytes) { return attention::readSentencePieceModel(bytes, "tokenizer.model"); }

void checkRefused(const std::string& bytes, const char* message) {
  CHECK_THROWS_WITH_AS(read(bytes), message, InputError);
}

}  // namespace

TEST_CASE("what a model leaves out has SentencePiece's defaults") {
  const SentencePieces pieces = read(pieceNamed("a") + pieceNamed("b", whole(3, 4)));
  REQUIRE(pieces.pieces.size() == 2);
  CHECK(pieces.pieces[0].text == "a");
  CHECK(pieces.pieces[0].score == -1);
  CHECK(pieces.pieces[1].type == attention::PieceType::user_defined);
  CHECK(pieces.is_unigram);
  CHECK(pieces.adds_space);
  CHECK(pieces.collapses_spaces);
  CHECK(pieces.begin == 1);
  CHECK(pieces.end == -1);  // 2, which is not there
}

TEST_CASE("what a model says of its kind, its spaces and its tokens is read, in any order") {
  const std::string never = std::string("\xC8\x02") + std::string(9, '\xFF') + '\x01';
  const SentencePieces pieces = read(field(3, whole(3, 0) + whole(4, 0) + field(1, "name")) +
                                     field(2, whole(3, 2) + never + whole(42, 0)) + pieceNamed("a"));
  CHECK(!pieces.is_unigram);
  CHECK(!pieces.adds_space);
  CHECK(!pieces.collapses_spaces);
  CHECK(pieces.begin == -1);
  CHECK(pieces.end == 0);
}

TEST_CASE("models of another kind, and what is no model, are refused") {
  checkRefused("", "tokenizer.model is no SentencePiece model: it has no pieces");
  checkRefused(pieceNamed("a") + field(2, whole(3, 4)),
               "tokenizer.model must be a model of unigrams, 1, or of BPE, 2, not 4");
  checkRefused(field(2, whole(24, 1)), "tokenizer.model has white space at the end of words");
  checkRefused(field(3, whole(5, 0)), "tokenizer.model has spaces as they are");
  checkRefused(pieceNamed("a", whole(3, 7)), "tokenizer.model must have a type from 1 to 6 at byte 10, not 7");
  checkRefused("\x0A\x05", "tokenizer.model is no SentencePiece model: it ends within a field, at byte 2");
  checkRefused(field(1, "\x0A\x05"), "tokenizer.model is no SentencePiece model: it ends within a field, at byte 4");
  checkRefused("\x0B", "tokenizer.model is no SentencePiece model: a field of the unknown kind 3 begins at byte 0");
  checkRefused(std::string(20, '\xFF'), "tokenizer.model is no SentencePiece model: a number at byte 10 does not end");
  checkRefused(whole(1, 5), "tokenizer.model must have a message in the field 1 at byte 0");
}
