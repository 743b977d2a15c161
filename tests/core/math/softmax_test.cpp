#include "math/softmax.h"

#include <limits>

#include "base/input_error.h"
#include "doctest.h"
#include "post_golden.h"

using attention::InputError;
using attention::softmax;
using attention::SoftmaxSteps;
using attention::softmaxSteps;
using attention::Vector;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool allFinite(const SoftmaxSteps& steps) {
  return steps.scaled.allFinite() && std::isfinite(steps.maximum) && steps.shifted.allFinite() &&
         steps.exponentials.allFinite() && std::isfinite(steps.sum) && steps.probabilities.allFinite();
}

}  // namespace

TEST_CASE("softmax equals NumPy's in every step") {
  golden::forEachSentence([](const golden::Run& run, const golden::Record& sentence) {
    CAPTURE(run.head.text("case"));
    const bool is_corrected = run.options().departures.normalisation == attention::Variant::corrected;
    const SoftmaxSteps steps = softmaxSteps(sentence.numbers(is_corrected ? "scores" : "weights"));
    CHECK(golden::difference(steps.shifted, sentence.numbers("shifted")) == "");
    CHECK(golden::difference(steps.exponentials, sentence.numbers("exponentials")) == "");
    CHECK(golden::difference(Vector::Constant(1, steps.sum), sentence.numbers("sum")) == "");
    CHECK(golden::difference(steps.probabilities, sentence.numbers("pattern")) == "");
  });
}

TEST_CASE("softmax of 1, 2, 3, 4 is the textbook's") {
  const Vector expected{{0.03205860328008498, 0.08714431874203256, 0.23688281808991016, 0.6439142598879724}};
  CHECK(golden::difference(softmax(Vector{{1, 2, 3, 4}}), expected) == "");
}

TEST_CASE("softmax of equal numbers is uniform") {
  for (const double p : softmax(Vector::Constant(4, 2.5))) CHECK(p == 0.25);
  CHECK(softmax(Vector{{-1e300}})[0] == 1);
}

TEST_CASE("softmax does not change with a shift of its argument, nor overwrite it") {
  const Vector x{{0.5, -1, 2}};
  const Vector copy = x;
  CHECK(golden::difference(softmax(x.array() + 1000), softmax(x)) == "");
  CHECK(x == copy);
}

TEST_CASE("softmax takes numbers of any size") {
  const Vector p = softmax(Vector{{1e300, 0, -1e300}});
  CHECK(p == Vector{{1, 0, 0}});
}

TEST_CASE("temperature divides the scores") {
  const SoftmaxSteps steps = softmaxSteps(Vector{{2, 4}}, 2);
  CHECK(steps.scaled == Vector{{1, 2}});
  CHECK(steps.maximum == 2);
  CHECK(steps.shifted == Vector{{-1, 0}});
  CHECK(golden::difference(steps.probabilities, softmax(Vector{{1, 2}})) == "");
}

TEST_CASE("without subtracting the maximum, moderate scores give the same probabilities") {
  const Vector x{{1, -2, 3.5}};
  const SoftmaxSteps steps = softmaxSteps(x, 1, false);
  CHECK(steps.maximum == 0);
  CHECK(steps.shifted == x);
  CHECK(golden::difference(steps.exponentials, x.array().exp()) == "");
  CHECK(golden::difference(steps.probabilities, softmax(x)) == "");
}

TEST_CASE("without subtracting the maximum, large scores overflow and the steps end there") {
  // exp(709) is a double and the sum of three is not; exp(800) is none.
  for (const Vector& x : {Vector{{800, 1}}, Vector{{709.5, 709.5, 709.5}}}) {
    const SoftmaxSteps steps = softmaxSteps(x, 1, false);
    CHECK(steps.shifted == x);
    CHECK(steps.exponentials.size() == 0);
    CHECK(steps.sum == 0);
    CHECK(steps.probabilities.size() == 0);
    CHECK(allFinite(steps));
  }
}

TEST_CASE("without subtracting the maximum, very negative scores underflow and the steps end there") {
  const SoftmaxSteps steps = softmaxSteps(Vector{{-800, -900}}, 1, false);
  CHECK(steps.exponentials == Vector{{0, 0}});
  CHECK(steps.sum == 0);
  CHECK(steps.probabilities.size() == 0);
  CHECK(allFinite(steps));
}

TEST_CASE("the smallest sum above 0 still gives probabilities") {
  const SoftmaxSteps steps = softmaxSteps(Vector{{-745, -800}}, 1, false);
  CHECK(steps.sum > 0);
  CHECK(steps.probabilities == Vector{{1, 0}});
}

TEST_CASE("softmax refuses an empty argument and numbers that are not finite") {
  CHECK_THROWS_WITH_AS(softmax(Vector()), "scores must have at least one number, not none", InputError);
  CHECK_THROWS_WITH_AS(softmax(Vector{{1, kNaN}}), "scores must be finite numbers, not nan at position 1", InputError);
  CHECK_THROWS_WITH_AS(softmax(Vector{{kInfinity, 1}}), "scores must be finite numbers, not inf at position 0",
                       InputError);
  CHECK_THROWS_WITH_AS(softmax(Vector{{0, -kInfinity}}), "scores must be finite numbers, not -inf at position 1",
                       InputError);
}

TEST_CASE("softmax refuses a temperature that is not above 0 and finite") {
  const Vector x{{1, 2}};
  CHECK_THROWS_WITH_AS(softmaxSteps(x, 0), "temperature must be a number above 0, not 0.000000", InputError);
  CHECK_THROWS_WITH_AS(softmaxSteps(x, -1), "temperature must be a number above 0, not -1.000000", InputError);
  CHECK_THROWS_WITH_AS(softmaxSteps(x, kNaN), "temperature must be a number above 0, not nan", InputError);
  CHECK_THROWS_WITH_AS(softmaxSteps(x, kInfinity), "temperature must be a number above 0, not inf", InputError);
}

TEST_CASE("softmax refuses scores that leave the doubles on the way") {
  CHECK_THROWS_WITH_AS(softmaxSteps(Vector{{1, 1e300}}, 1e-10),
                       "scores divided by the temperature must be finite numbers, not inf at position 1", InputError);
  CHECK_THROWS_WITH_AS(softmax(Vector{{1.7e308, -1.7e308}}),
                       "scores less their maximum must be finite numbers, not -inf at position 1", InputError);
}
