#include "base/input_error.h"

#include <cassert>

#include "base/decimal.h"

namespace attention {

namespace {

constexpr std::size_t kMaxQuoteBytes = 60;

bool isContinuationByte(char byte) { return (static_cast<unsigned char>(byte) & 0xC0u) == 0x80u; }

bool isControl(char byte) { return static_cast<unsigned char>(byte) < 0x20u || byte == 0x7F; }

}  // namespace

std::string quoted(std::string_view text) {
  const bool is_cut = text.size() > kMaxQuoteBytes;
  if (is_cut) {
    std::size_t end = kMaxQuoteBytes;
    while (end > 0 && isContinuationByte(text[end])) --end;
    text = text.substr(0, end);
  }
  std::string result = "\"";
  for (const char byte : text) result += isControl(byte) ? '?' : byte;
  return result + (is_cut ? "…\"" : "\"");
}

std::string shown(double number) { return significant(number, 6); }

void Piece::appendTo(std::string& message) const {
  switch (kind_) {
    case Kind::text:
      message += text_;
      break;
    case Kind::quoted:
      message += quoted(text_);
      break;
    case Kind::integer:
      message += std::to_string(integer_);
      break;
    case Kind::number:
      message += shown(number_);
  }
}

std::string message(std::string_view pattern, std::initializer_list<Piece> pieces) {
  std::string text;
  for (const Piece& piece : pieces) {
    const std::size_t gap = pattern.find("{}");
    assert(gap != std::string_view::npos);
    text += pattern.substr(0, gap);
    piece.appendTo(text);
    pattern.remove_prefix(gap + 2);
  }
  assert(pattern.find("{}") == std::string_view::npos);
  return text.append(pattern);
}

void refuse(std::string_view pattern, std::initializer_list<Piece> pieces) {
  throw InputError(message(pattern, pieces));
}

void refuseInteger(const IntegerRange& range, std::string_view value) {
  refuse("{} must be a whole number from {} to {}, not {}", {range.name, range.minimum, range.maximum, value});
}

void requireInRange(const IntegerRange& range, std::int64_t value) {
  if (value < range.minimum || value > range.maximum) refuseInteger(range, std::to_string(value));
}

}  // namespace attention
