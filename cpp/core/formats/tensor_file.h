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

/// The order in which rows lie, seen as a list of boxes: [.., first, second, together], where [.., second, first,
/// together] is meant.
struct RowOrder {
  std::int64_t first = 1;
  std::int64_t second = 1;
  std::int64_t together = 1;
};

/// One tensor of a file.
struct StoredTensor {
  std::string name;
  std::string dtype;                // as safetensors or ggml spell it: "F32", "F16", "BF16", "I64", "Q4_0", ...
  std::vector<std::int64_t> shape;  // at most 8 dimensions; none: one number
  std::int64_t begin, end;          // its bytes after the header: row-major, little-endian, exactly dtype and shape

  // Where a format differs from Hugging Face's layout:
  std::string known_as{};  // what that calls it; empty: the same
  RowOrder rows{};
  float addend = 0;        // of all numbers, once they are read
  std::int64_t group = 0;  // of I8: so many numbers have a scale in common; the scales, F32, follow all numbers
};

/// Keys and texts that a file has beside its tensors.
using Metadata = std::vector<std::pair<std::string, std::string>>;

struct TensorFile {
  std::string name;                   // what errors call the file
  std::vector<StoredTensor> tensors;  // in the order of their bytes
  Metadata metadata;
  std::uint64_t data_begin;  // where in the file the bytes after the header begin
  std::uint64_t data_size;   // how many those are: at least to the last tensor's end
  std::string_view data;     // those bytes; empty where only the header was read
};

/// The least part of a tensor that can be read by itself: one number, or of quantised dtypes a block.
struct Block {
  std::size_t numbers;
  std::size_t bytes;
};

/// Throws InputError that names file and tensor unless the dtype is one of those whose numbers are read: F64, F32, F16,
/// BF16, F8_E4M3, F8_E5M2, the quantised ones of math/blocks.h, and I8 in groups that have scales (tensor_reader.h).
Block blockOf(const TensorFile& file, const StoredTensor& tensor);

/// Numbers of a tensor from their bytes: numbers.size() of them, whole blocks, the first of which is number `first` of
/// the tensor. Throws as blockOf does, and if a number is not finite as a float: where a block's scale is not, neither
/// are its numbers.
void readNumbers(const TensorFile& file, const StoredTensor& tensor, const char* bytes, std::size_t first,
                 std::span<float> numbers);

/// All numbers of a tensor of a whole file into `numbers`, which must have exactly as many. Throws the same.
void readNumbers(const TensorFile& file, const StoredTensor& tensor, std::span<float> numbers);

/// All numbers of a tensor, as they were read, become what is meant: rows and addend as the tensor says. Takes memory
/// for the rows that change places among themselves.
void arrange(const StoredTensor& tensor, std::span<float> numbers);

/// Throws InputError that names `tensor` and the place of the first number that is not finite, if there is one; `first`
/// is the place of the first of these numbers in the tensor.
void requireFinite(std::span<const float> numbers, std::size_t first, const std::string& tensor);

/// By where they begin; those that begin together, by where they end.
std::vector<StoredTensor> inOrderOfBytes(std::vector<StoredTensor> tensors);

/// What an error calls a tensor: `model.safetensors: "wte.weight"`.
std::string tensorPlace(std::string_view file, std::string_view tensor);

/// "[2, 3]"; "[]" for one number.
std::string shownShape(std::span<const std::int64_t> shape);

}  // namespace attention
