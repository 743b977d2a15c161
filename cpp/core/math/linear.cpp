#include "math/linear.h"

#include <algorithm>

#include "math/gemm.h"

namespace attention {

void linearForward(ConstView x, ConstView weight, const float* bias, View y) {
  for (int row = 0; bias != nullptr && row < y.rows; ++row) std::copy_n(bias, y.columns, y.row(row));
  gemm(Layout::nn, x, weight, y, bias != nullptr);
}

void linearBackward(ConstView x, ConstView weight, ConstView dy, View dx, bool accumulate, View dweight, float* dbias) {
  gemm(Layout::nt, dy, weight, dx, accumulate);
  if (dweight) gemm(Layout::tn, x, dy, dweight, true);
  for (int row = 0; dbias != nullptr && row < dy.rows; ++row) addTo(dbias, dy.row(row), dy.columns);
}

void add(ConstView a, ConstView b, View sum) {
  for (int row = 0; row < sum.rows; ++row) {
    const float *const first = a.row(row), *const second = b.row(row);
    float* const result = sum.row(row);
    for (int i = 0; i < sum.columns; ++i) result[i] = first[i] + second[i];
  }
}

void multiply(ConstView a, ConstView b, View product) {
  for (int row = 0; row < product.rows; ++row) {
    const float *const first = a.row(row), *const second = b.row(row);
    float* const result = product.row(row);
    for (int i = 0; i < product.columns; ++i) result[i] = first[i] * second[i];
  }
}

void scale(View x, float factor) {
  for (int row = 0; row < x.rows; ++row) {
    for (int i = 0; i < x.columns; ++i) x.row(row)[i] *= factor;
  }
}

void copy(ConstView x, View y) {
  if (x.data == y.data) return;
  for (int row = 0; row < y.rows; ++row) std::copy_n(x.row(row), y.columns, y.row(row));
}

void copyTransposed(ConstView x, View y) {
  for (int row = 0; row < x.rows; ++row) {
    const float* const from = x.row(row);
    float* to = y.data + row;
    for (int i = 0; i < x.columns; ++i, to += y.stride) *to = from[i];
  }
}

void addTo(float* __restrict y, const float* __restrict x, int size) {
  for (int i = 0; i < size; ++i) y[i] += x[i];
}

void addTo(float* __restrict y, float factor, const float* __restrict x, int size) {
  for (int i = 0; i < size; ++i) y[i] += factor * x[i];
}

}  // namespace attention
