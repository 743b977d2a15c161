#include "math/quantised.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/float16.h"
#include "math/floats.h"
#include "math/gemm.h"
#include "math/short8.h"

namespace attention {

namespace {

constexpr int kFewRows = 3;     // of inputs: each is multiplied by itself
constexpr int kPanelRows = 32;  // of weights, unpacked for more

/// fromFloat16 without the question whether it is finite: that was asked when the weights were read.
float finiteHalf(const std::uint8_t* bytes) {
  std::uint16_t half;
  std::memcpy(&half, bytes, sizeof half);
  return fromBits((half & 0x8000u) << 16 | bitsOf(fromBits((half & 0x7FFFu) << 13) * 0x1p112f));
}

/// Sums over a row: of products, in four parts, and of what is added to each weight, times the inputs.
struct Sums {
  const std::int16_t* x;
  const float* scales;
  const float* sums;
  Float4 products = splat(0);
  float added = 0;

  /// The next 32 weights: scale · quant + minimum.
  void add(Byte16 low, Byte16 high, float scale) {
    products += toFloats(dot16(low, x) + dot16(high, x + 16)) * splat(scale * *scales);
    next();
  }
  void add(Byte16 low, Byte16 high, float scale, float minimum) {
    added += minimum * (sums[0] + sums[1]);
    add(low, high, scale);
  }
  /// With a scale for each half.
  void addHalves(Byte16 low, Byte16 high, float low_scale, float high_scale) {
    products += toFloats(dot16(low, x)) * splat(low_scale * *scales);
    products += toFloats(dot16(high, x + 16)) * splat(high_scale * *scales);
    next();
  }
  void next() {
    x += 32;
    scales += 1;
    sums += 2;
  }
};

using Bytes = const std::uint8_t*;

/// Bit `bit` of each of 16 bytes, moved to where it weighs 2^to.
Byte16 bitOf(Byte16 bytes, int bit, int to) { return ((bytes >> static_cast<char>(bit)) & 1) << static_cast<char>(to); }

/// Two bits from `bit` on, moved to where the lower weighs 2^to.
Byte16 twoBitsOf(Byte16 bytes, int bit, int to) {
  return ((bytes >> static_cast<char>(bit)) & 3) << static_cast<char>(to);
}

/// 16 bytes, 0 or 16 each, from 16 bits.
Byte16 fifthsOf(std::uint32_t bits) {
  const std::uint8_t low = static_cast<std::uint8_t>(bits), high = static_cast<std::uint8_t>(bits >> 8);
  Byte16 spread;
  std::memset(&spread, low, 8);
  std::memset(reinterpret_cast<char*>(&spread) + 8, high, 8);
  const Byte16 masks{1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128};
  return ((spread & masks) != 0) & 16;
}

// ---- blocks of 32: four rows at a time, so that inputs are loaded once and scales made together ----

struct Quants {
  Byte16 low, high;
};

struct Q8 {
  static constexpr float kMiddle = 0;
  static constexpr bool kHasMinimum = false;
  static Quants of(Bytes block) { return {loadBytes(block + 2), loadBytes(block + 18)}; }
};

template <int kBits, bool kMinimum>
struct Nibbles {
  static constexpr float kMiddle = kMinimum ? 0 : kBits == 5 ? 16 : 8;  // what is taken from each
  static constexpr bool kHasMinimum = kMinimum;
  static Quants of(Bytes block) {
    Bytes quants = block + (kHasMinimum ? 4 : 2);
    if (kBits == 4) return {lowNibbles(loadBytes(quants)), highNibbles(loadBytes(quants))};
    std::uint32_t fifths;
    std::memcpy(&fifths, quants, sizeof fifths);
    const Byte16 nibbles = loadBytes(quants + sizeof fifths);
    return {lowNibbles(nibbles) | fifthsOf(fifths), highNibbles(nibbles) | fifthsOf(fifths >> 16)};
  }
};

/// A half of each of four blocks.
Float4 halvesAt(const Bytes* blocks, int place) {
  const auto bits = [=](int row) {
    std::uint16_t half;
    std::memcpy(&half, blocks[row] + place, sizeof half);
    return static_cast<std::int32_t>(half);
  };
  const Int4 halves{bits(0), bits(1), bits(2), bits(3)};
  const Float4 sizes = (Float4)((halves & 0x7FFF) << 13) * splat(0x1p112f);  // as finiteHalf
  return (Float4)((Int4)sizes | (halves & 0x8000) << 16);
}

template <class Kind>
void multiplyFourRows(BlockView weight, int first, const RoundedRow& x, float* y) {
  const int last = std::min(first + 4, weight.rows) - 1;
  Bytes blocks[4];
  for (int row = 0; row < 4; ++row) blocks[row] = reinterpret_cast<Bytes>(weight.row(std::min(first + row, last)));
  const int bytes = sizeOf(weight.kind).bytes;
  const std::int16_t* numbers = x.numbers();
  Float4 products[4] = {splat(0), splat(0), splat(0), splat(0)}, added = splat(0);
  for (int part = 0; part < weight.columns / 32; ++part, numbers += 32) {
    const Float4 scales = halvesAt(blocks, 0);
    const float sum_of_inputs = x.sums()[2 * part] + x.sums()[2 * part + 1];
    if (Kind::kHasMinimum) added += halvesAt(blocks, 2) * splat(sum_of_inputs);
    if (Kind::kMiddle != 0) added -= scales * splat(Kind::kMiddle * sum_of_inputs);
    const Float4 factors = scales * splat(x.scales()[part]);
    const auto add = [&](int row) {
      const Quants quants = Kind::of(blocks[row]);
      const Int4 sums = dot16(quants.low, numbers) + dot16(quants.high, numbers + 16);
      products[row] += toFloats(sums) * splat(factors[row]);
      blocks[row] += bytes;
    };
    add(0);
    add(1);
    add(2);
    add(3);
  }
  for (int row = 0; first + row <= last; ++row) y[first + row] = sum(products[row]) + added[row];
}

template <class Kind>
void multiplyRows32(BlockView weight, const RoundedRow& x, float* y) {
  for (int row = 0; row < weight.rows; row += 4) multiplyFourRows<Kind>(weight, row, x, y);
}

// ---- blocks of 256 ----

/// Scale and minimum of part i of Q4_K's and Q5_K's eight: as unpackBlock has them.
template <bool kHasFifths>
struct Q45K {
  static void add(Bytes block, Sums& sums) {
    const float scale = finiteHalf(block), minimum = finiteHalf(block + 2);
    const Bytes parts = block + 4, fifths = block + 16;
    const Bytes quants = block + (kHasFifths ? 48 : 16);
    const Byte16 low_fifths = loadBytes(fifths), high_fifths = loadBytes(fifths + 16);
    for (int part = 0; part < 8; ++part) {
      const BlockPart of = partOf(parts, part);
      const Byte16 first = loadBytes(quants + part / 2 * 32), second = loadBytes(quants + part / 2 * 32 + 16);
      Byte16 low = part % 2 == 0 ? lowNibbles(first) : highNibbles(first);
      Byte16 high = part % 2 == 0 ? lowNibbles(second) : highNibbles(second);
      if (kHasFifths) {
        low |= bitOf(low_fifths, part, 4);
        high |= bitOf(high_fifths, part, 4);
      }
      sums.add(low, high, scale * static_cast<float>(of.scale), -minimum * static_cast<float>(of.minimum));
    }
  }
};

struct Q2K {
  static void add(Bytes block, Sums& sums) {
    const float scale = finiteHalf(block + 80), minimum = finiteHalf(block + 82);
    for (int part = 0; part < 16; part += 2) {
      const Bytes quants = block + 16 + part / 8 * 32;
      const int bit = part % 8;
      const int low = block[part], high = block[part + 1];
      sums.added -=
          minimum * (static_cast<float>(low >> 4) * sums.sums[0] + static_cast<float>(high >> 4) * sums.sums[1]);
      sums.addHalves(twoBitsOf(loadBytes(quants), bit, 0), twoBitsOf(loadBytes(quants + 16), bit, 0),
                     scale * static_cast<float>(low & 15), scale * static_cast<float>(high & 15));
    }
  }
};

struct Q3K {
  static void add(Bytes block, Sums& sums) {
    const float scale = finiteHalf(block + 108);
    const Byte16 low_thirds = loadBytes(block), high_thirds = loadBytes(block + 16);
    for (int part = 0; part < 16; part += 2) {
      const Bytes quants = block + 32 + part / 8 * 32;
      const Byte16 low = twoBitsOf(loadBytes(quants), part % 8, 0) | bitOf(low_thirds, part / 2, 2);
      const Byte16 high = twoBitsOf(loadBytes(quants + 16), part % 8, 0) | bitOf(high_thirds, part / 2, 2);
      sums.addHalves(low - 4, high - 4, scale * static_cast<float>(scaleOfQ3K(block + 96, part)),
                     scale * static_cast<float>(scaleOfQ3K(block + 96, part + 1)));
    }
  }
};

struct Q6K {
  static void add(Bytes block, Sums& sums) {
    const float scale = finiteHalf(block + 208);
    const auto partScale = [&](int part) {
      return scale * static_cast<float>(static_cast<std::int8_t>(block[192 + part]));
    };
    for (int part = 0; part < 16; part += 2) {
      const int quarter = part % 8 / 2;  // of 128 numbers
      const Bytes nibbles = block + part / 8 * 64 + quarter % 2 * 32, upper = block + 128 + part / 8 * 32;
      const Byte16 first = loadBytes(nibbles), second = loadBytes(nibbles + 16);
      const Byte16 low = quarter < 2 ? lowNibbles(first) : highNibbles(first);
      const Byte16 high = quarter < 2 ? lowNibbles(second) : highNibbles(second);
      sums.addHalves((low | twoBitsOf(loadBytes(upper), 2 * quarter, 4)) - 32,
                     (high | twoBitsOf(loadBytes(upper + 16), 2 * quarter, 4)) - 32, partScale(part),
                     partScale(part + 1));
    }
  }
};

template <class Kind>
void multiplyRows256(BlockView weight, const RoundedRow& x, float* y) {
  const BlockSize size = sizeOf(weight.kind);
  Bytes block = reinterpret_cast<Bytes>(weight.data);
  for (int row = 0; row < weight.rows; ++row) {
    Sums sums{x.numbers(), x.scales(), x.sums()};
    for (int i = 0; i < weight.columns; i += size.numbers, block += size.bytes) Kind::add(block, sums);
    y[row] = sum(sums.products) + sums.added;
  }
}

}  // namespace

void RoundedRow::round(const float* x, int n) {
  numbers_.resize(static_cast<std::size_t>(n));
  scales_.resize(static_cast<std::size_t>(n) / 32);
  sums_.resize(static_cast<std::size_t>(n) / 16);
  for (std::size_t part = 0; part < scales_.size(); ++part, x += 32) {
    float largest = 0;
    for (int i = 0; i < 32; ++i) largest = std::max(largest, std::abs(x[i]));
    // The division by the largest comes first: its inverse may be infinite.
    const float scale = largest / 32767, inverse = largest > 0 ? 32767 : 0, divisor = largest > 0 ? largest : 1;
    std::int16_t* const numbers = numbers_.data() + part * 32;
    int sums[2] = {0, 0};
    for (int i = 0; i < 32; ++i) {
      numbers[i] = static_cast<std::int16_t>(std::nearbyint(x[i] / divisor * inverse));
      sums[i / 16] += numbers[i];
    }
    scales_[part] = scale;
    for (std::size_t half = 0; half < 2; ++half) sums_[2 * part + half] = scale * static_cast<float>(sums[half]);
  }
}

void multiplyBlocks(BlockView weight, const RoundedRow& x, float* y) {
  switch (weight.kind) {
    case BlockKind::q4_0:
      return multiplyRows32<Nibbles<4, false>>(weight, x, y);
    case BlockKind::q4_1:
      return multiplyRows32<Nibbles<4, true>>(weight, x, y);
    case BlockKind::q5_0:
      return multiplyRows32<Nibbles<5, false>>(weight, x, y);
    case BlockKind::q5_1:
      return multiplyRows32<Nibbles<5, true>>(weight, x, y);
    case BlockKind::q8_0:
      return multiplyRows32<Q8>(weight, x, y);
    case BlockKind::q2_k:
      return multiplyRows256<Q2K>(weight, x, y);
    case BlockKind::q3_k:
      return multiplyRows256<Q3K>(weight, x, y);
    case BlockKind::q4_k:
      return multiplyRows256<Q45K<false>>(weight, x, y);
    case BlockKind::q5_k:
      return multiplyRows256<Q45K<true>>(weight, x, y);
    case BlockKind::q6_k:
      return multiplyRows256<Q6K>(weight, x, y);
  }
}

void blocksForward(ConstView x, BlockView weight, const float* bias, View y) {
  if (x.rows <= kFewRows) {
    RoundedRow rounded;
    for (int row = 0; row < x.rows; ++row) {
      rounded.round(x.row(row), x.columns);
      multiplyBlocks(weight, rounded, y.row(row));
    }
  } else {
    const BlockSize size = sizeOf(weight.kind);
    Floats panel(static_cast<std::size_t>(kPanelRows) * static_cast<std::size_t>(weight.columns));
    for (int first = 0; first < weight.rows; first += kPanelRows) {
      const int rows = std::min(kPanelRows, weight.rows - first);
      const char* block = weight.row(first);
      float* to = panel.data();
      for (int i = 0; i < rows * weight.columns; i += size.numbers, block += size.bytes, to += size.numbers) {
        unpackBlock(weight.kind, block, to);
      }
      gemm(Layout::nt, x, {panel.data(), rows, weight.columns}, y.columnsFrom(first, rows), false);
    }
  }
  for (int row = 0; bias && row < y.rows; ++row) {
    for (int i = 0; i < y.columns; ++i) y.row(row)[i] += bias[i];
  }
}

}  // namespace attention
