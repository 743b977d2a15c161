#include "transformer/head_reading.h"

#include <cmath>
#include <cstddef>
#include <limits>

#include "base/input_error.h"
#include "math/softmax.h"

namespace attention {

namespace {

Matrix doubles(ConstView view) {
  Matrix matrix(view.rows, view.columns);
  for (int i = 0; i < view.rows; ++i) {
    for (int j = 0; j < view.columns; ++j) matrix(i, j) = view.row(i)[j];
  }
  return matrix;
}

}  // namespace

HeadReading readHead(const Activations& activations, int layer, int head) {
  const TransformerConfig& config = activations.config();
  requireHead(config, layer, head);
  const int length = activations.length(), size = config.headSize();
  const int shared = head / (config.heads / config.keyValueHeads());  // the head of keys and values
  const auto vectors = [&](Hook hook, int of) {
    return doubles(activations.view(hook, layer).columnsFrom(of * size, size));
  };
  const auto square = [&](Hook hook) { return doubles(activations.view(hook, layer).rowsFrom(head * length, length)); };
  HeadReading reading{.queries = vectors(queriesOf(config), head),
                      .keys = vectors(keysOf(config), shared),
                      .values = vectors(Hook::v, shared),
                      .products = Matrix(length, length),
                      .scores = square(Hook::scores),
                      .maxima = Vector(length),
                      .shifted = Matrix::Constant(length, length, -std::numeric_limits<double>::infinity()),
                      .exponentials = Matrix::Zero(length, length),
                      .sums = Vector(length),
                      .pattern = square(Hook::pattern),
                      .outputs = vectors(Hook::z, head)};
  const auto scale = static_cast<double>(scoreScale(config, layer));
  for (int i = 0; i < length; ++i) {
    for (int j = 0; j < length; ++j) reading.products(i, j) = reading.queries.row(i).dot(reading.keys.row(j));
    const int first = firstSeen(config, i), seen = i + 1 - first;
    const SoftmaxSteps steps = softmaxSteps(reading.scores.row(i).segment(first, seen).transpose());
    reading.maxima[i] = steps.maximum;
    reading.shifted.row(i).segment(first, seen) = steps.shifted.transpose();
    reading.exponentials.row(i).segment(first, seen) = steps.exponentials.transpose();
    reading.sums[i] = steps.sum;
    for (int j = 0; j < first; ++j) reading.scores(i, j) = scale * reading.products(i, j);
    for (int j = i + 1; j < length; ++j) reading.scores(i, j) = scale * reading.products(i, j);
  }
  return reading;
}

}  // namespace attention
