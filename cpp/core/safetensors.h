// The safetensors format: a header of names, dtypes, shapes and offsets, then the numbers. Reading trusts nothing in
// the file and copies nothing: what comes back points into the caller's bytes. Source:
// https://github.com/huggingface/safetensors, README "Format".
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attention {

/// The dtypes whose numbers are read and written.
enum class Dtype { f32, f16 };

/// One tensor of a file.
struct StoredTensor {
  std::string name;
  std::string dtype;                // as the format spells it: "F32", "F16", "BF16", "I64", ...
  std::vector<std::int64_t> shape;  // at most 8 dimensions; none: one number
  std::string_view bytes;           // row-major, little-endian, exactly shape x dtype
};

using Metadata = std::vector<std::pair<std::string, std::string>>;

struct Safetensors {
  std::vector<StoredTensor> tensors;  // in the order of their bytes
  Metadata metadata;                  // __metadata__
};

/// Throws InputError that says what is wrong with a file that is not one: length of the header, JSON, a name given
/// twice, dtype, shape, offsets that overlap, leave gaps, reach beyond the end or do not match shape and dtype. The
/// header may be 1 MiB long. The result is valid as long as `file` is.
Safetensors readSafetensors(std::string_view file);

/// The tensor's numbers into `numbers`, which must have exactly as many. Throws InputError that names the tensor unless
/// its dtype is F32 or F16 and every number is finite.
void readNumbers(const StoredTensor& tensor, std::span<float> numbers);

/// A tensor to write; `numbers` must have as many as `shape` says.
struct TensorToStore {
  std::string name;
  std::vector<std::int64_t> shape;
  std::span<const float> numbers;
};

/// The file, the tensors in the order given. Throws InputError that names the tensor if a number is not finite, or
/// rounds to more than dtype can hold.
std::string writeSafetensors(std::span<const TensorToStore> tensors, const Metadata& metadata, Dtype dtype);

}  // namespace attention
