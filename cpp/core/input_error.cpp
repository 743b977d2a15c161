#include "input_error.h"

#include <array>
#include <cstdio>

namespace attention {

namespace {

constexpr std::size_t kLongestQuote = 60;

bool isContinuationByte(char byte) { return (static_cast<unsigned char>(byte) & 0xC0u) == 0x80u; }

bool isControl(char byte) { return static_cast<unsigned char>(byte) < 0x20u || byte == 0x7F; }

}  // namespace

std::string quoted(std::string_view text) {
  const bool is_cut = text.size() > kLongestQuote;
  if (is_cut) {
    std::size_t end = kLongestQuote;
    while (end > 0 && isContinuationByte(text[end])) --end;
    text = text.substr(0, end);
  }
  std::string result = "\"";
  for (const char byte : text) result += isControl(byte) ? '?' : byte;
  return result + (is_cut ? "…\"" : "\"");
}

std::string shown(double number) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%g", number);
  return text.data();
}

void throwInputError(std::initializer_list<std::string_view> parts) {
  std::string message;
  for (const std::string_view part : parts) message += part;
  throw InputError(message);
}

void refuseInteger(const IntegerRange& range, std::string_view value) {
  throwInputError({range.name, " must be a whole number from ", std::to_string(range.minimum), " to ",
                   std::to_string(range.maximum), ", not ", value});
}

void requireInRange(const IntegerRange& range, std::int64_t value) {
  if (value < range.minimum || value > range.maximum) refuseInteger(range, std::to_string(value));
}

}  // namespace attention
