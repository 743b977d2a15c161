#include "math/blocks.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/float16.h"

namespace attention {

namespace {

using Bytes = const std::uint8_t*;

float halfAt(Bytes bytes) {
  std::uint16_t half;
  std::memcpy(&half, bytes, sizeof half);
  return fromFloat16(half);
}

float scaled(float scale, int quant) { return scale * static_cast<float>(quant); }

/// Nibbles: the lower ones are the first 16 numbers, the upper ones the others; their fifth bits lie before them.
template <int kBits, bool kHasMinimum>
void unpackNibbles(Bytes block, float* x) {
  const float scale = halfAt(block);
  const float minimum = kHasMinimum ? halfAt(block + 2) : scaled(scale, kBits == 4 ? -8 : -16);
  Bytes quants = block + (kHasMinimum ? 4 : 2);
  std::uint32_t fifths = 0;
  if (kBits == 5) {
    std::memcpy(&fifths, quants, sizeof fifths);
    quants += sizeof fifths;
  }
  for (int i = 0; i < 32; ++i) {
    const int nibble = i < 16 ? quants[i] & 15 : quants[i - 16] >> 4;
    x[i] = scaled(scale, nibble | static_cast<int>((fifths >> i) & 1u) << 4) + minimum;
  }
}

void unpackQ8(Bytes block, float* x) {
  const float scale = halfAt(block);
  for (int i = 0; i < 32; ++i) x[i] = scaled(scale, static_cast<std::int8_t>(block[2 + i]));
}

/// Q3_K: of part 0..15, -32..31: lower nibbles in 8 bytes, then the upper two bits, four to a byte.
int scaleOfQ3K(Bytes scales, int part) {
  const int low = part < 8 ? scales[part] & 15 : scales[part - 8] >> 4;
  const int high = (scales[8 + part % 4] >> (part / 4 * 2)) & 3;
  return (low | high << 4) - 32;
}

/// Q4_K and Q5_K: of part 0..7, from 0 to 63: those of the first four lie in a byte each, in whose upper two bits are
/// those of the last four.
struct BlockPart {
  int scale;
  int minimum;
};
BlockPart partOf(Bytes scales, int part) {
  if (part < 4) return {scales[part] & 63, scales[part + 4] & 63};
  const Bytes low = scales + part + 4, high = scales + part - 4;
  return {(low[0] & 15) | high[0] >> 6 << 4, low[0] >> 4 | high[4] >> 6 << 4};
}

/// 16 parts, each with a nibble of scale and one of minimum; four numbers to a byte, 32 apart.
void unpackQ2K(Bytes block, float* x) {
  const Bytes scales = block, quants = block + 16;
  const float scale = halfAt(block + 80), minimum = halfAt(block + 82);
  for (int i = 0; i < 256; ++i) {
    const int part = scales[i / 16];
    const int quant = (quants[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2)) & 3;
    x[i] = scaled(scaled(scale, part & 15), quant) - scaled(minimum, part >> 4);
  }
}

/// The third bit, of which there is a byte for each of 32 numbers, takes 4 away where it is not set.
void unpackQ3K(Bytes block, float* x) {
  const Bytes thirds = block, quants = block + 32, scales = block + 96;
  const float scale = halfAt(block + 108);
  for (int i = 0; i < 256; ++i) {
    const int low = (quants[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2)) & 3;
    const int third = (thirds[i % 32] >> (i / 32)) & 1;
    x[i] = scaled(scaled(scale, scaleOfQ3K(scales, i / 16)), low - (third ? 0 : 4));
  }
}

/// Of each 64 numbers the first half is the lower nibbles; fifth bits as Q3_K has its third.
template <int kBits>
void unpackQ45K(Bytes block, float* x) {
  const Bytes fifths = block + 16, quants = kBits == 5 ? block + 48 : block + 16;
  const float scale = halfAt(block), minimum = halfAt(block + 2);
  for (int part = 0; part < 8; ++part, x += 32) {
    const BlockPart of = partOf(block + 4, part);
    const float part_scale = scaled(scale, of.scale), part_minimum = scaled(minimum, of.minimum);
    for (int i = 0; i < 32; ++i) {
      const int nibble = (quants[part / 2 * 32 + i] >> (part % 2 * 4)) & 15;
      const int fifth = kBits == 5 ? (fifths[i] >> part) & 1 : 0;
      x[i] = scaled(part_scale, nibble | fifth << 4) - part_minimum;
    }
  }
}

/// 16 parts with a byte of scale each. Of each 128 numbers, lower nibbles before upper ones, 64 bytes; then the fifth
/// and sixth bits, four to a byte, 32 apart.
void unpackQ6K(Bytes block, float* x) {
  const Bytes low = block, high = block + 128, scales = block + 192;
  const float scale = halfAt(block + 208);
  for (int i = 0; i < 256; ++i) {
    const int nibble = (low[i / 128 * 64 + i % 64] >> (i % 128 / 64 * 4)) & 15;
    const int upper = (high[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2)) & 3;
    x[i] = scaled(scaled(scale, static_cast<std::int8_t>(scales[i / 16])), (nibble | upper << 4) - 32);
  }
}

struct Layout {
  std::string_view name;
  BlockSize size;
  void (*unpack)(Bytes block, float* x);
};
/// In the order of BlockKind.
constexpr std::array<Layout, 10> kLayouts{{{"Q4_0", {32, 18}, unpackNibbles<4, false>},
                                           {"Q4_1", {32, 20}, unpackNibbles<4, true>},
                                           {"Q5_0", {32, 22}, unpackNibbles<5, false>},
                                           {"Q5_1", {32, 24}, unpackNibbles<5, true>},
                                           {"Q8_0", {32, 34}, unpackQ8},
                                           {"Q2_K", {256, 84}, unpackQ2K},
                                           {"Q3_K", {256, 110}, unpackQ3K},
                                           {"Q4_K", {256, 144}, unpackQ45K<4>},
                                           {"Q5_K", {256, 176}, unpackQ45K<5>},
                                           {"Q6_K", {256, 210}, unpackQ6K}}};

const Layout& layoutOf(BlockKind kind) { return kLayouts[static_cast<std::size_t>(kind)]; }

}  // namespace

BlockSize sizeOf(BlockKind kind) { return layoutOf(kind).size; }

std::optional<BlockKind> blockKindNamed(std::string_view name) {
  const auto isIt = [=](const Layout& layout) { return layout.name == name; };
  const auto found = std::find_if(kLayouts.begin(), kLayouts.end(), isIt);
  if (found == kLayouts.end()) return std::nullopt;
  return static_cast<BlockKind>(found - kLayouts.begin());
}

void unpackBlock(BlockKind kind, const char* block, float* numbers) {
  layoutOf(kind).unpack(reinterpret_cast<Bytes>(block), numbers);
}

}  // namespace attention
