#include "math/rotary.h"

#include <cmath>
#include <utility>

#include "doctest.h"
#include "math/vector_math.h"
#include "small_transformer.h"

using namespace attention;

namespace {

RotaryTable tableOf(int size, int positions, Rotary rotary = {}) {
  RotaryTable table;
  table.prepare(rotary, size);
  table.extend(positions);
  return table;
}

}  // namespace

TEST_CASE("the first pair is turned by its position in radians, the others the slower the further they are back") {
  const RotaryTable table = tableOf(4, 8, {.base = 100});
  std::vector<float> x = {1, 1, 0, 0};
  rotaryForward(table, 7, 4, {x.data(), 1, 4}, {x.data(), 1, 4});
  CHECK(x[0] == doctest::Approx(std::cos(7)));
  CHECK(x[2] == doctest::Approx(std::sin(7)));
  CHECK(x[1] == doctest::Approx(std::cos(0.7)));
  CHECK(x[3] == doctest::Approx(std::sin(0.7)));
}

TEST_CASE("products of what is turned depend on how far positions are apart, in every head; what is not is left") {
  const RotaryTable table = tableOf(4, 40);
  NumpyRandom random(3);
  std::vector<float> query = randomNumbers(random, 12), key = randomNumbers(random, 12);
  const auto turned = [&](std::vector<float> x, int position) {
    rotaryForward(table, position, 6, {x.data(), 1, 12}, {x.data(), 1, 12});
    return x;
  };
  for (int head = 0; head < 2; ++head) {
    const auto product = [&](int at_query, int at_key) {
      return dot(turned(query, at_query).data() + 6 * head, turned(key, at_key).data() + 6 * head, 6);
    };
    for (const int distance : {0, 1, 9}) {
      CHECK(product(distance, 0) == doctest::Approx(product(30 + distance, 30)).epsilon(1e-4));
    }
    CHECK(std::abs(product(9, 0) - product(0, 0)) > 1e-3f);
  }
  const std::vector<float> moved = turned(query, 5);
  CHECK(moved[4] == query[4]);
  CHECK(moved[11] == query[11]);
  CHECK(moved[6] != query[6]);
}

TEST_CASE("the way back turns back, rows by their positions after those that are past") {
  const RotaryTable table = tableOf(6, 9);
  NumpyRandom random(4);
  const std::vector<float> x = randomNumbers(random, 36);
  std::vector<float> y(36), back(36), last(12);
  rotaryForward(table, 5, 6, {x.data(), 3, 12}, {y.data(), 3, 12});
  rotaryBackward(table, 5, 6, {y.data(), 3, 12}, {back.data(), 3, 12});
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(std::abs(back[i] - x[i]) <= 1e-6f);
  rotaryForward(table, 7, 6, {x.data() + 24, 1, 12}, {last.data(), 1, 12});
  for (std::size_t i = 0; i < 12; ++i) CHECK(last[i] == y[24 + i]);
}

// From NumPy, in double.
TEST_CASE("Llama 3's scaling leaves fast frequencies, slows the slow ones by its factor, and those between by less") {
  const std::vector<float> frequencies =
      rotaryFrequencies({.base = 500'000, .scaling = {RotaryScaling::Kind::llama3, 32, 1, 4, 8192}}, 64);
  const std::pair<std::size_t, double> expected[] = {{0, 1.0},
                                                     {10, 0.0165604401},
                                                     {14, 0.00321144599},
                                                     {15, 0.00129054793},
                                                     {16, 0.000429556797},
                                                     {17, 9.7082878e-05},
                                                     {18, 1.94616382e-05},
                                                     {31, 9.41830673e-08}};
  CHECK(frequencies.size() == 32);
  for (const auto& [i, frequency] : expected) CHECK(frequencies[i] == doctest::Approx(frequency).epsilon(1e-6));
  const std::vector<float> linear = rotaryFrequencies({.base = 10'000, .scaling = {RotaryScaling::Kind::linear, 4}}, 4);
  CHECK(linear[0] == 0.25f);
  CHECK(linear[1] == doctest::Approx(0.0025));
}

TEST_CASE("a table is the same however it grows, and begins anew for other frequencies") {
  RotaryTable grown = tableOf(4, 1);
  for (int positions = 2; positions < 20; ++positions) grown.extend(positions);
  const RotaryTable whole = tableOf(4, 19);
  for (int position = 0; position < 19; ++position) {
    for (int i = 0; i < 4; ++i) CHECK(grown.row(position)[i] == whole.row(position)[i]);
  }
  grown.prepare({.base = 3}, 4);
  grown.extend(2);
  CHECK(grown.row(1)[1] == doctest::Approx(std::cos(1 / std::sqrt(3))));
}
