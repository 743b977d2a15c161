#include "math/vector_math.h"

#include <limits>

#include "math/float4.h"

namespace attention {

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// exp(x) = 2^n exp(r), n = round(x / ln 2), r = x - n ln 2 in [-0.347, 0.347], exp(r) by its series to r^6, whose
/// coefficients are moved a little so that the error is even over the range.
Float4 exponential(Float4 x) {
  // 1.5 * 2^23, as a number and as bits: adding it leaves the nearest integer in the low bits.
  constexpr float kRound = 12582912;
  constexpr std::int32_t kRoundBits = 0x4B400000;
  const Float4 shifted = x * 1.44269504F + kRound;
  const Float4 n = shifted - kRound;
  const Float4 r = (x - n * 0.693359375F) - n * -2.12194440e-4F;  // ln 2 in two parts: the first product is exact
  Float4 p = r * 1.9875691500e-4F + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * (r * r) + r + 1.0F;
  const Int4 power = (reinterpret_cast<Int4>(shifted) - (kRoundBits - 127)) << 23;
  const Float4 result = p * reinterpret_cast<Float4>(power);
  const Float4 not_above = x > 88.3F ? splat(kInfinity) : result;
  return x < -87.3F ? splat(0) : not_above;
}

/// The first n of 4 floats; the others are `fill`. Neither this nor its opposite is worth a copy wherever it is called.
[[gnu::noinline]] Float4 loadSome(const float* from, int n, float fill) {
  float x[4] = {fill, fill, fill, fill};
  for (int i = 0; i < n; ++i) x[i] = from[i];
  return load4(x);
}

[[gnu::noinline]] void storeSome(float* to, Float4 x, int n) {
  for (int i = 0; i < n; ++i) to[i] = x[i];
}

Float4 larger(Float4 a, Float4 b) { return a < b ? b : a; }

/// y = f(x), four at a time; n is a multiple of 4.
template <typename Function>
[[gnu::noinline]] void mapFours(const float* x, float* y, int n, Function f) {
  for (int i = 0; i < n; i += 4) store4(y + i, f(load4(x + i)));
}

/// y = f(x). The last few take the same way as the others: `f` is compiled once.
template <typename Function>
void map(const float* x, float* y, int n, Function f) {
  const int rest = n % 4, fours = n - rest;
  mapFours(x, y, fours, f);
  if (rest == 0) return;
  float last[4];
  store4(last, loadSome(x + fours, rest, 0));
  mapFours(last, last, 4, f);
  storeSome(y + fours, load4(last), rest);
}

/// dx = dy f'(x), as mapFours.
template <typename Function>
[[gnu::noinline]] void mapFoursBackward(const float* x, const float* dy, float* dx, int n, Function derivative) {
  for (int i = 0; i < n; i += 4) store4(dx + i, load4(dy + i) * derivative(load4(x + i)));
}

/// dx = dy f'(x), as map.
template <typename Function>
void mapBackward(const float* x, const float* dy, float* dx, int n, Function derivative) {
  const int rest = n % 4, fours = n - rest;
  mapFoursBackward(x, dy, dx, fours, derivative);
  if (rest == 0) return;
  float last[4], last_dy[4];
  store4(last, loadSome(x + fours, rest, 0));
  store4(last_dy, loadSome(dy + fours, rest, 0));
  mapFoursBackward(last, last_dy, last, 4, derivative);
  storeSome(dx + fours, load4(last), rest);
}

/// x / (1 + exp(-x (linear + cubic x^2))). Beyond `limit` the slope is 0 or 1, and the exponential still finite.
struct Gate {
  float linear;
  float cubic;
  float limit;

  Float4 value(Float4 x) const { return x / (1.0F + exponential(-x * (linear + cubic * (x * x)))); }
  Float4 derivative(Float4 number) const {
    const Float4 not_above = number > limit ? splat(limit) : number;
    const Float4 x = not_above < -limit ? splat(-limit) : not_above;
    const Float4 square = x * x;
    const Float4 e = exponential(-x * (linear + cubic * square));
    const Float4 s = 1.0F / (1.0F + e);
    return s + x * (linear + 3 * cubic * square) * (e * s) * s;
  }
};

// 2 sqrt(2/pi), and that times 0.044715: (1 + tanh(u)) / 2 = 1 / (1 + exp(-2u)).
constexpr Gate kGeluTanh{1.5957691216F, 0.0713548163F, 9.5F};
constexpr Gate kSilu{1, 0, 76};

Float4 absolute(Float4 x) { return x < 0.0F ? -x : x; }

/// The share of a standard normal variable's values below x, where `density` is exp(-x^2 / 2).
/// M. Abramowitz, I. A. Stegun 1964, "Handbook of Mathematical Functions", 7.1.26, for erf(x / sqrt(2)).
Float4 normalShare(Float4 x, Float4 density) {
  const Float4 t = 1.0F / (1.0F + 0.2316418882F * absolute(x));
  Float4 p = t * 1.061405429F - 1.453152027F;
  p = p * t + 1.421413741F;
  p = p * t - 0.284496736F;
  p = p * t + 0.254829592F;
  const Float4 tail = 0.5F * (p * t) * density;
  return x < 0.0F ? tail : 1.0F - tail;
}

Float4 densityAt(Float4 x) { return exponential(-0.5F * (x * x)); }

}  // namespace

float sumExp(const float* x, float shift, float* y, int n) {
  Float4 total = splat(0);
  int i = 0;
  for (; i + 4 <= n; i += 4) {
    const Float4 e = exponential(load4(x + i) - shift);
    store4(y + i, e);
    total += e;
  }
  if (i < n) {
    const Float4 e = exponential(loadSome(x + i, n - i, -kInfinity) - shift);
    storeSome(y + i, e, n - i);
    total += e;
  }
  return sum(total);
}

float maximum(const float* x, int n) {
  constexpr int kChains = 4;  // side by side: each comparison waits for the one before it
  Float4 largest[kChains] = {splat(-kInfinity), splat(-kInfinity), splat(-kInfinity), splat(-kInfinity)};
  int i = 0;
  for (; i + 4 * kChains <= n; i += 4 * kChains) {
    for (int chain = 0; chain < kChains; ++chain) largest[chain] = larger(largest[chain], load4(x + i + 4 * chain));
  }
  for (; i + 4 <= n; i += 4) largest[0] = larger(largest[0], load4(x + i));
  if (i < n) largest[1] = larger(largest[1], loadSome(x + i, n - i, -kInfinity));
  const Float4 four = larger(larger(largest[0], largest[1]), larger(largest[2], largest[3]));
  const float low = four[0] < four[1] ? four[1] : four[0];
  const float high = four[2] < four[3] ? four[3] : four[2];
  return low < high ? high : low;
}

float dot(const float* a, const float* b, int n) {
  Float4 even = splat(0);
  Float4 odd = splat(0);
  int i = 0;
  for (; i + 8 <= n; i += 8) {
    even += load4(a + i) * load4(b + i);
    odd += load4(a + i + 4) * load4(b + i + 4);
  }
  if (i + 4 <= n) {
    even += load4(a + i) * load4(b + i);
    i += 4;
  }
  if (i < n) odd += loadSome(a + i, n - i, 0) * loadSome(b + i, n - i, 0);
  return sum(even + odd);
}

void activate(ActivationFunction function, const float* x, float* y, int n) {
  switch (function) {
    case ActivationFunction::gelu_tanh:
      return map(x, y, n, [](Float4 number) { return kGeluTanh.value(number); });
    case ActivationFunction::gelu:
      return map(x, y, n, [](Float4 number) { return number * normalShare(number, densityAt(number)); });
    case ActivationFunction::relu:
      return map(x, y, n, [](Float4 number) { return number < 0.0F ? splat(0) : number; });
    case ActivationFunction::silu:
      return map(x, y, n, [](Float4 number) { return kSilu.value(number); });
  }
}

void activateBackward(ActivationFunction function, const float* x, const float* dy, float* dx, int n) {
  switch (function) {
    case ActivationFunction::gelu_tanh:
      return mapBackward(x, dy, dx, n, [](Float4 number) { return kGeluTanh.derivative(number); });
    case ActivationFunction::gelu:
      return mapBackward(x, dy, dx, n, [](Float4 number) {
        const Float4 density = densityAt(number);
        return normalShare(number, density) + 0.3989422804F * number * density;
      });
    case ActivationFunction::relu:
      return mapBackward(x, dy, dx, n, [](Float4 number) { return number > 0.0F ? splat(1) : splat(0); });
    case ActivationFunction::silu:
      return mapBackward(x, dy, dx, n, [](Float4 number) { return kSilu.derivative(number); });
  }
}

}  // namespace attention
