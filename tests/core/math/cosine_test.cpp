#include "math/cosine.h"

#include <cmath>
#include <numbers>

#include "doctest.h"

using namespace attention;

TEST_CASE("the cosine of a quarter turn's angles is the library's, to a double's last places") {
  for (int i = 0; i <= 1000; ++i) {
    const double x = std::numbers::pi / 2 * i / 1000;
    CHECK(std::abs(cosine(x) - std::cos(x)) <= 4e-16);
  }
}

TEST_CASE("cosine and sine of any angle up to 2^20, of either sign, are the library's") {
  for (int i = 0; i <= 20'000; ++i) {
    const double x = (i % 2 == 0 ? 1 : -1) * std::exp2(i * 0.002 - 20) * (1 + i % 7);
    if (std::abs(x) > 1'048'576) break;
    const PointAt point = pointAt(x);
    CHECK(std::abs(point.cosine - std::cos(x)) <= 4e-16);
    CHECK(std::abs(point.sine - std::sin(x)) <= 4e-16);
  }
  for (const double x : {0.0, 1'048'575.5, -1'048'576.0, std::numbers::pi / 4, 355.0, 51'471.0 * std::numbers::pi}) {
    CHECK(std::abs(pointAt(x).cosine - std::cos(x)) <= 4e-16);
    CHECK(std::abs(pointAt(x).sine - std::sin(x)) <= 4e-16);
  }
}

TEST_CASE("sines of angles close to none are exact in proportion") {
  for (const double x : {1e-300, 1e-30, 1e-9, 3e-5})
    CHECK(pointAt(x).sine == doctest::Approx(std::sin(x)).epsilon(4e-16));
}

TEST_CASE("powers of a float are the library's") {
  for (const float base : {1.0f, 1.5f, 2.0f, 10'000.0f, 500'000.0f, 1'000'000.0f, 1e9f, 3e38f}) {
    for (const double exponent : {0.0, -1e-3, -0.1, -0.5, -126.0 / 128, -1.0, 0.25}) {
      const double expected = std::pow(static_cast<double>(base), exponent);
      CHECK(std::abs(power(static_cast<double>(base), exponent) / expected - 1) <= 1e-13);
    }
  }
  CHECK(power(1, -3) == 1);
}
