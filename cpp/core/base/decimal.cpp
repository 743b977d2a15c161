#include "base/decimal.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace attention {

namespace {

constexpr int kMantissaBits = 53;
constexpr std::size_t kMaxDigits = 800;  // no double has more, nor the middle between two
constexpr std::int64_t kMaxExponent = 1'000'000'000;

/// 0.d₁d₂d₃… · 10^point, without zeros at either end. Of 0, no digits and point 1.
struct Decimal {
  std::string digits;
  std::int64_t point;

  std::int64_t size() const { return static_cast<std::int64_t>(digits.size()); }
  /// Any digit before and after those that are there is 0.
  char at(std::int64_t i) const { return i >= 0 && i < size() ? digits[static_cast<std::size_t>(i)] : '0'; }
};

void trim(Decimal& decimal) {
  decimal.digits.resize(decimal.digits.find_last_not_of('0') + 1);
  const std::size_t zeros = decimal.digits.find_first_not_of('0');
  if (decimal.digits.empty()) {
    decimal.point = 1;
  } else {
    decimal.digits.erase(0, zeros);
    decimal.point -= static_cast<std::int64_t>(zeros);
  }
}

/// As on paper. factor: at most a tenth of what 64 bits hold.
void multiply(Decimal& decimal, std::uint64_t factor) {
  std::uint64_t carry = 0;
  std::for_each(decimal.digits.rbegin(), decimal.digits.rend(), [&](char& digit) {
    carry += static_cast<std::uint64_t>(digit - '0') * factor;
    digit = static_cast<char>('0' + carry % 10);
    carry /= 10;
  });
  if (carry == 0) return;
  const std::string front = std::to_string(static_cast<std::int64_t>(carry));
  decimal.digits.insert(0, front);
  decimal.point += static_cast<std::int64_t>(front.size());
}

/// Multiplies by 2^exponent, without loss: half of a number is five times it, with the point one digit further left.
void scale(Decimal& decimal, int exponent) {
  constexpr int kMaxStep = 26;  // multiply takes 5^26
  while (exponent != 0) {
    const int step = std::clamp(exponent, -kMaxStep, kMaxStep);
    std::uint64_t factor = 1;
    for (int i = 0; i < std::abs(step); ++i) factor *= step > 0 ? 2 : 5;
    multiply(decimal, factor);
    if (step < 0) decimal.point += step;
    exponent -= step;
  }
  trim(decimal);
}

/// All digits of a number that is not negative.
Decimal decimalOf(double number) {
  int exponent = 0;
  const double fraction = std::frexp(number, &exponent);
  Decimal decimal{std::to_string(static_cast<std::int64_t>(std::ldexp(fraction, kMantissaBits))), 0};
  decimal.point = decimal.size();
  scale(decimal, exponent - kMantissaBits);
  return decimal;
}

/// To the nearest with this many digits, which may be fewer than none.
void round(Decimal& decimal, std::int64_t count) {
  if (count >= decimal.size()) return;
  const bool is_half = decimal.at(count) == '5' && count + 1 == decimal.size();
  const bool is_up = is_half ? decimal.at(count - 1) % 2 == 1 : decimal.at(count) >= '5';
  decimal.digits.resize(static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
  if (is_up) {
    const std::size_t last = decimal.digits.find_last_not_of('9');
    decimal.digits.resize(last + 1);
    if (decimal.digits.empty()) {
      decimal.digits = "0";
      ++decimal.point;
    }
    ++decimal.digits.back();
  }
  trim(decimal);
}

/// Scales by powers of 2 to between ½ and 1; the mantissa's bits, moved before the point, are then the whole part.
double toDouble(Decimal decimal) {
  if (decimal.digits.empty() || decimal.point < -400) return 0;
  if (decimal.point > 400) return std::numeric_limits<double>::infinity();
  int exponent = 0;
  const auto scaleBy = [&](std::int64_t bits) {
    scale(decimal, static_cast<int>(bits));
    exponent -= static_cast<int>(bits);
  };
  while (decimal.point > 0) scaleBy(2 - 3 * decimal.point);  // 10^(point - 1) is at least 2^(3 point - 3)
  while (decimal.point < 0) scaleBy(-3 * decimal.point);
  while (decimal.digits[0] < '5') scaleBy(1);
  const int bits = std::min(kMantissaBits, exponent - std::numeric_limits<double>::min_exponent + kMantissaBits);
  if (bits < 0) return 0;
  scale(decimal, bits);
  round(decimal, decimal.point);
  double whole = 0;
  for (std::int64_t i = 0; i < decimal.point; ++i) whole = whole * 10 + (decimal.at(i) - '0');
  return std::ldexp(whole, exponent - bits);
}

/// The digits up to the end-th, at least those before the point.
std::string plain(const Decimal& decimal, std::int64_t end) {
  std::string text;
  for (std::int64_t i = std::min<std::int64_t>(decimal.point - 1, 0); i < end; ++i) {
    if (i == decimal.point) text += '.';
    text += decimal.at(i);
  }
  return text;
}

std::string withExponent(const Decimal& decimal) {
  std::string text = decimal.digits;
  if (text.size() > 1) text.insert(1, ".");
  const std::int64_t exponent = decimal.point - 1;
  text += exponent < 0 ? "e-" : "e+";
  if (std::abs(exponent) < 10) text += '0';
  return text + std::to_string(std::abs(exponent));
}

/// Cuts the digits that `text` starts with off it.
std::string_view takeDigits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool takeCharacter(std::string_view& text, char wanted) {
  const bool is_there = text.starts_with(wanted);
  if (is_there) text.remove_prefix(1);
  return is_there;
}

}  // namespace

std::string significant(double number, int digits) {
  const std::string sign = std::signbit(number) ? "-" : "";
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return sign + "inf";
  Decimal decimal = decimalOf(std::abs(number));
  round(decimal, digits);
  const bool is_plain = decimal.point > -4 && decimal.point <= digits;
  return sign + (is_plain ? plain(decimal, std::max(decimal.size(), decimal.point)) : withExponent(decimal));
}

std::string fixed(double number, int decimals) {
  if (!std::isfinite(number)) return significant(number, 1);
  Decimal decimal = decimalOf(std::abs(number));
  round(decimal, decimal.point + decimals);
  const bool is_negative = number < 0 && !decimal.digits.empty();
  return (is_negative ? "-" : "") + plain(decimal, decimal.point + decimals);
}

std::optional<double> fromDecimal(std::string_view text) {
  const double sign = takeCharacter(text, '-') ? -1 : 1;
  const std::string_view whole = takeDigits(text);
  const bool has_point = takeCharacter(text, '.');
  const std::string_view fraction = takeDigits(text);
  const bool has_exponent = takeCharacter(text, 'e') || takeCharacter(text, 'E');
  const bool is_small = has_exponent && takeCharacter(text, '-');
  if (has_exponent && !is_small) takeCharacter(text, '+');
  const std::string_view power = takeDigits(text);
  const bool is_whole = !whole.empty() && has_point != fraction.empty() && has_exponent != power.empty();
  if (!is_whole || !text.empty()) return std::nullopt;

  std::int64_t exponent = 0;
  for (const char digit : power) exponent = std::min(exponent * 10 + (digit - '0'), kMaxExponent);
  Decimal decimal{std::string(whole), static_cast<std::int64_t>(whole.size())};
  decimal.digits += fraction;
  decimal.point += is_small ? -exponent : exponent;
  trim(decimal);
  if (decimal.digits.size() > kMaxDigits) {  // one more then stands for all that follow
    decimal.digits.resize(kMaxDigits);
    decimal.digits += '1';
  }
  return sign * toDouble(std::move(decimal));
}

std::string shortest(float number) {
  const auto exact = static_cast<double>(number);
  int digits = 6;
  while (digits < 9 && static_cast<float>(fromDecimal(significant(exact, digits)).value_or(0)) != number) ++digits;
  return significant(exact, digits);
}

}  // namespace attention
