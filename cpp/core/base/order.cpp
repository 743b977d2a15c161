#include "base/order.h"

#include <algorithm>
#include <numeric>

namespace attention {

std::vector<std::size_t> orderOf(std::size_t count, const void* things,
                                 bool (*is_before)(const void*, std::size_t, std::size_t)) {
  std::vector<std::size_t> order(count), merged(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto isBefore = [=](std::size_t a, std::size_t b) { return is_before(things, a, b); };
  for (std::size_t sorted = 1; sorted < count; sorted *= 2) {  // runs of so many are sorted
    for (std::size_t begin = 0; begin < count; begin += 2 * sorted) {
      const std::size_t* const first = order.data() + begin;
      const std::size_t* const second = order.data() + std::min(begin + sorted, count);
      const std::size_t* const end = order.data() + std::min(begin + 2 * sorted, count);
      std::merge(first, second, second, end, merged.data() + begin, isBefore);
    }
    order.swap(merged);
  }
  return order;
}

}  // namespace attention
