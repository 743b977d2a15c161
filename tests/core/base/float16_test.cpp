#include "base/float16.h"

#include <cmath>
#include <limits>

#include "doctest.h"

using attention::fromBfloat16;
using attention::fromBits;
using attention::fromFloat16;
using attention::toBfloat16;
using attention::toFloat16;

namespace {

/// By the definition: sign, 5 bits of exponent with bias 15, 10 bits of fraction.
double byDefinition(unsigned half) {
  const int exponent = static_cast<int>((half >> 10) & 31u);
  const double fraction = half & 1023u;
  const double size = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return half & 0x8000u ? -size : size;
}

}  // namespace

TEST_CASE("every half is read as its definition says, and written back as it was") {
  for (unsigned half = 0; half < 0x10000u; ++half) {
    const float number = fromFloat16(static_cast<std::uint16_t>(half));
    if ((half & 0x7C00u) == 0x7C00u) {
      REQUIRE(std::isinf(number) == ((half & 1023u) == 0));
      REQUIRE(std::isnan(number) == ((half & 1023u) != 0));
      REQUIRE(std::signbit(number) == ((half & 0x8000u) != 0));
    } else {
      REQUIRE(static_cast<double>(number) == byDefinition(half));
      REQUIRE(std::signbit(number) == ((half & 0x8000u) != 0));
    }
    if (!std::isnan(number)) REQUIRE(toFloat16(number) == half);
  }
}

TEST_CASE("between two halves the nearer is written, and in the middle the even one") {
  for (unsigned half = 0; half < 0x7BFFu; ++half) {
    const double low = byDefinition(half);
    const double high = byDefinition(half + 1);
    const float middle = static_cast<float>((low + high) / 2);  // exact
    REQUIRE(toFloat16(middle) == (half % 2 == 0 ? half : half + 1));
    REQUIRE(toFloat16(std::nextafter(middle, 0.0f)) == half);
    REQUIRE(toFloat16(std::nextafter(middle, 1e9f)) == half + 1);
    REQUIRE(toFloat16(-middle) == (toFloat16(middle) | 0x8000u));
  }
}

TEST_CASE("bfloat16 is the upper half of the nearest float, in the middle the even one") {
  for (unsigned upper = 0; upper < 0x7F80u; ++upper) {
    const auto bits = static_cast<std::uint16_t>(upper);
    const float low = fromBfloat16(bits);
    REQUIRE(toBfloat16(low) == upper);
    REQUIRE(toBfloat16(-low) == (upper | 0x8000u));
    const float middle = fromBits((upper << 16) + 0x8000u);
    REQUIRE(toBfloat16(middle) == (upper % 2 == 0 ? upper : upper + 1));
    REQUIRE(toBfloat16(fromBits((upper << 16) + 0x7FFFu)) == upper);
    REQUIRE(toBfloat16(fromBits((upper << 16) + 0x8001u)) == upper + 1);
  }
  CHECK(toBfloat16(std::numeric_limits<float>::max()) == 0x7F80);
  CHECK(toBfloat16(3.14159265f) == 0x4049);
}

TEST_CASE("what a half cannot hold becomes infinite, 0, or not a number") {
  CHECK(toFloat16(65504) == 0x7BFF);
  CHECK(toFloat16(std::nextafter(65520.0f, 0.0f)) == 0x7BFF);
  CHECK(toFloat16(65520) == 0x7C00);
  CHECK(toFloat16(65536) == 0x7C00);
  CHECK(toFloat16(std::numeric_limits<float>::max()) == 0x7C00);
  CHECK(toFloat16(-std::numeric_limits<float>::infinity()) == 0xFC00);
  CHECK(toFloat16(0x1p-25f) == 0);
  CHECK(toFloat16(-std::numeric_limits<float>::denorm_min()) == 0x8000);
  CHECK(std::isnan(fromFloat16(toFloat16(std::numeric_limits<float>::quiet_NaN()))));
}
