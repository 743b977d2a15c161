// The cosine, of small numbers only, and what is made of few more steps: the library's own functions can take any
// number, in fifty times the code.
#pragma once

namespace attention {

/// cos x for 0 ≤ x ≤ π/2, to a double's last places, by its Taylor series.
double cosine(double x);

/// cos x and sin x.
struct PointAt {
  double cosine, sine;
};

/// |x| ≤ 2^20. Within 4e-16.
PointAt pointAt(double x);

/// base^exponent, for a base that is a float above 0. Relative error: at most 3e-16 (2 + |ln result|).
double power(double base, double exponent);

}  // namespace attention
