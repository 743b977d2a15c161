// The random numbers of NumPy's legacy generator, so that a seed gives here what it gives in the post's program.
// Source: NumPy's documentation of numpy.random.RandomState; M. Matsumoto and T. Nishimura, "Mersenne Twister",
// ACM TOMACS 8(1), 1998 (the generator, and genrand_res53 for the doubles). And what is made of them or stands beside
// them: normal draws, and a mixing of bits for where a draw must not depend on the draws before it.
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

/// Normal draws, mean 0 and deviation 1, in pairs by the polar method, which needs neither sine nor cosine: the numbers
/// of np.random.randn() after np.random.seed(seed), as floats, but the two of each pair the other way round.
/// Source: G. Marsaglia, T. A. Bray, "A convenient method for generating normal variables", SIAM Review 6(3), 1964.
class NormalRandom {
 public:
  /// Throws InputError unless seed is in kSeedRange.
  explicit NormalRandom(std::int64_t seed) : random_(seed) {}

  float next();

 private:
  float coordinate() { return static_cast<float>(2 * random_.uniform() - 1); }

  NumpyRandom random_;
  float spare_ = 0;
  bool has_spare_ = false;
};

/// What the generator of this name gives in state x, well mixed: its next state is x + 0x9E3779B97F4A7C15.
/// Source: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
std::uint64_t splitmix64(std::uint64_t x);

/// [N] cumsum(p) / sum(p): the steps that np.random.choice(range(N), p=p) looks its uniform draw up in. The last is 1.
/// p: [N], N >= 1, finite, not negative, with a positive sum.
Vector cumulativeProbabilities(const VectorView& p);

/// The index that np.random.choice returns for this draw: searchsorted(cumulative, draw, side="right").
/// cumulative: [N] from cumulativeProbabilities; draw in [0, 1).
int chooseIndex(const VectorView& cumulative, double draw);

}  // namespace attention
