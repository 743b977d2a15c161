#include "transformer/head_reading.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/input_error.h"
#include "doctest.h"
#include "small_transformer.h"
#include "transformer/forward.h"

using namespace attention;

namespace {

const std::vector<int> kTokens = {3, 1, 4, 1, 5};

Activations computed(const std::vector<Intervention>& interventions = {}) {
  Activations activations;
  transformerForward(smallTransformer(kSmallTransformer, 1), kTokens, interventions, activations);
  return activations;
}

/// [T, D] or [T, T] of one head, from a tensor [T, H, D] or [H, T, T].
double at(const Activations& activations, const std::string& name, int head, int i, int j) {
  const Tensor tensor = activation(activations, name);
  const bool is_square = tensor.shape[0] == kSmallTransformer.heads;
  const int width = tensor.shape[2];
  const int row = is_square ? head * tensor.shape[1] + i : i * kSmallTransformer.heads + head;
  return static_cast<double>(tensor.data[static_cast<std::size_t>(row * width + j)]);
}

}  // namespace

TEST_CASE("a head's reading has the activations of its layer and head") {
  const Activations activations = computed();
  for (const auto& [layer, head] : {std::pair{0, 1}, {1, 0}}) {
    const HeadReading reading = readHead(activations, layer, head);
    const std::string block = "blocks." + std::to_string(layer) + ".attn.hook_";
    for (int i = 0; i < 5; ++i) {
      for (int j = 0; j < kSmallTransformer.headSize(); ++j) {
        CHECK(reading.queries(i, j) == at(activations, block + "q", head, i, j));
        CHECK(reading.keys(i, j) == at(activations, block + "k", head, i, j));
        CHECK(reading.values(i, j) == at(activations, block + "v", head, i, j));
        CHECK(reading.outputs(i, j) == at(activations, block + "z", head, i, j));
      }
      for (int j = 0; j < 5; ++j) {
        CHECK(reading.pattern(i, j) == at(activations, block + "pattern", head, i, j));
        if (j <= i) CHECK(reading.scores(i, j) == at(activations, block + "attn_scores", head, i, j));
      }
    }
  }
}

TEST_CASE("each step of a head's reading follows from the one before") {
  const HeadReading reading = readHead(computed(), 1, 1);
  for (int i = 0; i < 5; ++i) {
    double largest = -INFINITY, sum = 0;
    for (int j = 0; j <= i; ++j) largest = std::max(largest, reading.scores(i, j));
    CHECK(reading.maxima[i] == largest);
    for (int j = 0; j < 5; ++j) {
      double product = 0;
      for (int d = 0; d < 4; ++d) product += reading.queries(i, d) * reading.keys(j, d);
      CHECK(std::abs(reading.products(i, j) - product) < 1e-12);
      CHECK(std::abs(reading.scores(i, j) - product / 2) < 1e-5);  // √4
      CHECK(reading.shifted(i, j) == (j <= i ? reading.scores(i, j) - largest : -INFINITY));
      CHECK(std::abs(reading.exponentials(i, j) - std::exp(reading.shifted(i, j))) < 1e-12);
      CHECK(std::abs(reading.pattern(i, j) - reading.exponentials(i, j) / reading.sums[i]) < 1e-6);
      sum += reading.exponentials(i, j);
    }
    CHECK(std::abs(reading.sums[i] - sum) < 1e-12);
  }
}

TEST_CASE("an edited head is read as it was edited") {
  const HeadReading reading = readHead(computed({ReplacePattern{1, 0, ReplacePattern::To::previous, {}}}), 1, 0);
  for (int i = 1; i < 5; ++i) CHECK(reading.pattern(i, i - 1) == 1);
  CHECK(reading.sums[4] > 1);
}

TEST_CASE("a head that there is not is refused by name") {
  const Activations activations = computed();
  CHECK_THROWS_WITH_AS(readHead(activations, 2, 0), "layer must be a whole number from 0 to 1, not 2", InputError);
  CHECK_THROWS_WITH_AS(readHead(activations, 0, -1), "head must be a whole number from 0 to 1, not -1", InputError);
}
