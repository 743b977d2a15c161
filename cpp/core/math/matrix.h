// The shapes' letters and the two array types of the double-precision model.
//   B  rows in a batch of queries      T  words in the sentence
//   C  dimensions of an embedding      V  words in the vocabulary
// Matrices are row-major, so that row i is contiguous and leaves for JavaScript as it lies.
#pragma once

#include <Eigen/Core>

namespace attention {

using Vector = Eigen::VectorXd;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using VectorView = Eigen::Ref<const Vector>;
using MatrixView = Eigen::Ref<const Matrix>;

}  // namespace attention
