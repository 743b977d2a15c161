#include "transformer/head_reading.h"

#include <cmath>
#include <cstddef>
#include <limits>

#include "base/input_error.h"
#include "math/softmax.h"

namespace attention {

namespace {

/// A head's [rows, columns] from `begin` on, `stride` floats from one row to the next.
Matrix doubles(const float* begin, int rows, int columns, int stride) {
  Matrix matrix(rows, columns);
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < columns; ++j) matrix(i, j) = begin[std::ptrdiff_t{i} * stride + j];
  }
  return matrix;
}

}  // namespace

HeadReading readHead(const Activations& activations, int layer, int head) {
  const TransformerConfig& config = activations.config();
  requireInRange({"layer", 0, config.layers - 1}, layer);
  requireInRange({"head", 0, config.heads - 1}, head);
  const int length = activations.length(), size = config.headSize();
  const auto vectors = [&](Hook hook) {
    return doubles(activations.at(hook, layer) + head * size, length, size, activations.stride(hook));
  };
  const auto square = [&](Hook hook) {
    return doubles(activations.at(hook, layer) + std::ptrdiff_t{head} * length * length, length, length, length);
  };
  HeadReading reading{.queries = vectors(Hook::q),
                      .keys = vectors(Hook::k),
                      .values = vectors(Hook::v),
                      .products = Matrix(length, length),
                      .scores = square(Hook::scores),
                      .maxima = Vector(length),
                      .shifted = Matrix::Constant(length, length, -std::numeric_limits<double>::infinity()),
                      .exponentials = Matrix::Zero(length, length),
                      .sums = Vector(length),
                      .pattern = square(Hook::pattern),
                      .outputs = vectors(Hook::z)};
  const double root = std::sqrt(static_cast<double>(size));
  for (int i = 0; i < length; ++i) {
    for (int j = 0; j < length; ++j) reading.products(i, j) = reading.queries.row(i).dot(reading.keys.row(j));
    const int seen = i + 1;
    const SoftmaxSteps steps = softmaxSteps(reading.scores.row(i).head(seen).transpose());
    reading.maxima[i] = steps.maximum;
    reading.shifted.row(i).head(seen) = steps.shifted.transpose();
    reading.exponentials.row(i).head(seen) = steps.exponentials.transpose();
    reading.sums[i] = steps.sum;
    for (int j = seen; j < length; ++j) reading.scores(i, j) = reading.products(i, j) / root;
  }
  return reading;
}

}  // namespace attention
