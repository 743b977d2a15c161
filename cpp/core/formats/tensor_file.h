// A file of tensors, whatever its format: what each is called, how its numbers lie, and where. Numbers come from bytes,
// all at once or piece by piece. The formats' readers make such lists (safetensors.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attention {

/// One tensor of a file.
struct StoredTensor {
  std::string name;
  std::string dtype;                // as safetensors spells it: "F32", "F16", "BF16", "I64", ...
  std::vector<std::int64_t> shape;  // at most 8 dimensions; none: one number
  std::int64_t begin, end;          // its bytes after the header: row-major, little-endian, exactly dtype and shape
};

/// Keys and texts that a file has beside its tensors.
using Metadata = std::vector<std::pair<std::string, std::string>>;

struct TensorFile {
  std::string name;                   // what errors call the file
  std::vector<StoredTensor> tensors;  // in the order of their bytes
  Metadata metadata;
  std::uint64_t data_begin;  // where in the file the bytes after the header begin
  std::string_view data;     // those bytes; empty where only the header was read
};

/// Bytes of one of a tensor's numbers: 8, 4 or 2. Throws InputError that names file and tensor unless its dtype is one
/// of those whose numbers are read.
std::size_t bytesOfNumber(const TensorFile& file, const StoredTensor& tensor);

/// Numbers of a tensor from their bytes: numbers.size() of them, the first of which is number `first` of the tensor.
/// Throws as bytesOfNumber does, and if a number is not finite as a float.
void readNumbers(const TensorFile& file, const StoredTensor& tensor, const char* bytes, std::size_t first,
                 std::span<float> numbers);

/// All numbers of a tensor of a whole file into `numbers`, which must have exactly as many. Throws the same.
void readNumbers(const TensorFile& file, const StoredTensor& tensor, std::span<float> numbers);

/// Throws InputError that names `tensor` and the place of the first number that is not finite, if there is one; `first`
/// is the place of the first of these numbers in the tensor.
void requireFinite(std::span<const float> numbers, std::size_t first, const std::string& tensor);

/// What an error calls a tensor: `model.safetensors: "wte.weight"`.
std::string tensorPlace(std::string_view file, std::string_view tensor);

/// "[2, 3]"; "[]" for one number.
std::string shownShape(std::span<const std::int64_t> shape);

}  // namespace attention
