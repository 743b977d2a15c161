#include "formats/tensor_file.h"

#include <bit>
#include <cstring>

#include "base/finite.h"
#include "base/input_error.h"
#include "formats/float16.h"

namespace attention {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie in the file");

std::size_t bytesOfNumber(const TensorFile& file, const StoredTensor& tensor) {
  if (tensor.dtype == "F32") return 4;
  if (tensor.dtype == "F16" || tensor.dtype == "BF16") return 2;
  if (tensor.dtype == "F64") return 8;
  refuse(tensorPlace(file.name, tensor.name), "must have dtype F64, F32, F16 or BF16, not {}", {Quoted{tensor.dtype}});
}

void readNumbers(const TensorFile& file, const StoredTensor& tensor, const char* bytes, std::size_t first,
                 std::span<float> numbers) {
  const std::size_t width = bytesOfNumber(file, tensor);
  const auto convert = [&]<class Stored>(Stored, auto toFloat) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      Stored stored;
      std::memcpy(&stored, bytes + i * width, width);
      numbers[i] = toFloat(stored);
    }
  };
  if (tensor.dtype == "F32") {
    if (!numbers.empty()) std::memcpy(numbers.data(), bytes, numbers.size_bytes());
  } else if (tensor.dtype == "F64") {
    convert(double{}, [](double number) { return static_cast<float>(number); });
  } else if (tensor.dtype == "F16") {
    convert(std::uint16_t{}, fromFloat16);
  } else {
    convert(std::uint16_t{}, fromBfloat16);
  }
  requireFinite(numbers, first, tensorPlace(file.name, tensor.name));
}

void readNumbers(const TensorFile& file, const StoredTensor& tensor, std::span<float> numbers) {
  readNumbers(file, tensor, file.data.data() + tensor.begin, 0, numbers);
}

void requireFinite(std::span<const float> numbers, std::size_t first, const std::string& tensor) {
  const std::size_t place = firstNotFinite(numbers);
  if (place == numbers.size()) return;
  refuse(tensor, "must have finite numbers, not {} at {}", {numbers[place], first + place});
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
