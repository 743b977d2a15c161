// The shapes' letters and the two array types of the double-precision model.
//   B  rows in a batch of queries      T  words in the sentence
//   C  dimensions of an embedding      V  words in the vocabulary
// Matrices are row-major, so that row i is contiguous and leaves for JavaScript as it lies.
#pragma once

#include <Eigen/Core>
#include <vector>

namespace attention {

using Vector = Eigen::VectorXd;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using VectorView = Eigen::Ref<const Vector>;
using MatrixView = Eigen::Ref<const Matrix>;

/// The rows of a matrix with these indices, one below the other. (What Eigen has for it has another name in each
/// version.)
inline Matrix rowsAt(const Matrix& matrix, const std::vector<int>& indices) {
  Matrix rows(static_cast<Eigen::Index>(indices.size()), matrix.cols());
  for (Eigen::Index i = 0; i < rows.rows(); ++i) rows.row(i) = matrix.row(indices[static_cast<std::size_t>(i)]);
  return rows;
}

}  // namespace attention
