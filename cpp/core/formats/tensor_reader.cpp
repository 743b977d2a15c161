#include "formats/tensor_reader.h"

#include <algorithm>
#include <cstring>

#include "base/built_for.h"

namespace attention {

namespace {

constexpr std::size_t kPiece = 1024;  // numbers; a multiple of every block's

}  // namespace

TensorReader::TensorReader(const TensorFile& file, const StoredTensor& tensor)
    : file_(file), tensor_(tensor), block_(blockOf(file, tensor)), numbers_(kPiece) {}

std::span<const float> TensorReader::next(std::string_view& bytes) {
  first_ += count_;
  count_ = 0;
  if (kEveryModel && tensor_.group > 0) return nextGroup(bytes);
  std::size_t blocks = begun_.empty() ? std::min(bytes.size() / block_.bytes, kPiece / block_.numbers) : 0;
  const char* from = bytes.data();
  if (blocks > 0) {
    bytes.remove_prefix(blocks * block_.bytes);
  } else {
    if (!complete(block_.bytes, bytes)) return {};
    from = begun_.data();
    blocks = 1;
  }
  count_ = blocks * block_.numbers;
  const std::span<float> numbers(numbers_.data(), count_);
  readNumbers(file_, tensor_, from, first_, numbers);
  begun_.clear();
  return numbers;
}

/// Whether so many bytes have begun.
bool TensorReader::complete(std::size_t width, std::string_view& bytes) {
  const std::size_t rest = std::min(width - begun_.size(), bytes.size());
  begun_.append(bytes.substr(0, rest));
  bytes.remove_prefix(rest);
  return begun_.size() == width;
}

/// All quants of the tensor come first, a byte each, then the scales.
std::span<const float> TensorReader::nextGroup(std::string_view& bytes) {
  const auto group = static_cast<std::size_t>(tensor_.group);
  const auto size = static_cast<std::size_t>(tensor_.end - tensor_.begin);
  const std::size_t all = size / (group + sizeof(float)) * group;  // groups are whole
  const std::size_t quants = std::min(all - quants_.size(), bytes.size());
  quants_.append(bytes.substr(0, quants));
  bytes.remove_prefix(quants);
  if (!complete(sizeof(float), bytes)) return {};
  float scale;
  std::memcpy(&scale, begun_.data(), sizeof scale);
  begun_.clear();
  requireFinite({&scale, 1}, first_ / group, tensorPlace(file_.name, tensor_.name));
  count_ = group;
  numbers_.resize(std::max(numbers_.size(), group));
  const std::span<float> numbers(numbers_.data(), group);
  readNumbers(file_, tensor_, quants_.data() + first_, first_, numbers);
  for (float& number : numbers) number *= scale;
  return numbers;
}

}  // namespace attention
