#include "text/tokenizer_bin.h"

#include <cstdint>
#include <string>

#include "base/float16.h"
#include "base/input_error.h"
#include "text/tokenizer_json.h"

namespace attention {

namespace {

constexpr std::size_t kWord = 4;  // bytes
constexpr std::size_t kBegin = 1, kEnd = 2;

std::uint32_t wordAt(std::string_view bytes, std::size_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = kWord; i-- > 0;) word = (word << 8) | static_cast<unsigned char>(bytes[at + i]);
  return word;
}

/// The text as SentencePiece has it. <s> and </s> stand between line ends in the file.
std::string pieceText(std::string_view text) {
  if (text == "\n<s>\n" || text == "\n</s>\n") return std::string(text.substr(1, text.size() - 2));
  return rewritten(text, {.kind = Rewrite::Kind::replace, .from = " ", .to = std::string(kSpaceMark)});
}

PieceType typeOf(std::size_t id, std::string_view text) {
  if (id == 0) return PieceType::unknown;
  if (id == kBegin || id == kEnd) return PieceType::control;
  return text.size() == 6 && text.starts_with("<0x") && text.ends_with('>') ? PieceType::byte : PieceType::normal;
}

}  // namespace

SentencePieces readTokenizerBin(std::string_view bytes, std::string_view name) {
  SentencePieces pieces{.begin = kBegin, .end = kEnd};
  const std::uint32_t longest = bytes.size() < kWord ? 0 : wordAt(bytes, 0);
  if (longest < 1 || longest > kMaxPieceBytes) {
    refuse(name, "must begin with the length of its longest token, from 1 to {}, not {}", {kMaxPieceBytes, longest});
  }
  for (std::size_t at = kWord; at < bytes.size();) {
    const std::size_t id = pieces.pieces.size();
    if (id == kMaxTokens) refuse(name, "must have at most {} tokens", {kMaxTokens});
    if (bytes.size() - at < 2 * kWord) refuse(name, "ends within token {}, at byte {}", {id, bytes.size()});
    const auto score = fromBits(wordAt(bytes, at));
    const std::uint32_t length = wordAt(bytes, at + kWord);
    at += 2 * kWord;
    if (length > longest) {
      refuse(name, "must have at most {} bytes in token {}, as it says at its beginning, not {}",
             {longest, id, length});
    }
    if (length > bytes.size() - at) refuse(name, "ends within token {}, at byte {}", {id, bytes.size()});
    const std::string text = pieceText(bytes.substr(at, length));
    pieces.pieces.push_back({text, score, typeOf(id, text)});
    at += length;
  }
  if (pieces.pieces.size() <= kEnd) refuse(name, "must have <unk>, <s> and </s> before its tokens");
  return pieces;
}

}  // namespace attention
