// A transformer that takes its tokens as they come and keeps every block's keys and values, so that each further token
// costs one row instead of the whole sequence: for generation. The logits are transformerForward's, up to rounding.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "transformer/activations.h"
#include "transformer/parameters.h"

namespace attention {

class KvCache {
 public:
  /// `parameters` are kept by reference, must outlive this object, and may change only before clear(). Allocates
  /// 2 L K·D context numbers; what the tokens that come together need, up to kMaxRows of them, when they first come.
  /// Throws InputError if those numbers are more than kMaxCacheNumbers.
  explicit KvCache(const Parameters& parameters);

  /// Forgets all tokens.
  void clear() { length_ = 0; }

  /// How many tokens were appended since the last clear().
  int length() const { return length_; }

  /// The logits, [V], of what follows the last of these tokens; valid until the next call. tokens: [N], N >= 1, each 0
  /// to V - 1. Throws InputError if they are not, or if there are more than the context has room for: then none is
  /// taken.
  std::span<const float> append(std::span<const int> tokens);

 private:
  const Parameters& parameters_;
  Tensors<const float> tensors_;  // of the parameters as they were when the first token came
  int length_ = 0;
  Activations activations_;
};

/// Positions that are computed at once, where several tokens come together: what that needs does not grow with them.
inline constexpr int kMaxRows = 64;

/// The most keys and values that a cache may have: 1 GB of them.
inline constexpr std::int64_t kMaxCacheNumbers = std::int64_t{1} << 28;

}  // namespace attention
