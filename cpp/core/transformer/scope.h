// What tables of a transformer's tensors and activations have in common: rows that are there once, and rows that every
// block has.
#pragma once

#include <initializer_list>

namespace attention {

enum class Scope { before, block, after };

/// visit(row, layer) for each row of the table before the blocks, then for each of the blocks' rows in block 0, in
/// block 1, ..., then for each row after them; layer is 0 for those that are not a block's.
template <class Table, class Visit>
void forEachInOrder(const Table& table, int layers, Visit visit) {
  for (const Scope scope : {Scope::before, Scope::block, Scope::after}) {
    for (int layer = 0; layer < (scope == Scope::block ? layers : 1); ++layer) {
      for (const auto& row : table) {
        if (row.scope == scope) visit(row, layer);
      }
    }
  }
}

}  // namespace attention
