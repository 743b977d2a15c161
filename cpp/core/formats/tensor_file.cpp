#include "formats/tensor_file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "base/built_for.h"
#include "base/finite.h"
#include "base/float16.h"
#include "base/float8.h"
#include "base/input_error.h"
#include "base/order.h"
#include "math/blocks.h"

namespace attention {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie in the file");

Block blockOf(const TensorFile& file, const StoredTensor& tensor) {
  if (tensor.dtype == "F32") return {1, 4};
  if (tensor.dtype == "F16" || tensor.dtype == "BF16") return {1, 2};
  if (tensor.dtype == "F64") return {1, 8};
  const std::string place = tensorPlace(file.name, tensor.name);
  if constexpr (kEveryModel) {
    if (tensor.dtype == "F8_E4M3" || tensor.dtype == "F8_E5M2" || tensor.group > 0) return {1, 1};
    if (const std::optional<BlockKind> kind = blockKindNamed(tensor.dtype)) {
      return {static_cast<std::size_t>(sizeOf(*kind).numbers), static_cast<std::size_t>(sizeOf(*kind).bytes)};
    }
    refuse(place, "must have a dtype of floating point, not {}", {Quoted{tensor.dtype}});
  }
  refuse(place, "must have dtype F64, F32, F16 or BF16, not {}", {Quoted{tensor.dtype}});
}

void readNumbers(const TensorFile& file, const StoredTensor& tensor, const char* bytes, std::size_t first,
                 std::span<float> numbers) {
  const Block block = blockOf(file, tensor);
  const auto convert = [&]<class Stored>(Stored, auto toFloat) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      Stored stored;
      std::memcpy(&stored, bytes + i * block.bytes, block.bytes);
      numbers[i] = toFloat(stored);
    }
  };
  if (tensor.dtype == "F32") {
    if (!numbers.empty()) std::memcpy(numbers.data(), bytes, numbers.size_bytes());
  } else if (tensor.dtype == "F64") {
    convert(double{}, [](double number) { return static_cast<float>(number); });
  } else if (tensor.dtype == "F16") {
    convert(std::uint16_t{}, fromFloat16);
  } else if (!kEveryModel || tensor.dtype == "BF16") {
    convert(std::uint16_t{}, fromBfloat16);
  } else if (tensor.dtype == "F8_E4M3") {
    convert(std::uint8_t{}, fromFloat8E4M3);
  } else if (tensor.dtype == "F8_E5M2") {
    convert(std::uint8_t{}, fromFloat8E5M2);
  } else if (tensor.group > 0) {
    convert(std::int8_t{}, [](std::int8_t number) { return static_cast<float>(number); });
  } else {
    const BlockKind kind = *blockKindNamed(tensor.dtype);
    for (std::size_t i = 0; i < numbers.size(); i += block.numbers, bytes += block.bytes) {
      unpackBlock(kind, bytes, numbers.data() + i);
    }
  }
  requireFinite(numbers, first, tensorPlace(file.name, tensor.name));
}

void readNumbers(const TensorFile& file, const StoredTensor& tensor, std::span<float> numbers) {
  readNumbers(file, tensor, file.data.data() + tensor.begin, 0, numbers);
}

void arrange(const StoredTensor& tensor, std::span<float> numbers) {
  if (tensor.addend != 0) {
    for (float& number : numbers) number += tensor.addend;
  }
  const auto [first, second, together] = tensor.rows;
  if (first == 1 || second == 1 || numbers.empty()) return;
  const std::size_t columns = numbers.size() / static_cast<std::size_t>(tensor.shape[0]);
  const std::size_t box = static_cast<std::size_t>(together) * columns;
  const std::size_t firsts = static_cast<std::size_t>(first), seconds = static_cast<std::size_t>(second);
  std::vector<float> stored(firsts * seconds * box);
  for (; numbers.size() >= stored.size(); numbers = numbers.subspan(stored.size())) {
    std::copy_n(numbers.begin(), stored.size(), stored.begin());
    for (std::size_t i = 0; i < firsts * seconds; ++i) {
      const std::size_t to = i % seconds * firsts + i / seconds;
      std::copy_n(stored.data() + i * box, box, numbers.data() + to * box);
    }
  }
}

void requireFinite(std::span<const float> numbers, std::size_t first, const std::string& tensor) {
  const std::size_t place = firstNotFinite(numbers);
  if (place == numbers.size()) return;
  refuse(tensor, "must have finite numbers, not {} at {}", {numbers[place], first + place});
}

std::vector<StoredTensor> inOrderOfBytes(std::vector<StoredTensor> tensors) {
  const auto isBefore = [&](std::size_t a, std::size_t b) {
    return tensors[a].begin != tensors[b].begin ? tensors[a].begin < tensors[b].begin : tensors[a].end < tensors[b].end;
  };
  std::vector<StoredTensor> ordered;
  ordered.reserve(tensors.size());
  for (const std::size_t i : orderOf(tensors.size(), isBefore)) ordered.push_back(std::move(tensors[i]));
  return ordered;
}

std::string tensorPlace(std::string_view file, std::string_view tensor) {
  return message("{}: {}", {file, Quoted{tensor}});
}

std::string shownShape(std::span<const std::int64_t> shape) {
  std::string text = "[";
  for (const std::int64_t extent : shape) text += message("{}{}", {text.size() > 1 ? ", " : "", extent});
  return text + "]";
}

}  // namespace attention
