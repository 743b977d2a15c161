// A number that tells whether two arrays are the same, as far as 64 bits can. It is easy to make two different arrays
// with the same number on purpose.
// Source: G. Fowler, L. C. Noll, K.-P. Vo: FNV-1a.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace attention {

inline std::uint64_t checksum(std::span<const std::byte> bytes) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const std::byte byte : bytes) hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001B3u;
  return hash;
}

}  // namespace attention
