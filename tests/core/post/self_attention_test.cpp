#include "post/self_attention.h"

#include <limits>

#include "base/input_error.h"
#include "doctest.h"
#include "post_golden.h"

using attention::attentionScores;
using attention::calculateSelfAttention;
using attention::InputError;
using attention::Matrix;
using attention::Variant;
using attention::Vector;

namespace {

Matrix matrix(Eigen::Index rows, Eigen::Index columns, double number) {
  return Matrix::Constant(rows, columns, number);
}

}  // namespace

TEST_CASE("weights of one query equal NumPy's, published and corrected") {
  golden::forEachSentence([](const golden::Run& run, const golden::Record& sentence) {
    CAPTURE(run.head.text("case"));
    const Matrix embeddings = golden::toMatrix(run.head.numbers("embeddings"), run.head.integer("dimensions"));
    const Matrix keys = attention::rowsAt(embeddings, sentence.integers("indices"));
    const Vector query = sentence.numbers("query");
    const Variant normalisation = run.options().departures.normalisation;
    CHECK(golden::difference(golden::flat(attentionScores(query.transpose(), keys)), sentence.numbers("scores")) == "");
    CHECK(golden::difference(calculateSelfAttention(query, keys, normalisation), sentence.numbers("weights")) == "");
  });
}

TEST_CASE("weights of a batch of queries equal NumPy's, each row's sum 1") {
  for (const golden::Record& batch : golden::batches()) {
    CAPTURE(batch.text("batch"));
    const int dimensions = batch.integers("shape")[2];
    const Matrix queries = golden::toMatrix(batch.numbers("queries"), dimensions);
    const Matrix keys = golden::toMatrix(batch.numbers("keys"), dimensions);
    const Matrix weights = calculateSelfAttention(queries, keys);
    CHECK(golden::difference(golden::flat(weights), batch.numbers("weights")) == "");
    CHECK(golden::difference(weights.rowwise().sum(), Vector::Ones(weights.rows())) == "");
  }
}

TEST_CASE("a batch holds what its queries give one by one") {
  const Matrix keys{{1, 0}, {0, 2}, {-1, 1}};
  const Matrix queries{{1, 2}, {-3, 0.5}};
  const Matrix weights = calculateSelfAttention(queries, keys);
  for (Eigen::Index row = 0; row < queries.rows(); ++row) {
    const Vector alone = calculateSelfAttention(queries.row(row).transpose(), keys, Variant::corrected);
    CHECK(golden::difference(weights.row(row).transpose(), alone) == "");
  }
}

TEST_CASE("scores are products divided by the root of the dimensions") {
  const Matrix scores = attentionScores(Matrix{{1, 2, 3, 4}}, Matrix{{1, 1, 1, 1}, {0, 0, 0, -2}});
  CHECK(scores == Matrix{{5, -4}});
}

TEST_CASE("a query of zeros looks at every key alike") {
  const Matrix keys{{1, 0}, {0, 2}, {-1, 1}, {5, 5}};
  const Vector zero = Vector::Zero(2);
  CHECK(calculateSelfAttention(zero, keys, Variant::published) == Vector::Ones(4));
  CHECK(calculateSelfAttention(zero, keys, Variant::corrected) == Vector::Constant(4, 0.25));
}

TEST_CASE("queries and keys must have the same dimensions, and there must be a key") {
  CHECK_THROWS_WITH_AS(attentionScores(matrix(1, 2, 1), matrix(3, 4, 1)),
                       "queries and keys must have the same number of dimensions, at least 1, not 2 and 4", InputError);
  CHECK_THROWS_WITH_AS(attentionScores(matrix(1, 0, 1), matrix(3, 0, 1)),
                       "queries and keys must have the same number of dimensions, at least 1, not 0 and 0", InputError);
  CHECK_THROWS_WITH_AS(attentionScores(matrix(1, 2, 1), matrix(0, 2, 1)), "keys must have at least one key, not none",
                       InputError);
  CHECK_THROWS_AS(calculateSelfAttention(matrix(2, 2, 1), matrix(3, 4, 1)), InputError);
}

TEST_CASE("products that are not finite are refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double number : {nan, std::numeric_limits<double>::infinity(), 1e200}) {
    CHECK_THROWS_WITH_AS(attentionScores(matrix(1, 2, number), matrix(1, 2, 1e200)),
                         "queries and keys must have finite products", InputError);
  }
}

TEST_CASE("published weights are refused where exp leaves the doubles, and corrected ones are not") {
  const Matrix keys{{709.0}, {710.0}};
  const Vector one = Vector::Ones(1);
  CHECK_THROWS_WITH_AS(calculateSelfAttention(one, keys, Variant::published),
                       "scores must be at most 709.78 for exp to stay finite, not 710.000000", InputError);
  CHECK(calculateSelfAttention(one, keys, Variant::corrected).allFinite());
  CHECK(calculateSelfAttention(one, keys.topRows(1), Variant::published).allFinite());
}
