#include "base/decimal.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace attention {

namespace {

constexpr int kMantissaBits = 53;
constexpr int kMostBits = 60;             // of one shift: ten times as much still fits 64 bits
constexpr std::size_t kMostDigits = 800;  // no double has more, nor the middle between two
constexpr std::int64_t kLargestExponent = 1'000'000'000;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// 0.d₁d₂d₃… · 10^point, where d₁ is not 0 unless there are no digits.
class Decimal {
 public:
  Decimal() = default;
  explicit Decimal(double positive);

  void append(int digit);
  void multiplyByPowerOf10(std::int64_t exponent) { point_ += exponent; }
  void multiplyByPowerOf2(int exponent);
  /// To the nearest with this many digits, which may be fewer than none.
  void round(std::int64_t count);
  double toDouble();

  std::int64_t point() const { return point_; }
  std::size_t size() const { return digits_.size(); }
  /// Any digit before and after those that are there is 0.
  char at(std::int64_t i) const {
    return i >= 0 && i < static_cast<std::int64_t>(size()) ? digits_[static_cast<std::size_t>(i)] : '0';
  }

 private:
  int digit(std::size_t i) const { return digits_[i] - '0'; }
  void multiply(int bits);
  void divide(int bits);
  void trim();

  std::string digits_{};
  std::int64_t point_ = 0;
  bool has_more_ = false;  // something other than 0 after the last of kMostDigits
};

Decimal::Decimal(double positive) {
  int exponent = 0;
  const double fraction = std::frexp(positive, &exponent);
  digits_ = std::to_string(static_cast<std::int64_t>(std::ldexp(fraction, kMantissaBits)));
  point_ = static_cast<std::int64_t>(digits_.size());
  trim();
  multiplyByPowerOf2(exponent - kMantissaBits);
}

void Decimal::append(int digit) {
  if (digits_.empty() && digit == 0) {
    --point_;
  } else if (digits_.size() < kMostDigits) {
    digits_ += static_cast<char>('0' + digit);
  } else {
    has_more_ = has_more_ || digit != 0;
  }
}

void Decimal::trim() {
  while (!digits_.empty() && digits_.back() == '0') digits_.pop_back();
}

void Decimal::multiply(int bits) {
  std::uint64_t carry = 0;
  std::string reversed;
  for (std::size_t i = size(); i > 0 || carry > 0;) {
    if (i > 0) carry += static_cast<std::uint64_t>(digit(--i)) << bits;
    reversed += static_cast<char>('0' + carry % 10);
    carry /= 10;
  }
  point_ += static_cast<std::int64_t>(reversed.size() - size());
  digits_.clear();
  std::for_each(reversed.rbegin(), reversed.rend(), [&](char c) { append(c - '0'); });
}

void Decimal::divide(int bits) {
  const std::string dividend = std::move(digits_);
  digits_.clear();
  std::uint64_t rest = 0;
  for (std::size_t i = 0; i < dividend.size() || (rest > 0 && size() < kMostDigits); ++i) {
    rest = rest * 10 + (i < dividend.size() ? static_cast<std::uint64_t>(dividend[i] - '0') : 0);
    append(static_cast<int>(rest >> bits));
    rest &= (std::uint64_t{1} << bits) - 1;
  }
  has_more_ = has_more_ || rest > 0;
}

void Decimal::multiplyByPowerOf2(int exponent) {
  while (exponent != 0) {
    const int bits = std::clamp(exponent, -kMostBits, kMostBits);
    if (bits > 0) multiply(bits);
    if (bits < 0) divide(-bits);
    exponent -= bits;
  }
  trim();
}

void Decimal::round(std::int64_t count) {
  if (count >= static_cast<std::int64_t>(size())) return;
  const std::size_t kept = static_cast<std::size_t>(std::max<std::int64_t>(count, 0));
  const bool is_half = at(count) == '5' && kept + 1 == size() && !has_more_;
  const bool is_up = count >= 0 && (is_half ? at(count - 1) % 2 == 1 : at(count) >= '5');
  digits_.resize(kept);
  has_more_ = false;
  if (is_up) {
    while (!digits_.empty() && digits_.back() == '9') digits_.pop_back();
    if (digits_.empty()) {
      digits_ = "1";
      ++point_;
    } else {
      ++digits_.back();
    }
  }
  trim();
}

/// Scales by powers of 2 to between ½ and 1; the mantissa's bits, moved before the point, are then the whole part.
double Decimal::toDouble() {
  if (digits_.empty() || point_ < -400) return 0;
  if (point_ > 400) return std::numeric_limits<double>::infinity();
  int exponent = 0;
  const auto scale = [&](std::int64_t bits) {
    multiplyByPowerOf2(static_cast<int>(bits));
    exponent -= static_cast<int>(bits);
  };
  while (point_ > 0) scale(2 - 3 * point_);  // 10^(point - 1) is at least 2^(3 point - 3)
  while (point_ < 0) scale(-3 * point_);
  while (digits_[0] < '5') scale(1);
  const int bits = std::min(kMantissaBits, exponent - std::numeric_limits<double>::min_exponent + kMantissaBits);
  if (bits < 0) return 0;
  multiplyByPowerOf2(bits);
  round(point_);
  double whole = 0;
  for (std::int64_t i = 0; i < point_; ++i) whole = whole * 10 + (at(i) - '0');
  return std::ldexp(whole, exponent - bits);
}

/// All digits before the point and `decimals` after it.
std::string plain(const Decimal& decimal, std::int64_t decimals) {
  std::string text;
  for (std::int64_t i = 0; i < decimal.point(); ++i) text += decimal.at(i);
  if (text.empty()) text = "0";
  if (decimals > 0) text += '.';
  for (std::int64_t i = 0; i < decimals; ++i) text += decimal.at(decimal.point() + i);
  return text;
}

std::string withExponent(const Decimal& decimal) {
  std::string text(1, decimal.at(0));
  if (decimal.size() > 1) text += '.';
  for (std::size_t i = 1; i < decimal.size(); ++i) text += decimal.at(static_cast<std::int64_t>(i));
  const std::int64_t exponent = decimal.point() - 1;
  text += exponent < 0 ? "e-" : "e+";
  if (std::abs(exponent) < 10) text += '0';
  return text + std::to_string(std::abs(exponent));
}

std::string shownSign(double number) { return std::signbit(number) ? "-" : ""; }

/// Takes the digits that `text` starts with, for each of which `take(digit)` is called; returns how many.
template <class Take>
std::size_t takeDigits(std::string_view& text, Take take) {
  std::size_t count = 0;
  for (; count < text.size() && isDigit(text[count]); ++count) take(text[count] - '0');
  text.remove_prefix(count);
  return count;
}

bool takeCharacter(std::string_view& text, char wanted) {
  const bool is_there = text.starts_with(wanted);
  if (is_there) text.remove_prefix(1);
  return is_there;
}

}  // namespace

std::string significant(double number, int digits) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return shownSign(number) + "inf";
  Decimal decimal(std::abs(number));
  decimal.round(digits);
  const bool is_plain = decimal.point() > -4 && decimal.point() <= digits;
  const std::int64_t decimals = static_cast<std::int64_t>(decimal.size()) - decimal.point();
  return shownSign(number) + (is_plain ? plain(decimal, decimals) : withExponent(decimal));
}

std::string fixed(double number, int decimals) {
  if (!std::isfinite(number)) return significant(number, 1);
  Decimal decimal(std::abs(number));
  decimal.round(decimal.point() + decimals);
  return shownSign(number) + plain(decimal, decimals);
}

std::optional<double> fromDecimal(std::string_view text) {
  const double sign = takeCharacter(text, '-') ? -1 : 1;
  Decimal decimal;
  const auto takeWhole = [&](int digit) {
    decimal.append(digit);
    decimal.multiplyByPowerOf10(1);
  };
  if (takeDigits(text, takeWhole) == 0) return std::nullopt;
  if (takeCharacter(text, '.') && takeDigits(text, [&](int digit) { decimal.append(digit); }) == 0) return std::nullopt;
  if (takeCharacter(text, 'e') || takeCharacter(text, 'E')) {
    const bool is_negative = takeCharacter(text, '-');
    if (!is_negative) takeCharacter(text, '+');
    std::int64_t exponent = 0;
    const auto takeExponent = [&](int digit) { exponent = std::min(exponent * 10 + digit, kLargestExponent); };
    if (takeDigits(text, takeExponent) == 0) return std::nullopt;
    decimal.multiplyByPowerOf10(is_negative ? -exponent : exponent);
  }
  if (!text.empty()) return std::nullopt;
  return sign * decimal.toDouble();
}

}  // namespace attention
