// The order of things by their indices, whatever they are: compiled once, where each std::sort of records is a kilobyte
// or two of code.
#pragma once

#include <cstddef>
#include <vector>

namespace attention {

/// The indices from 0 to count - 1, sorted: `is_before(things, a, b)` says whether the thing at a must come before the
/// one at b. Where neither must, the lower index comes first. Time: count log count comparisons.
std::vector<std::size_t> orderOf(std::size_t count, const void* things,
                                 bool (*is_before)(const void* things, std::size_t a, std::size_t b));

/// The same, by what `is_before(a, b)` says of two indices.
template <class IsBefore>
std::vector<std::size_t> orderOf(std::size_t count, const IsBefore& is_before) {
  return orderOf(count, &is_before, [](const void* comparison, std::size_t a, std::size_t b) {
    return (*static_cast<const IsBefore*>(comparison))(a, b);
  });
}

}  // namespace attention
