// The safetensors format: a header of names, dtypes, shapes and offsets, then the numbers. Reading trusts nothing in
// the file and copies no numbers: what comes back points into the caller's bytes. Source:
// https://github.com/huggingface/safetensors, README, "Format".
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/tensor_file.h"

namespace attention {

/// The dtypes whose numbers are written; tensor_file.h has those that are read.
enum class Dtype { f32, f16, bf16 };

/// A file that comes in pieces: `beginning` holds at least its header, `size` is that of all of it in bytes, `name` is
/// what an error calls it, such as "model.safetensors". Throws InputError that says what is wrong with a file that is
/// not one: what it is instead (foreign.h), the header's length (at most 100 MB) or JSON, a name given twice, a dtype,
/// a shape, offsets that overlap, leave gaps, reach beyond the end or do not fit dtype and shape.
TensorFile readSafetensorsHeader(std::string_view beginning, std::uint64_t size, std::string_view name);

/// A whole file. The result is valid as long as `file` is.
TensorFile readSafetensors(std::string_view file, std::string_view name);

/// A tensor to write; there must be as many numbers as `shape` says.
struct TensorToStore {
  std::string name;
  std::vector<std::int64_t> shape;
  std::span<const float> numbers;
};

/// The file, the tensors in the order given. Throws InputError that names the tensor if a number is not finite, or
/// too large for dtype.
std::string writeSafetensors(std::span<const TensorToStore> tensors, const Metadata& metadata, Dtype dtype);

}  // namespace attention
