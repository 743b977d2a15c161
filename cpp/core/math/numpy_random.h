// The random numbers of NumPy's legacy generator, so that a seed gives here what it gives in the post's program.
// Source: NumPy's documentation of numpy.random.RandomState; M. Matsumoto and T. Nishimura, "Mersenne Twister",
// ACM TOMACS 8(1), 1998 (the generator, and genrand_res53 for the doubles).
#pragma once

#include <cstdint>
#include <random>

#include "base/input_error.h"
#include "math/matrix.h"

namespace attention {

inline constexpr IntegerRange kSeedRange{"seed", 0, 4'294'967'295};

class NumpyRandom {
 public:
  /// The state after np.random.seed(seed). Throws InputError unless seed is in kSeedRange.
  explicit NumpyRandom(std::int64_t seed);

  /// np.random.rand(): uniform on [0, 1), with 53 random bits.
  double uniform();

 private:
  std::mt19937 generator_;
};

/// [N] cumsum(p) / sum(p): the steps that np.random.choice(range(N), p=p) looks its uniform draw up in. The last is 1.
/// p: [N], N >= 1, finite, not negative, with a positive sum.
Vector cumulativeProbabilities(const VectorView& p);

/// The index that np.random.choice returns for this draw: searchsorted(cumulative, draw, side="right").
/// cumulative: [N] from cumulativeProbabilities; draw in [0, 1).
int chooseIndex(const VectorView& cumulative, double draw);

}  // namespace attention
