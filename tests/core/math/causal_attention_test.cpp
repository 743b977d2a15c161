#include "math/causal_attention.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "doctest.h"
#include "small_transformer.h"

using namespace attention;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// Two heads of three numbers on T positions, q, k and v side by side in the same rows, and the sum of the outputs
/// times `factors`.
struct Heads {
  explicit Heads(int prompt_length) : length(prompt_length) {}

  int length;
  float scale = 1 / std::sqrt(3.0f);
  std::size_t tokens = static_cast<std::size_t>(length);
  NumpyRandom random{3};
  std::vector<float> qkv = randomNumbers(random, tokens * 18, 3);
  std::vector<float> factors = randomNumbers(random, tokens * 6);
  std::vector<float> scores = std::vector<float>(2 * tokens * tokens);
  std::vector<float> pattern = scores;
  std::vector<float> z = std::vector<float>(tokens * 6);

  const float* q() const { return qkv.data(); }
  const float* k() const { return qkv.data() + 6; }
  const float* v() const { return qkv.data() + 12; }

  ConstView side(int begin) const { return ConstView(qkv.data(), length, 18).columnsFrom(begin, 6); }
  View square(std::vector<float>& numbers) const { return {numbers.data(), 2 * length, length}; }
  ConstView square(const std::vector<float>& numbers) const { return {numbers.data(), 2 * length, length}; }

  double value() {
    causalScoresForward(2, side(0), side(6), scale, square(scores));
    causalSoftmaxForward(2, square(scores), square(pattern));
    weightedValuesForward(2, square(pattern), side(12), {z.data(), length, 6});
    double sum = 0;
    for (std::size_t i = 0; i < z.size(); ++i) sum += static_cast<double>(z[i]) * static_cast<double>(factors[i]);
    return sum;
  }
};

struct HeadGradients {
  std::vector<float> dqkv, dscores, dpattern;
};

HeadGradients backward(const Heads& heads, bool whole) {
  const std::vector<float> unset(heads.scores.size(), std::nanf(""));
  HeadGradients gradients{std::vector<float>(heads.qkv.size()), unset, unset};
  const View dqkv(gradients.dqkv.data(), heads.length, 18);
  weightedValuesBackward(2, heads.square(heads.pattern), heads.side(12), {heads.factors.data(), heads.length, 6}, whole,
                         heads.square(gradients.dpattern), dqkv.columnsFrom(12, 6));
  causalSoftmaxBackward(2, heads.square(heads.pattern), heads.square(gradients.dpattern),
                        heads.square(gradients.dscores));
  causalScoresBackward(2, heads.side(0), heads.side(6), heads.scale, heads.square(gradients.dscores),
                       dqkv.columnsFrom(0, 6), dqkv.columnsFrom(6, 6));
  return gradients;
}

/// 0 where the softmax and the sums of the definition say the same, written out number by number in double.
double largestError(const Heads& heads) {
  double largest = 0;
  for (int head = 0; head < 2; ++head) {
    for (int query = 0; query < heads.length; ++query) {
      std::vector<double> weights;
      double total = 0;
      for (int key = 0; key <= query; ++key) {
        double product = 0;
        for (int i = 0; i < 3; ++i) {
          product += static_cast<double>(heads.q()[query * 18 + head * 3 + i]) *
                     static_cast<double>(heads.k()[key * 18 + head * 3 + i]);
        }
        weights.push_back(std::exp(product / std::sqrt(3.0)));
        total += weights.back();
      }
      for (int i = 0; i < 3; ++i) {
        double z = 0;
        for (int key = 0; key <= query; ++key) {
          z += weights[static_cast<std::size_t>(key)] / total * static_cast<double>(heads.v()[key * 18 + head * 3 + i]);
        }
        const double error = z - static_cast<double>(heads.z[static_cast<std::size_t>(query * 6 + head * 3 + i)]);
        largest = std::max(largest, std::abs(error));
      }
    }
  }
  return largest;
}

}  // namespace

TEST_CASE("causal attention is what its definition says, for lengths on both sides of a block") {
  for (const int length : {1, 2, 5, 31, 32, 33, 64, 70}) {
    CAPTURE(length);
    Heads heads(length);
    heads.value();
    CHECK(largestError(heads) <= 1e-6);
  }
}

TEST_CASE("keys after the query have the score -infinity and the weight 0; a row's weights sum to 1") {
  for (const int length : {1, 5, 40}) {
    Heads heads(length);
    heads.scores.assign(heads.scores.size(), 7);
    heads.pattern.assign(heads.pattern.size(), 7);
    heads.value();
    for (std::size_t i = 0; i < heads.pattern.size(); ++i) {
      const bool is_hidden = i % heads.tokens > i / heads.tokens % heads.tokens;
      CHECK((heads.scores[i] == -kInfinity) == is_hidden);
      CHECK((heads.pattern[i] == 0) == is_hidden);
    }
    for (std::size_t row = 0; row < heads.pattern.size(); row += heads.tokens) {
      double sum = 0;
      for (std::size_t key = 0; key < heads.tokens; ++key) sum += static_cast<double>(heads.pattern[row + key]);
      CHECK(std::abs(sum - 1) <= 1e-6);
    }
  }
}

TEST_CASE("scores of any size give a pattern") {
  std::vector<float> pattern(4);
  const std::vector<float> scores = {1e30f, -kInfinity, -1e30f, 1e30f};
  causalSoftmaxForward(1, {scores.data(), 2, 2}, {pattern.data(), 2, 2});
  CHECK(pattern == std::vector<float>{1, 0, 0, 1});
}

// Step 1/32: rounding leaves about 2e-7 / step, and truncation is below that.
TEST_CASE("causal attention's gradients are what finite differences say") {
  for (const int length : {1, 5, 34}) {
    CAPTURE(length);
    Heads heads(length);
    heads.value();
    const HeadGradients gradients = backward(heads, false);
    const std::size_t stride = length > 30 ? 23 : 1;  // of many, some
    for (std::size_t i = 0; i < heads.qkv.size(); i += stride) {
      const double measured = derivativeBy(heads.qkv, i, 1.0 / 32, [&] { return heads.value(); });
      CHECK(std::abs(measured - static_cast<double>(gradients.dqkv[i])) <= 2e-5);
    }
  }
}

TEST_CASE("the pattern's gradient can be had above the diagonal too, where it changes nothing else") {
  for (const int length : {5, 34}) {
    Heads heads(length);
    heads.value();
    const HeadGradients some = backward(heads, false);
    const HeadGradients whole = backward(heads, true);
    CHECK(some.dqkv == whole.dqkv);
    CHECK(some.dscores == whole.dscores);
    for (std::size_t i = 0; i < whole.dpattern.size(); ++i) {
      const std::size_t head = i / heads.tokens / heads.tokens;
      const std::size_t query = i / heads.tokens % heads.tokens;
      const std::size_t key = i % heads.tokens;
      double product = 0;
      for (std::size_t n = 0; n < 3; ++n) {
        product += static_cast<double>(heads.factors[query * 6 + head * 3 + n]) *
                   static_cast<double>(heads.v()[key * 18 + head * 3 + n]);
      }
      CHECK(std::abs(product - static_cast<double>(whole.dpattern[i])) <= 1e-6);
      if (key > query) CHECK(whole.dscores[i] == 0);
    }
  }
}

TEST_CASE("the last queries alone give the last rows of all of them") {
  Heads all(40);
  all.value();
  for (const int queries : {1, 2, 7, 33, 39}) {
    CAPTURE(queries);
    const int past = 40 - queries;
    std::vector<float> scores(static_cast<std::size_t>(2 * queries * 40)), z(static_cast<std::size_t>(queries * 6));
    const View square(scores.data(), 2 * queries, 40);
    causalScoresForward(2, all.side(0).rowsFrom(past, queries), all.side(6), all.scale, square);
    causalSoftmaxForward(2, square, square);
    weightedValuesForward(2, square, all.side(12), {z.data(), queries, 6});
    float largest = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
      largest = std::max(largest, std::abs(z[i] - all.z[static_cast<std::size_t>(past * 6) + i]));
    }
    CHECK(largest <= 1e-6f);
    for (int row = 0; row < 2 * queries; ++row) {
      for (int key = past + row % queries + 1; key < 40; ++key) CHECK(square.row(row)[key] == 0);
    }
  }
}

TEST_CASE("keys and values may lie in columns") {
  Heads heads(40);
  heads.value();
  std::vector<float> columns(12 * 40), scores(2 * 40 * 40), z(40 * 6);
  for (int i = 0; i < 12; ++i) {
    for (int position = 0; position < 40; ++position) {
      columns[static_cast<std::size_t>(i * 40 + position)] = heads.side(i < 6 ? 6 : 12).row(position)[i % 6];
    }
  }
  const ConstView all(columns.data(), 12, 40);
  const View square(scores.data(), 80, 40);
  causalScoresForward(2, heads.side(0), {all.rowsFrom(0, 6), true}, heads.scale, square);
  causalSoftmaxForward(2, square, square);
  weightedValuesForward(2, square, {all.rowsFrom(6, 6), true}, {z.data(), 40, 6});
  for (std::size_t i = 0; i < z.size(); ++i) CHECK(std::abs(z[i] - heads.z[i]) <= 1e-6f);
}

TEST_CASE(
    "heads that share keys and values do what heads with copies of them do, on the way back their gradients add") {
  constexpr int kLength = 37, kSize = 3;  // longer than a block of products
  NumpyRandom random(6);
  const auto rows = [&](int width) { return randomNumbers(random, static_cast<std::size_t>(kLength * width)); };
  const std::vector<float> q = rows(12), k = rows(6), v = rows(6), dz = rows(12);
  std::vector<float> all_k(kLength * 12), all_v(kLength * 12);
  for (int i = 0; i < kLength; ++i) {
    for (int j = 0; j < 12; ++j) {
      const int from = i * 6 + j / (2 * kSize) * kSize + j % kSize;
      all_k[static_cast<std::size_t>(i * 12 + j)] = k[static_cast<std::size_t>(from)];
      all_v[static_cast<std::size_t>(i * 12 + j)] = v[static_cast<std::size_t>(from)];
    }
  }
  struct Result {
    std::vector<float> z = std::vector<float>(kLength * 12), dq = z, dk, dv;
  };
  const auto run = [&](const std::vector<float>& keys, const std::vector<float>& values, int width) {
    Result result;
    result.dk.assign(static_cast<std::size_t>(kLength * width), std::nanf(""));
    result.dv = result.dk;
    std::vector<float> scores(4 * kLength * kLength), pattern = scores, dpattern = scores;
    const auto square = [&](std::vector<float>& numbers) { return View(numbers.data(), 4 * kLength, kLength); };
    const ConstView all_q(q.data(), kLength, 12), k_view(keys.data(), kLength, width);
    const ConstView v_view(values.data(), kLength, width);
    causalScoresForward(4, all_q, k_view, 0.5f, square(scores), 5);
    causalSoftmaxForward(4, square(scores), square(pattern));
    weightedValuesForward(4, square(pattern), v_view, {result.z.data(), kLength, 12});
    weightedValuesBackward(4, square(pattern), v_view, {dz.data(), kLength, 12}, false, square(dpattern),
                           {result.dv.data(), kLength, width});
    causalSoftmaxBackward(4, square(pattern), square(dpattern), square(scores));
    causalScoresBackward(4, all_q, k_view, 0.5f, square(scores), {result.dq.data(), kLength, 12},
                         {result.dk.data(), kLength, width});
    return result;
  };
  const Result shared = run(k, v, 6), copied = run(all_k, all_v, 12);
  CHECK(shared.z == copied.z);
  CHECK(shared.dq == copied.dq);
  for (int i = 0; i < kLength * 6; ++i) {
    const int place = i / 6 * 12 + i % 6 / kSize * 2 * kSize + i % kSize;
    const auto sum = [&](const std::vector<float>& each) {
      return each[static_cast<std::size_t>(place)] + each[static_cast<std::size_t>(place + kSize)];
    };
    CHECK(std::abs(shared.dk[static_cast<std::size_t>(i)] - sum(copied.dk)) <= 1e-5f);
    CHECK(std::abs(shared.dv[static_cast<std::size_t>(i)] - sum(copied.dv)) <= 1e-5f);
  }
}

TEST_CASE("a window hides what is before it, with positions behind those at hand too") {
  NumpyRandom random(7);
  const std::vector<float> q = randomNumbers(random, 6), k = randomNumbers(random, 18);
  std::vector<float> scores(2 * 6);
  causalScoresForward(1, {q.data(), 2, 3}, ConstView(k.data(), 6, 3), 1, {scores.data(), 2, 6}, 3);
  for (int query = 0; query < 2; ++query) {
    for (int key = 0; key < 6; ++key) {
      const int position = 4 + query;
      const bool is_seen = key <= position && key > position - 3;
      CHECK(std::isfinite(scores[static_cast<std::size_t>(query * 6 + key)]) == is_seen);
    }
  }
}
