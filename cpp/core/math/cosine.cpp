#include "math/cosine.h"

#include <cmath>

namespace attention {

namespace {

/// 1 - x²/(2·1) + x⁴/(4·3·2·1) - ... to the power `last`; for an odd one 1 - x²/(3·2) + ..., which is sin x / x.
double series(double x, int last) {
  double sum = 1;
  for (int n = last; n > 1; n -= 2) sum = 1 - sum * x * x / (n * (n - 1));
  return sum;
}

// π/2 in two parts: the first has 33 bits, so that its product with a number of quarter turns is exact.
constexpr double kQuarter = 0x1.921fb544p+0, kQuarterRest = 0x1.0b4611a626331p-34;

}  // namespace

double cosine(double x) { return series(x, 22); }

PointAt pointAt(double x) {
  const double quarters = std::nearbyint(x / (kQuarter + kQuarterRest));
  const double rest = x - quarters * kQuarter - quarters * kQuarterRest;  // at most π/4, of either sign
  const PointAt point{series(rest, 16), rest * series(rest, 17)};
  switch (static_cast<int>(quarters) & 3) {
    case 1:
      return {-point.sine, point.cosine};
    case 2:
      return {-point.cosine, -point.sine};
    case 3:
      return {point.sine, -point.cosine};
    default:
      return point;
  }
}

double power(double base, double exponent) {
  // A float's logarithm, and what is left of the base after it: a double's own would bring 4 KB of tables.
  const auto logarithm = static_cast<double>(std::log(static_cast<float>(base)));
  const double error = base * std::exp(-logarithm) - 1;
  return std::exp(exponent * (logarithm + error - error * error / 2));
}

}  // namespace attention
