// The safetensors format: a header of names, dtypes, shapes and offsets, then the numbers. Reading trusts nothing in
// the file and copies no numbers: what comes back points into the caller's bytes. Source:
// https://github.com/huggingface/safetensors, README, "Format".
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attention {

/// The dtypes whose numbers are written. Read are F64 and BF16 too.
enum class Dtype { f32, f16 };

/// One tensor of a file.
struct StoredTensor {
  std::string name;
  std::string dtype;                // as the format spells it: "F32", "F16", "BF16", "I64", ...
  std::vector<std::int64_t> shape;  // at most 8 dimensions; none: one number
  std::int64_t begin, end;          // its bytes after the header: row-major, little-endian, exactly dtype and shape
};

/// __metadata__: keys and texts.
using Metadata = std::vector<std::pair<std::string, std::string>>;

struct Safetensors {
  std::string name;                   // what errors call the file
  std::vector<StoredTensor> tensors;  // in the order of their bytes
  Metadata metadata;
  std::uint64_t data_begin;  // where in the file the bytes after the header begin
  std::string_view data;     // those bytes; empty where only the header was read
};

/// A file that comes in pieces: `beginning` holds at least its header, `size` is that of all of it in bytes, `name` is
/// what an error calls it, such as "model.safetensors". Throws InputError that says what is wrong with a file that is
/// not one: what it is instead (foreign.h), the header's length (at most 100 MB) or JSON, a name given twice, a dtype,
/// a shape, offsets that overlap, leave gaps, reach beyond the end or do not fit dtype and shape.
Safetensors readSafetensorsHeader(std::string_view beginning, std::uint64_t size, std::string_view name);

/// A whole file. The result is valid as long as `file` is.
Safetensors readSafetensors(std::string_view file, std::string_view name);

/// Bytes of one of a tensor's numbers: 8, 4 or 2. Throws InputError that names file and tensor unless its dtype is one
/// of those whose numbers are read.
std::size_t bytesOfNumber(const Safetensors& file, const StoredTensor& tensor);

/// Numbers of a tensor from their bytes: numbers.size() of them, the first of which is number `first` of the tensor.
/// Throws as bytesOfNumber does, and if a number is not finite as a float.
void readNumbers(const Safetensors& file, const StoredTensor& tensor, const char* bytes, std::size_t first,
                 std::span<float> numbers);

/// All numbers of a tensor of a whole file into `numbers`, which must have exactly as many. Throws the same.
void readNumbers(const Safetensors& file, const StoredTensor& tensor, std::span<float> numbers);

/// A tensor to write; there must be as many numbers as `shape` says.
struct TensorToStore {
  std::string name;
  std::vector<std::int64_t> shape;
  std::span<const float> numbers;
};

/// The file, the tensors in the order given. Throws InputError that names the tensor if a number is not finite, or
/// too large for dtype.
std::string writeSafetensors(std::span<const TensorToStore> tensors, const Metadata& metadata, Dtype dtype);

/// What an error calls a tensor: `model.safetensors: "wte.weight"`.
std::string tensorPlace(std::string_view file, std::string_view tensor);

/// "[2, 3]"; "[]" for one number.
std::string shownShape(std::span<const std::int64_t> shape);

}  // namespace attention
