// Many floats that products read again and again: they begin at a line of the cache. WebAssembly's own allocator gives
// multiples of 8 bytes, and a SIMD vector that lies across two lines takes two loads: a tenth of generation's time.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace attention {

template <class T>
struct LineAllocator {
  using value_type = T;
  static constexpr std::align_val_t kLine{64};  // bytes

  LineAllocator() = default;
  template <class Other>
  LineAllocator(const LineAllocator<Other>&) {}

  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), kLine)); }
  void deallocate(T* numbers, std::size_t) { ::operator delete(numbers, kLine); }
  bool operator==(const LineAllocator&) const = default;
};

using Floats = std::vector<float, LineAllocator<float>>;

}  // namespace attention
