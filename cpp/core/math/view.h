// A matrix of floats in somebody else's array: where it begins, its sizes, and how far apart its rows lie. Row-major.
#pragma once

#include <cstddef>
#include <type_traits>

namespace attention {

template <class Float>
struct BasicView {
  Float* data = nullptr;  // null: there is no such matrix
  int rows = 0;
  int columns = 0;
  int stride = 0;  // floats from one row to the next, at least `columns`; what lies between is not the matrix's

  BasicView() = default;
  BasicView(Float* begin, int row_count, int column_count, int row_stride)
      : data(begin), rows(row_count), columns(column_count), stride(row_stride) {}
  /// Rows that follow one another without gaps.
  BasicView(Float* begin, int row_count, int column_count) : BasicView(begin, row_count, column_count, column_count) {}
  operator BasicView<const Float>() const requires(!std::is_const_v<Float>) { return {data, rows, columns, stride}; }

  explicit operator bool() const { return data != nullptr; }
  Float* row(int i) const { return data + std::ptrdiff_t{i} * stride; }
  BasicView part(int first_row, int first_column, int row_count, int column_count) const {
    return {row(first_row) + first_column, row_count, column_count, stride};
  }
  BasicView rowsFrom(int first, int count) const { return part(first, 0, count, columns); }
  BasicView columnsFrom(int first, int count) const { return part(0, first, rows, count); }
};

using View = BasicView<float>;
using ConstView = BasicView<const float>;

}  // namespace attention
