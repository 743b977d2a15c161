#include "formats/tensor_reader.h"

#include <algorithm>
#include <cstring>

#include "base/built_for.h"

namespace attention {

TensorReader::TensorReader(const TensorFile& file, const StoredTensor& tensor, std::span<float> numbers)
    : file_(file), tensor_(tensor), numbers_(numbers), block_(blockOf(file, tensor)) {}

void TensorReader::append(std::string_view bytes) {
  while (!bytes.empty()) {
    // Behind numbers with common scales come these.
    const std::size_t width = kEveryModel && first_ == numbers_.size() ? sizeof(float) : block_.bytes;
    const std::size_t missing =
        first_ == numbers_.size() ? bytes.size() / width : (numbers_.size() - first_) / block_.numbers;
    const std::size_t whole = begun_.empty() ? std::min(missing, bytes.size() / width) : 0;
    if (whole > 0) {
      take(bytes.data(), whole);
      bytes.remove_prefix(whole * width);
      continue;
    }
    const std::size_t rest = std::min(width - begun_.size(), bytes.size());
    begun_.append(bytes.substr(0, rest));
    bytes.remove_prefix(rest);
    if (begun_.size() < width) return;
    take(begun_.data(), 1);
    begun_.clear();
  }
  const bool is_complete = first_ == numbers_.size() && (tensor_.group == 0 || scaled_ == numbers_.size());
  if (kEveryModel && is_complete) arrange(tensor_, numbers_);
}

/// The next blocks of numbers, or scales.
void TensorReader::take(const char* bytes, std::size_t blocks) {
  if (kEveryModel && first_ == numbers_.size()) {
    multiply(bytes, blocks);
    return;
  }
  readNumbers(file_, tensor_, bytes, first_, numbers_.subspan(first_, blocks * block_.numbers));
  first_ += blocks * block_.numbers;
}

void TensorReader::multiply(const char* scales, std::size_t count) {
  const auto group = static_cast<std::size_t>(tensor_.group);
  for (std::size_t i = 0; i < count; ++i, scaled_ += group) {
    float scale;
    std::memcpy(&scale, scales + i * sizeof scale, sizeof scale);
    requireFinite({&scale, 1}, scaled_ / group, tensorPlace(file_.name, tensor_.name));
    for (float& number : numbers_.subspan(scaled_, group)) number *= scale;
  }
}

}  // namespace attention
