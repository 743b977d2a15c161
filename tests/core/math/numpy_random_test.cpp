#include "math/numpy_random.h"

#include <cmath>
#include <cstdint>

#include "doctest.h"
#include "post_golden.h"

using attention::chooseIndex;
using attention::cumulativeProbabilities;
using attention::InputError;
using attention::NormalRandom;
using attention::NumpyRandom;
using attention::splitmix64;
using attention::Vector;

namespace {

// The first, second and thousandth number of np.random.seed(seed); np.random.rand(1000).
struct Sample {
  std::int64_t seed;
  double first, second, thousandth;
};

constexpr Sample kSamples[] = {{0, 0.5488135039273248, 0.7151893663724195, 0.6771411441114241},
                               {1, 0.417022004702574, 0.7203244934421581, 0.7744772660150796},
                               {42, 0.3745401188473625, 0.9507143064099162, 0.44600577295795574},
                               {4'294'967'295, 0.0976320289940138, 0.9123828453026218, 0.556626859384112}};

}  // namespace

TEST_CASE("uniform numbers are NumPy's, bit for bit") {
  for (const Sample& sample : kSamples) {
    CAPTURE(sample.seed);
    NumpyRandom random(sample.seed);
    CHECK(random.uniform() == sample.first);
    CHECK(random.uniform() == sample.second);
    for (int i = 2; i < 999; ++i) random.uniform();
    CHECK(random.uniform() == sample.thousandth);
  }
}

TEST_CASE("uniform numbers stay on [0, 1)") {
  NumpyRandom random(7);
  double sum = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double number = random.uniform();
    REQUIRE(number >= 0);
    REQUIRE(number < 1);
    sum += number;
  }
  CHECK(sum / 100'000 == doctest::Approx(0.5).epsilon(0.01));
}

TEST_CASE("a seed is a 32-bit unsigned integer") {
  CHECK_THROWS_WITH_AS(NumpyRandom(-1), "seed must be a whole number from 0 to 4294967295, not -1", InputError);
  CHECK_THROWS_WITH_AS(NumpyRandom(4'294'967'296), "seed must be a whole number from 0 to 4294967295, not 4294967296",
                       InputError);
}

TEST_CASE("normal draws are NumPy's as floats, the two of each pair the other way round") {
  struct Pairs {
    std::int64_t seed;
    double first[4], last[2];  // of np.random.seed(seed); np.random.randn(1000)
  };
  constexpr Pairs kPairs[] = {{1,
                               {1.6243453636632417, -0.6117564136500754, -0.5281717522634557, -1.0729686221561705},
                               {0.35387042688284037, -0.18695501653274957}},
                              {42,
                               {0.4967141530112327, -0.13826430117118466, 0.6476885381006925, 1.5230298564080254},
                               {-0.5711789897827968, 0.5725827813561586}}};
  for (const Pairs& pairs : kPairs) {
    CAPTURE(pairs.seed);
    NormalRandom random(pairs.seed);
    const auto checkPair = [&](const double* pair) {
      CHECK(random.next() == doctest::Approx(pair[1]).epsilon(1e-5));
      CHECK(random.next() == doctest::Approx(pair[0]).epsilon(1e-5));
    };
    checkPair(pairs.first);
    checkPair(pairs.first + 2);
    for (int i = 4; i < 998; ++i) random.next();
    checkPair(pairs.last);
  }
}

TEST_CASE("normal draws have the moments of the normal distribution") {
  constexpr int kCount = 200'000;
  NormalRandom random(3);
  double sums[4] = {};
  for (int i = 0; i < kCount; ++i) {
    const double number = static_cast<double>(random.next());
    for (double power = number; double& sum : sums) {
      sum += power / kCount;
      power *= number;
    }
  }
  CHECK(std::abs(sums[0]) < 0.01);
  CHECK(std::abs(sums[1] - 1) < 0.015);
  CHECK(std::abs(sums[2]) < 0.035);
  CHECK(std::abs(sums[3] - 3) < 0.1);
}

TEST_CASE("splitmix64 gives the numbers of its published program") {
  std::uint64_t state = 1234567;
  for (const std::uint64_t expected : {6457827717110365317u, 3203168211198807973u, 9817491932198370423u,
                                       4593380528125082431u, 16408922859458223821u}) {
    CHECK(splitmix64(state) == expected);
    state += 0x9E3779B97F4A7C15u;
  }
  CHECK(splitmix64(0) == 16294208416658607535u);
}

TEST_CASE("cumulative probabilities and the index chosen are np.random.choice's") {
  golden::forEachSentence([](const golden::Run& run, const golden::Record& sentence) {
    CAPTURE(run.head.text("case"));
    const Vector cumulative = cumulativeProbabilities(sentence.numbers("probabilities"));
    CHECK(golden::difference(cumulative, sentence.numbers("cumulative")) == "");
    CHECK(chooseIndex(cumulative, sentence.number("draw")) == sentence.integer("chosen"));
  });
}

TEST_CASE("cumulative probabilities end at 1 even where the sum does not") {
  CHECK(golden::difference(cumulativeProbabilities(Vector{{1, 2, 0, 5}}), Vector{{0.125, 0.375, 0.375, 1}}) == "");
  CHECK(cumulativeProbabilities(Vector::Constant(10, 0.1))[9] == 1);
}

TEST_CASE("a draw on the border between two words chooses the later one, and never a word of probability 0") {
  const Vector cumulative{{0, 0.25, 0.25, 1}};
  CHECK(chooseIndex(cumulative, 0) == 1);
  CHECK(chooseIndex(cumulative, 0.2499999999999999) == 1);
  CHECK(chooseIndex(cumulative, 0.25) == 3);
  CHECK(chooseIndex(cumulative, 0.9999999999999999) == 3);
}
