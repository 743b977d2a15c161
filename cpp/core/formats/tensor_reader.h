// The numbers of one tensor from bytes that come in pieces, cut anywhere.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "formats/tensor_file.h"

namespace attention {

class TensorReader {
 public:
  /// All are kept by reference. numbers: as many as the tensor's shape has; they are what is meant (arrange) once all
  /// bytes were appended. Throws as blockOf does.
  TensorReader(const TensorFile& file, const StoredTensor& tensor, std::span<float> numbers);

  /// The next bytes, at most those that are missing. Throws as readNumbers does.
  void append(std::string_view bytes);

 private:
  void take(const char* bytes, std::size_t blocks);
  void multiply(const char* scales, std::size_t count);

  const TensorFile& file_;
  const StoredTensor& tensor_;
  std::span<float> numbers_;
  Block block_;
  std::size_t first_ = 0;  // of the numbers that are missing
  std::size_t scaled_ = 0;
  std::string begun_;  // the first bytes of a block whose others are to come
};

}  // namespace attention
