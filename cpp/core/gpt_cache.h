// A transformer that takes its tokens one by one and keeps every block's keys and values, so that each further token
// costs one row instead of the whole sequence: for generation. The logits are gptForward's, up to rounding.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gpt_parameters.h"

namespace attention {

class GptCache {
 public:
  /// `parameters` are kept by reference, must outlive this object, and may change only before clear(). Allocates
  /// 2 L C context numbers and what one token needs, and nothing later. Throws InputError if those are more than
  /// kMaxCacheNumbers.
  explicit GptCache(const GptParameters& parameters);

  /// Forgets all tokens.
  void clear() { length_ = 0; }

  /// How many tokens were appended since the last clear().
  int length() const { return length_; }

  /// Whether length() is the model's context.
  bool isFull() const { return length_ == config_.context; }

  /// The logits, [V], of what follows the tokens up to this one; valid until the next call. token: 0 to V - 1. Throws
  /// InputError if it is not, or if the cache isFull().
  std::span<const float> append(int token);

 private:
  void attend(int layer);
  void runMlp(int layer);
  void normalise(const float* weight, const float* bias);
  void keep(int layer);
  float* keysOf(int layer, int head);
  float* valuesOf(int layer, int head);

  const GptParameters& parameters_;
  const GptConfig config_;
  int length_ = 0;
  // [L, H, D, context] each: a head's numbers of one kind lie side by side for all positions.
  std::vector<float> keys_, values_;
  // What is computed of one position.
  std::vector<float> resid_, normalized_, out_;  // [C]
  std::vector<float> qkv_;                       // [3C]
  std::vector<float> z_;                         // [C]
  std::vector<float> pattern_;                   // [context], of one head
  std::vector<float> mlp_;                       // [F]
  std::vector<float> logits_;                    // [V]
};

/// The most keys and values that a cache may have: 1 GB of them.
inline constexpr std::int64_t kMaxCacheNumbers = std::int64_t{1} << 28;

}  // namespace attention
