#include "math/gemm.h"

#include <Eigen/Core>
#include <random>
#include <vector>

#include "doctest.h"

using attention::gemm;
using attention::Layout;

namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A matrix as it is stored, with `gap` floats after each row that must be neither read nor written.
struct Stored {
  static constexpr float kGap = 1e30F;
  int rows, columns, stride;
  std::vector<float> data;

  Stored(int row_count, int column_count, int gap, std::minstd_rand& random)
      : rows(row_count), columns(column_count), stride(column_count + gap) {
    data.assign(static_cast<std::size_t>(rows * stride), kGap);
    for (int i = 0; i < rows; ++i) {
      for (int j = 0; j < columns; ++j) at(i, j) = static_cast<float>(random() % 2001) / 1000 - 1;
    }
  }
  float& at(int i, int j) { return data[static_cast<std::size_t>(i * stride + j)]; }
  Matrix matrix() {
    Matrix m(rows, columns);
    for (int i = 0; i < rows; ++i) {
      for (int j = 0; j < columns; ++j) m(i, j) = at(i, j);
    }
    return m;
  }
  attention::View view() { return {data.data(), rows, columns, stride}; }
  bool areGapsUntouched() {
    for (int i = 0; i < rows; ++i) {
      for (int j = columns; j < stride; ++j) {
        if (at(i, j) != kGap) return false;
      }
    }
    return true;
  }
};

/// The largest difference from Eigen's product in double precision, as a part of what rounding may do.
double error(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, const Eigen::MatrixXd& before, const Matrix& result) {
  if (result.size() == 0) return 0;
  const Eigen::MatrixXd allowed =
      ((a.cwiseAbs() * b.cwiseAbs()).array() + before.cwiseAbs().array()) * (1e-7 * (4 + 0.05 * double(a.cols()))) +
      1e-7;
  return ((result.cast<double>() - a * b - before).cwiseAbs().array() / allowed.array()).maxCoeff();
}

double gemmError(Layout layout, int m, int n, int k, int gap, bool accumulate, std::minstd_rand& random) {
  Stored a = layout == Layout::tn ? Stored(k, m, gap, random) : Stored(m, k, gap, random);
  Stored b = layout == Layout::nt ? Stored(n, k, gap, random) : Stored(k, n, gap, random);
  Stored c(m, n, gap, random);
  const Matrix before = c.matrix();
  const float factor = m % 2 == 0 ? 1 : -0.75F;
  gemm(layout, a.view(), b.view(), c.view(), accumulate, factor);
  CHECK(c.areGapsUntouched());
  Eigen::MatrixXd left = factor * a.matrix().cast<double>();
  Eigen::MatrixXd right = b.matrix().cast<double>();
  if (layout == Layout::tn) left = Eigen::MatrixXd(left.transpose());
  if (layout == Layout::nt) right = Eigen::MatrixXd(right.transpose());
  Eigen::MatrixXd start = Eigen::MatrixXd::Zero(m, n);
  if (accumulate) start = before.cast<double>();
  return error(left, right, start, c.matrix());
}

constexpr Layout kLayouts[] = {Layout::nn, Layout::nt, Layout::tn};

}  // namespace

TEST_CASE("a matrix product equals Eigen's, in every layout and for every size around the kernel's tiles") {
  std::minstd_rand random(1);
  double largest = 0;
  for (const Layout layout : kLayouts) {
    for (int m = 0; m <= 9; ++m) {
      for (int n = 0; n <= 17; ++n) {
        for (const int k : {0, 1, 2, 3, 4, 5, 7, 8, 9}) {
          largest = std::max(largest, gemmError(layout, m, n, k, m % 3, n % 2 == 1, random));
        }
      }
    }
  }
  CHECK(largest < 1);
}

TEST_CASE("a matrix product equals Eigen's for sizes around the kernel's blocks") {
  std::minstd_rand random(2);
  double largest = 0;
  for (const Layout layout : kLayouts) {
    for (const bool accumulate : {false, true}) {
      for (const int size : {1, 7, 63, 64, 65, 129, 172}) {
        largest = std::max(largest, gemmError(layout, size, 65, 16, 0, accumulate, random));
        largest = std::max(largest, gemmError(layout, 1, size, 63, 2, accumulate, random));
        largest = std::max(largest, gemmError(layout, 65, size, 130, 3, accumulate, random));
        largest = std::max(largest, gemmError(layout, 12, 16, size, 1, accumulate, random));
        largest = std::max(largest, gemmError(layout, size, size, size, 2, accumulate, random));
      }
      largest = std::max(largest, gemmError(layout, 259, 9, 257, 5, accumulate, random));
      for (const int rows : {1, 2, 3, 4, 7, 16, 19, 259}) {  // rows that lie 512 floats and more apart
        largest = std::max(largest, gemmError(layout, rows, 9, 5, 512, accumulate, random));
      }
      largest = std::max(largest, gemmError(layout, 515, 17, 259, 0, accumulate, random));
    }
  }
  CHECK(largest < 1);
}

TEST_CASE("a product over no terms is zero, or leaves what it adds to") {
  float c[] = {1, 2, 3, 4};
  gemm(Layout::nn, {nullptr, 2, 0}, {nullptr, 0, 2}, {c, 2, 2}, true);
  CHECK(c[3] == 4);
  gemm(Layout::nn, {nullptr, 2, 0}, {nullptr, 0, 2}, {c, 2, 2}, false);
  for (const float value : c) CHECK(value == 0);
}

TEST_CASE("the same matrix product gives the same bits") {
  std::minstd_rand random(3);
  Stored a(65, 172, 0, random), b(172, 63, 0, random), c(65, 63, 0, random), d(65, 63, 0, random);
  for (Stored* result : {&c, &d}) {
    gemm(Layout::nn, a.view(), b.view(), result->view(), false);
  }
  CHECK(c.data == d.data);
}

TEST_CASE("a vector by a matrix, stored either way, equals Eigen's product") {
  std::minstd_rand random(4);
  double largest = 0;
  for (const int n : {0, 1, 3, 4, 7, 16, 19, 31, 45, 64, 65, 172}) {
    for (const int k : {0, 1, 3, 4, 5, 16, 63, 172}) {
      for (const bool accumulate : {false, true}) {
        largest = std::max(largest, gemmError(Layout::nn, 1, n, k, 0, accumulate, random));
        largest = std::max(largest, gemmError(Layout::nt, 1, n, k, 0, accumulate, random));
      }
    }
  }
  CHECK(largest < 1);
}
