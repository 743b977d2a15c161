// Whether numbers are numbers: neither infinite nor "not a number".
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

namespace attention {

/// The place of the first number that is not finite; how many there are, if all are.
template <class Float>
std::size_t firstNotFinite(std::span<const Float> numbers) {
  std::size_t count = 0;  // of all of them: such a loop the compiler can do several at a time
  for (const Float number : numbers) count += std::abs(number) <= std::numeric_limits<Float>::max() ? 0 : 1;
  if (count == 0) return numbers.size();
  const auto isNotFinite = [](Float number) { return !std::isfinite(number); };
  return static_cast<std::size_t>(std::find_if(numbers.begin(), numbers.end(), isNotFinite) - numbers.begin());
}

}  // namespace attention
