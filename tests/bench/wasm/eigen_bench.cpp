// What the core's matrix product is measured against: Eigen's, with the SSE packets that Emscripten turns into
// WebAssembly's SIMD128. A program of its own: in the core they would change the double-precision model and its size.
#include <Eigen/Core>

namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Matrix a, b, c;

}  // namespace

extern "C" {

/// layout: 0 nn, 1 nt, 2 tn, as attention::Layout.
[[gnu::used]] void prepareProduct(int layout, int m, int n, int k) {
  a = layout == 2 ? Matrix(k, m) : Matrix(m, k);
  b = layout == 1 ? Matrix(n, k) : Matrix(k, n);
  c = Matrix(m, n);
  for (Eigen::Index i = 0; i < a.size(); ++i) a.data()[i] = static_cast<float>(i % 101) / 101;
  for (Eigen::Index i = 0; i < b.size(); ++i) b.data()[i] = static_cast<float>(i % 103) / 103;
}

[[gnu::used]] void multiply(int layout, int times) {
  for (int i = 0; i < times; ++i) {
    if (layout == 0) c.noalias() = a * b;
    if (layout == 1) c.noalias() = a * b.transpose();
    if (layout == 2) c.noalias() = a.transpose() * b;
  }
}

[[gnu::used]] float sumOfProduct() { return c.sum(); }
}
