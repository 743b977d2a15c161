#include "tokenizer_files_fuzz.h"

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "base/input_error.h"
#include "formats/base64.h"
#include "golden_record.h"
#include "pieces_golden_text.h"
#include "text/sentence_piece_model.h"
#include "text/tokenizer_bin.h"

using attention::InputError;
using attention::SentencePieces;
using attention::Tokenizer;

namespace {

void require(bool is_so, const char* otherwise) {
  if (!is_so) throw std::logic_error(otherwise);
}

void useTokenizer(const SentencePieces& pieces) {
  const Tokenizer tokenizer = Tokenizer::of(tokenizerData(pieces, "file"));
  const std::string written = tokenizer.write();
  const Tokenizer again = Tokenizer::read(written);
  require(again.write() == written, "read again, it is another");
  for (const std::string_view text : {"", "the fox's  \n fox 狐 <s>\u3000", "aaaaaaahahahaha \x01", " ab ab\n\n "}) {
    std::vector<int> ids;
    try {
      ids = tokenizer.encodePrompt(text);
    } catch (const InputError&) {  // a character that has no token
      continue;
    }
    for (const int id : ids) require(id >= 0 && id < tokenizer.size(), "a token is beyond the vocabulary");
    const std::vector<int> theirs = again.encodePrompt(text);
    // Of merges with the same score the file has to say which is the first; scores themselves it has.
    if (pieces.is_unigram) require(theirs == ids, "read again, it gives other tokens");
    require(again.decode(ids) == tokenizer.decode(ids), "read again, its tokens read differently");
  }
}

std::string used(std::string_view bytes, SentencePieces (*read)(std::string_view bytes, std::string_view name)) {
  try {
    useTokenizer(read(bytes, "file"));
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

std::string word(std::uint32_t value) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

}  // namespace

std::string fuzzSentencePieces(std::string_view bytes) { return used(bytes, attention::readSentencePieceModel); }

std::string fuzzTokenizerBin(std::string_view bytes) { return used(bytes, attention::readTokenizerBin); }

std::string sentencePiecesSeed(int kind) {
  for (const golden::Line& line : golden::linesOf(kPiecesGolden)) {
    if (line.name == "model" && kind-- == 0) return attention::fromBase64(line.values.at(0)).value();
  }
  throw std::out_of_range("there are not so many models in tests/reference");
}

std::string tokenizerBinSeed(int) {
  std::string bytes = word(8);
  std::uint32_t score = 0xBF800000;  // -1, then smaller ones
  for (const char* piece :
       {"<unk>", "\n<s>\n", "\n</s>\n", "<0x0A>", "<0xE7>", "<0x8B>", "<0x90>", " ",   "a", "b", "ab", " ab", "t",
        "h",     "e",       "th",       "the",    " the",   "ha",     "haha",   "fox", "f", "o", "x",  "fo"}) {
    const std::string text = piece;
    bytes += word(score += 4096) + word(static_cast<std::uint32_t>(text.size())) + text;
  }
  return bytes;
}
