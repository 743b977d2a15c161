// Counts what the program allocates.
#include <malloc.h>

#include <cstdlib>
#include <new>

namespace {

int count = 0;
std::size_t in_use = 0;

}  // namespace

void* operator new(std::size_t size) {
  void* const memory = std::malloc(size);
  if (memory == nullptr) std::abort();
  ++count;
  in_use += malloc_usable_size(memory);
  return memory;
}

void operator delete(void* memory) noexcept {
  if (memory != nullptr) in_use -= malloc_usable_size(memory);
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

extern "C" {

/// Since the program began.
[[gnu::used]] int allocations() { return count; }

[[gnu::used]] std::size_t bytesInUse() { return in_use; }
}
