// Sums whose terms a compiler may keep in vector registers, in an order that is always the same.
#pragma once

namespace attention {

/// Σ term(i) over 0 ≤ i < n in eight sums side by side.
template <class Term>
float sumOf(int n, Term term) {
  constexpr int kLanes = 8;
  float sums[kLanes] = {};
  int i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (int lane = 0; lane < kLanes; ++lane) sums[lane] += term(i + lane);
  }
  for (int lane = 0; i < n; ++i, ++lane) sums[lane] += term(i);
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

}  // namespace attention
