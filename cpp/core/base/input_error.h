// What the core says when it is given something it cannot use. Every public function of the core that can refuse its
// arguments throws InputError, which names the argument, quotes the value and says what was expected: as data, so that
// it can be said in another language too. Not for broken invariants: those are assertions.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace attention {

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

/// What stands in one gap of a pattern: a text, a text in quotes, a number as to_string or shown gives it. It shows the
/// text, so it must not outlive it.
class Piece {
 public:
  Piece(const char* text) : Piece(std::string_view(text)) {}
  Piece(const std::string& text) : Piece(std::string_view(text)) {}
  Piece(std::string_view text) : kind_(Kind::text), text_(text) {}
  Piece(Quoted quoted) : kind_(Kind::quoted), text_(quoted.text) {}
  template <std::integral Integer>
  Piece(Integer number) : kind_(Kind::integer), integer_(static_cast<std::int64_t>(number)) {}
  Piece(double number) : kind_(Kind::number), number_(number) {}

 private:
  friend struct OwnedPiece;
  enum class Kind : std::uint8_t { text, quoted, integer, number };

  Kind kind_;
  union {
    std::string_view text_;
    std::int64_t integer_;
    double number_;
  };
};

/// The same with a text of its own.
struct OwnedPiece {
  enum class Kind : std::uint8_t { text, quoted, number };

  OwnedPiece(const Piece& piece);
  OwnedPiece(Kind kind_of_text, std::string text_of_piece) : kind(kind_of_text), text(std::move(text_of_piece)) {}

  Kind kind;
  std::string text;  // of a quoted text what is between the quotes; of a number what a message shows
};

/// what() is in English: `learning_rate must be a number from 0 to 10, not 11`.
class InputError : public std::invalid_argument {
 public:
  /// `pattern` has a "{}" for each of the pieces.
  InputError(std::string argument, std::string pattern, std::vector<OwnedPiece> pieces);

  std::string argument;  // what was refused: `learning_rate`; may be empty
  std::string pattern;   // a phrase without the values, always the same: `must be a number from {} to {}, not {}`
  std::vector<OwnedPiece> pieces;  // never English phrases: what they say belongs to the pattern
};

/// The pattern with the pieces in place of each "{}", of which there must be as many.
std::string message(std::string_view pattern, std::initializer_list<Piece> pieces);

/// The pattern of a message with N pieces. The compiler counts the gaps.
template <std::size_t N>
struct Pattern {
  consteval Pattern(const char* pattern) : text(pattern) {
    std::size_t gaps = 0;
    for (const char* c = pattern; *c != 0; ++c) gaps += c[0] == '{' && c[1] == '}' ? 1 : 0;
    if (gaps != N) throw "a pattern has a {} for each piece";
  }

  const char* text;
};

[[noreturn]] void throwInputError(std::string_view argument, const char* pattern, std::span<const Piece> pieces);

/// Throws InputError. One call, so that places that refuse cost little more than their words:
/// `refuse("text", "must be at most {} bytes long, not {}", {most, text.size()});`
template <std::size_t N>
[[noreturn]] void refuse(std::string_view argument, std::type_identity_t<Pattern<N>> pattern,
                         const Piece (&pieces)[N]) {
  throwInputError(argument, pattern.text, pieces);
}
[[noreturn]] inline void refuse(std::string_view argument, Pattern<0> pattern) {
  throwInputError(argument, pattern.text, {});
}

/// Throws InputError: "<name> must be a whole number from <minimum> to <maximum>, not <value>".
[[noreturn]] void refuseInteger(const IntegerRange& range, const OwnedPiece& value);

/// Throws as refuseInteger does unless range.minimum <= value <= range.maximum.
void requireInRange(const IntegerRange& range, std::int64_t value);

}  // namespace attention
