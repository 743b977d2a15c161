// The numbers of one tensor from bytes that come in pieces, cut anywhere.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/tensor_file.h"

namespace attention {

class TensorReader {
 public:
  /// Both are kept by reference. Throws as blockOf does.
  TensorReader(const TensorFile& file, const StoredTensor& tensor);

  /// Takes bytes off the front of `bytes`, the next ones of the tensor, and returns the numbers that they complete: not
  /// all at once, and none where more bytes are needed. They are valid until the next call. Throws as readNumbers does.
  std::span<const float> next(std::string_view& bytes);

  /// The place in the tensor of the first of the numbers that `next` returned.
  std::size_t first() const { return first_; }

 private:
  bool complete(std::size_t width, std::string_view& bytes);
  std::span<const float> nextGroup(std::string_view& bytes);

  const TensorFile& file_;
  const StoredTensor& tensor_;
  Block block_;
  std::vector<float> numbers_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;  // of the numbers that were returned
  std::string begun_;      // the first bytes of a block whose others are to come
  std::string quants_;     // of numbers in groups, until their scales come
};

}  // namespace attention
