#include "base/input_error.h"

#include <cassert>
#include <utility>

#include "base/decimal.h"

namespace attention {

namespace {

constexpr std::size_t kMaxQuoteBytes = 60;

bool isContinuationByte(char byte) { return (static_cast<unsigned char>(byte) & 0xC0u) == 0x80u; }

bool isControl(char byte) { return static_cast<unsigned char>(byte) < 0x20u || byte == 0x7F; }

/// What stands between the quotes.
std::string quotable(std::string_view text) {
  const bool is_cut = text.size() > kMaxQuoteBytes;
  if (is_cut) {
    std::size_t end = kMaxQuoteBytes;
    while (end > 0 && isContinuationByte(text[end])) --end;
    text = text.substr(0, end);
  }
  std::string result;
  for (const char byte : text) result += isControl(byte) ? '?' : byte;
  return is_cut ? result + "…" : result;
}

std::string filled(std::string_view pattern, const std::vector<OwnedPiece>& pieces) {
  std::string text;
  for (const OwnedPiece& piece : pieces) {
    const char* const quote = piece.kind == OwnedPiece::Kind::quoted ? "\"" : "";
    const std::size_t gap = pattern.find("{}");
    assert(gap != std::string_view::npos);
    text.append(pattern.substr(0, gap)).append(quote).append(piece.text).append(quote);
    pattern.remove_prefix(gap + 2);
  }
  assert(pattern.find("{}") == std::string_view::npos);
  return text.append(pattern);
}

}  // namespace

InputError::InputError(std::string refused, std::string phrase, std::vector<OwnedPiece> values)
    : std::invalid_argument(refused + (refused.empty() ? "" : " ") + filled(phrase, values)),
      argument(std::move(refused)),
      pattern(std::move(phrase)),
      pieces(std::move(values)) {}

std::string quoted(std::string_view text) { return '"' + quotable(text) + '"'; }

std::string shown(double number) { return significant(number, 6); }

OwnedPiece::OwnedPiece(const Piece& piece) : kind(Kind::number) {
  switch (piece.kind_) {
    case Piece::Kind::text:
      kind = Kind::text;
      text = piece.text_;
      break;
    case Piece::Kind::quoted:
      kind = Kind::quoted;
      text = quotable(piece.text_);
      break;
    case Piece::Kind::integer:
      text = std::to_string(piece.integer_);
      break;
    case Piece::Kind::number:
      text = shown(piece.number_);
  }
}

std::string message(std::string_view pattern, std::initializer_list<Piece> pieces) {
  return filled(pattern, {pieces.begin(), pieces.end()});
}

void throwInputError(std::string_view argument, const char* pattern, std::span<const Piece> pieces) {
  throw InputError(std::string(argument), pattern, {pieces.begin(), pieces.end()});
}

void refuseInteger(const IntegerRange& range, const OwnedPiece& value) {
  throw InputError(range.name, "must be a whole number from {} to {}, not {}",
                   {Piece(range.minimum), Piece(range.maximum), value});
}

void requireInRange(const IntegerRange& range, std::int64_t value) {
  if (value < range.minimum || value > range.maximum) refuseInteger(range, Piece(value));
}

}  // namespace attention
