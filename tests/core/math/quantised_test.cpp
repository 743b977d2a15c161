#include "math/quantised.h"

#include <cmath>

#include "block_golden_text.h"
#include "doctest.h"
#include "golden_record.h"
#include "small_transformer.h"

using namespace attention;

namespace {

struct Weights {
  std::string bytes;
  std::vector<float> numbers;  // what they unpack to
};

/// As many rows of blocks as the golden ones make, each repeated along the row, and those of NumPy's numbers.
Weights weightsOf(const std::string& dtype, int rows, int columns) {
  golden::Record record;
  for (auto& [name, values] : golden::linesOf(kBlockGolden)) record.add(name, values);
  const BlockSize size = sizeOf(*blockKindNamed(dtype));
  const std::vector<int> golden_bytes = record.integers(dtype);
  const Vector golden_numbers = record.numbers(dtype + ":numbers");
  const int blocks = static_cast<int>(golden_bytes.size()) / size.bytes;
  Weights weights;
  for (int i = 0; i < rows * columns / size.numbers; ++i) {
    const int which = (i * i + i / 3) % blocks;
    for (int b = 0; b < size.bytes; ++b) {
      weights.bytes += static_cast<char>(golden_bytes[static_cast<std::size_t>(which * size.bytes + b)]);
    }
    for (int n = 0; n < size.numbers; ++n) {
      weights.numbers.push_back(static_cast<float>(golden_numbers[which * size.numbers + n]));
    }
  }
  return weights;
}

/// Of the 32 inputs that are rounded together with that at k.
double largestBeside(const float* x, int k) {
  float largest = 0;
  for (int i = k / 32 * 32; i < k / 32 * 32 + 32; ++i) largest = std::max(largest, std::abs(x[i]));
  return static_cast<double>(largest);
}

constexpr const char* kKinds[] = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"};

}  // namespace

TEST_CASE("products with weights in blocks are those with the numbers that NumPy unpacks, for one row and for many") {
  constexpr int kRows = 37, kColumns = 512;
  for (const std::string dtype : kKinds) {
    const Weights weights = weightsOf(dtype, kRows, kColumns);
    const BlockView view{*blockKindNamed(dtype), weights.bytes.data(), kRows, kColumns};
    for (const int t : {1, 3, 4, 9}) {
      CAPTURE(dtype);
      CAPTURE(t);
      NumpyRandom random(3);
      std::vector<float> x = randomNumbers(random, static_cast<std::size_t>(t * kColumns));
      x[5] = 40;  // one that is far above the others
      const std::vector<float> bias = randomNumbers(random, kRows);
      std::vector<float> y(static_cast<std::size_t>(t * kRows), NAN);
      blocksForward({x.data(), t, kColumns}, view, bias.data(), {y.data(), t, kRows});
      for (int row = 0; row < t; ++row) {
        for (int i = 0; i < kRows; ++i) {
          const float* const inputs = x.data() + row * kColumns;
          const float* const numbers = weights.numbers.data() + i * kColumns;
          double expected = static_cast<double>(bias[static_cast<std::size_t>(i)]), error = 0;
          for (int k = 0; k < kColumns; ++k) {
            expected += static_cast<double>(inputs[k]) * static_cast<double>(numbers[k]);
            error += std::abs(static_cast<double>(numbers[k])) *
                     (0x1.02p-16 * largestBeside(inputs, k) + 1e-6 * static_cast<double>(std::abs(inputs[k])));
          }
          REQUIRE(std::abs(static_cast<double>(y[static_cast<std::size_t>(row * kRows + i)]) - expected) <= error);
        }
      }
    }
  }
}

TEST_CASE("inputs are rounded to 16 bits of the largest of 32") {
  NumpyRandom random(4);
  std::vector<float> x = randomNumbers(random, 96);
  std::fill(x.begin() + 32, x.begin() + 64, 0.0f);
  for (std::size_t i = 64; i < 96; ++i) x[i] *= 1e-30f;
  RoundedRow rounded;
  rounded.round(x.data(), 96);
  for (std::size_t i = 0; i < 96; ++i) {
    float largest = 0;
    for (std::size_t k = i / 32 * 32; k < i / 32 * 32 + 32; ++k) largest = std::max(largest, std::abs(x[k]));
    const float back = rounded.scales()[i / 32] * static_cast<float>(rounded.numbers()[i]);
    CHECK(std::abs(back - x[i]) <= largest * 0x1.02p-16f);
  }
  CHECK(rounded.sums()[2] == 0);
  float sum = 0;
  for (std::size_t i = 0; i < 16; ++i) sum += x[i];
  CHECK(std::abs(rounded.sums()[0] - sum) < 1e-3f);
}

TEST_CASE("the largest weights and inputs do not overflow") {
  std::string block("\x00\x3c", 2);  // a scale of 1
  block += std::string(32, '\x80');  // -128
  const std::vector<float> x(32, -1.0f);
  float y = 0;
  blocksForward({x.data(), 1, 32}, {BlockKind::q8_0, block.data(), 1, 32}, nullptr, {&y, 1, 1});
  CHECK(y == doctest::Approx(4096));
}
