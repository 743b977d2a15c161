// What the core says when it is given something it cannot use. Every public function of the core that can refuse its
// arguments throws InputError, whose message names the argument, quotes the value and says what was expected.
// Not for broken invariants: those are assertions.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace attention {

class InputError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// A whole-number argument and the closed range it must lie in.
struct IntegerRange {
  const char* name;
  std::int64_t minimum;
  std::int64_t maximum;
};

/// The argument as it should stand in a message: in double quotes, at most 60 bytes, control characters as "?".
std::string quoted(std::string_view text);

/// The number as it should stand in a message, with at most six digits: "0.5", "1e-08", "nan".
std::string shown(double number);

/// Stands in a message as quoted(text).
struct Quoted {
  std::string_view text;
};

/// What a message is put together from: a text as it is, a text in quotes, a number as to_string or shown gives it. It
/// shows the text, so it must not outlive it.
class Piece {
 public:
  Piece(const char* text) : Piece(std::string_view(text)) {}
  Piece(const std::string& text) : Piece(std::string_view(text)) {}
  Piece(std::string_view text) : kind_(Kind::text), text_(text) {}
  Piece(Quoted quoted) : kind_(Kind::quoted), text_(quoted.text) {}
  template <std::integral Integer>
  Piece(Integer number) : kind_(Kind::integer), integer_(static_cast<std::int64_t>(number)) {}
  Piece(double number) : kind_(Kind::number), number_(number) {}

  void appendTo(std::string& message) const;

 private:
  enum class Kind : std::uint8_t { text, quoted, integer, number };

  Kind kind_;
  union {
    std::string_view text_;
    std::int64_t integer_;
    double number_;
  };
};

/// The pattern with the pieces in place of each "{}", of which there must be as many.
std::string message(std::string_view pattern, std::initializer_list<Piece> pieces);

/// Throws InputError with that message. One call, so that places that refuse cost little more than their words:
/// `refuse("text must be at most {} bytes long, not {}", {most, text.size()});`
[[noreturn]] void refuse(std::string_view pattern, std::initializer_list<Piece> pieces = {});

/// Throws InputError: "<name> must be a whole number from <minimum> to <maximum>, not <value>".
[[noreturn]] void refuseInteger(const IntegerRange& range, std::string_view value);

/// Throws as refuseInteger does unless range.minimum <= value <= range.maximum.
void requireInRange(const IntegerRange& range, std::int64_t value);

}  // namespace attention
