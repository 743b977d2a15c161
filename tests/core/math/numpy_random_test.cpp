#include "math/numpy_random.h"

#include "doctest.h"
#include "post_golden.h"

using attention::chooseIndex;
using attention::cumulativeProbabilities;
using attention::InputError;
using attention::NumpyRandom;
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
