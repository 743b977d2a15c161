#include "base/decimal.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "doctest.h"

using attention::fixed;
using attention::fromDecimal;
using attention::significant;

namespace {

double withBits(std::uint64_t bits) {
  double number = 0;
  std::memcpy(&number, &bits, sizeof number);
  return number;
}

/// Doubles of every size and some at the edges.
std::vector<double> samples() {
  std::vector<double> numbers = {0,   0.5,  1,        2.5,    9.5,   9.9999995,          0.00005,       1e22, 1e23, 0.1,
                                 1e6, 1e-5, 123456.5, 5e-324, 1e308, 9007199254740993.0, 0.000123456785};
  numbers.push_back(std::numeric_limits<double>::max());
  numbers.push_back(std::numeric_limits<double>::min());
  numbers.push_back(std::nextafter(std::numeric_limits<double>::min(), 0));
  std::mt19937_64 random(3);
  for (int i = 0; i < 2000; ++i) {
    const auto anything = withBits(random());
    if (std::isfinite(anything)) numbers.push_back(anything);
    numbers.push_back(static_cast<double>(random() >> 11) * 0x1p-53);
    numbers.push_back(static_cast<double>(random() % 2'000'000) / 64);  // often half of a last digit
  }
  const std::size_t count = numbers.size();
  for (std::size_t i = 0; i < count; ++i) numbers.push_back(-numbers[i]);
  return numbers;
}

std::string printed(const char* format, int digits, double number) {
  std::array<char, 1500> text;
  std::snprintf(text.data(), text.size(), format, digits, number);
  return text.data();
}

/// As printf's %.*f, but where all its digits are 0, without a sign.
std::string printedFixed(int decimals, double number) {
  const std::string text = printed("%.*f", decimals, number);
  return text.find_first_of("123456789") == std::string::npos ? printed("%.*f", decimals, 0) : text;
}

/// Half of a decimal with a point.
std::string halved(std::string decimal) {
  int rest = 0;
  decimal += '0';
  for (char& c : decimal) {
    if (c == '.') continue;
    const int digit = rest * 10 + (c - '0');
    c = static_cast<char>('0' + digit / 2);
    rest = digit % 2;
  }
  return decimal;
}

}  // namespace

TEST_CASE("numbers are written as printf does") {
  int different = 0;
  for (const double number : samples()) {
    for (const int digits : {1, 4, 6, 9, 17})
      different += significant(number, digits) != printed("%.*g", digits, number);
    for (const int decimals : {0, 1, 4, 6}) different += fixed(number, decimals) != printedFixed(decimals, number);
  }
  CHECK(different == 0);
}

TEST_CASE("a number that is 0 with the decimals asked for has no sign") {
  CHECK(fixed(-1e-9, 6) == "0.000000");
  CHECK(fixed(-0.0, 1) == "0.0");
  CHECK(fixed(-0.5, 0) == "0");
  CHECK(fixed(-5.1e-7, 6) == "-0.000001");
}

TEST_CASE("numbers that are not finite are written as words") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  CHECK(significant(kInfinity, 6) == "inf");
  CHECK(fixed(-kInfinity, 4) == "-inf");
  CHECK(fixed(std::numeric_limits<double>::quiet_NaN(), 4) == "nan");
}

TEST_CASE("17 digits bring the same double back") {
  int different = 0;
  for (const double number : samples()) {
    const double back = fromDecimal(significant(number, 17)).value();
    different += std::memcmp(&back, &number, sizeof number) != 0;
  }
  CHECK(different == 0);
}

TEST_CASE("a text is read to the last bit, as strtod does") {
  std::mt19937_64 random(4);
  const auto below = [&](std::size_t end) { return static_cast<std::size_t>(random() % end); };
  for (int i = 0; i < 5000; ++i) {
    std::string text = std::to_string(below(10));
    const std::size_t length = below(40);
    for (std::size_t k = 0; k < length; ++k) text += static_cast<char>('0' + below(10));
    if (below(2)) text.insert(1 + below(text.size()), ".").append("0");
    if (below(2)) text += "e" + std::to_string(static_cast<int>(below(700)) - 350);
    CAPTURE(text);
    CHECK(fromDecimal(text).value() == std::strtod(text.c_str(), nullptr));
  }
}

TEST_CASE("a text between two doubles goes to the even one, and to the nearer one by the last of its digits") {
  struct Sample {
    std::string middle;
    double below, above, nearest;
  };
  // The least double is 2^-1074; the sum of two neighbours so near to it is exact.
  std::vector<Sample> samples = {
      {"9007199254740993", 0x1p53, 0x1p53 + 2, 0x1p53},
      {"9007199254740995", 0x1p53 + 2, 0x1p53 + 4, 0x1p53 + 4},
      {"4503599627370497.5", 0x1p52 + 1, 0x1p52 + 2, 0x1p52 + 2},
      {"1.00000000000000011102230246251565404236316680908203125", 1, 1 + 0x1p-52, 1},
      {halved(printed("%.*f", 1074, 0x1p-1074)), 0, 0x1p-1074, 0},
      {halved(printed("%.*f", 1074, 3 * 0x1p-1074)), 0x1p-1074, 2 * 0x1p-1074, 2 * 0x1p-1074},
      {halved(printed("%.*f", 1074, 2469 * 0x1p-1074)), 1234 * 0x1p-1074, 1235 * 0x1p-1074, 1234 * 0x1p-1074}};
  for (const Sample& sample : samples) {
    CAPTURE(sample.middle);
    const std::string zeros = (sample.middle.find('.') == std::string::npos ? "." : "") + std::string(2000, '0');
    CHECK(fromDecimal(sample.middle).value() == sample.nearest);
    CHECK(fromDecimal(sample.middle + zeros).value() == sample.nearest);
    CHECK(fromDecimal(sample.middle + zeros + "1").value() == sample.above);
    std::string less = sample.middle;
    --less.back();
    CHECK(fromDecimal(less).value() == sample.below);
  }
}

TEST_CASE("a number beyond the doubles is infinite, one too small is 0") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  CHECK(fromDecimal("1.8e308") == kInfinity);
  CHECK(fromDecimal("-1e99999999999999999999") == -kInfinity);
  CHECK(fromDecimal("1.7976931348623158e308") == std::numeric_limits<double>::max());
  CHECK(fromDecimal("1.7976931348623159e308") == kInfinity);
  CHECK(fromDecimal("2.4e-324") == 0);
  CHECK(fromDecimal("2.5e-324") == std::numeric_limits<double>::denorm_min());
  CHECK(fromDecimal("1e-99999999999999999999") == 0);
  CHECK(fromDecimal("0e99") == 0);
  CHECK(std::signbit(fromDecimal("-0.0").value()));
  CHECK(fromDecimal("0." + std::string(5000, '0') + "1e5001") == 1);
  CHECK(fromDecimal("1" + std::string(5000, '0') + "e-5000") == 1);
}

TEST_CASE("a text that is not just a number is none") {
  for (const char* text :
       {"", "-", ".5", "5.", "1e", "1e+", "1e+-5", "1-5", "1x", " 1", "1 ", "+1", "--1", "inf", "nan", "0x10"}) {
    CAPTURE(text);
    CHECK(!fromDecimal(text));
  }
}
