// The tensors of files by name. Their reader takes those that it knows; a tensor that is left over then does not belong
// in the files, and can be refused.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash_table.h"
#include "base/input_error.h"
#include "formats/tensor_file.h"

namespace attention {

class TensorIndex {
 public:
  /// Prefixes are taken off the names, as many as there are and in any order: "module.transformer.wte.weight" is known
  /// as "wte.weight". `files` are kept by reference and must outlive this object. Throws InputError if two names are
  /// then the same.
  explicit TensorIndex(std::span<const TensorFile> files, std::span<const std::string_view> prefixes = {});

  /// The tensor of this name, whose numbers readNumbers can then read into as many as `shape` has. Throws InputError
  /// that names it if it is not there, or has another shape or a dtype that is not read.
  const StoredTensor& take(std::string_view name, std::span<const std::int64_t> shape);

  /// The same, but null if it is not there.
  const StoredTensor* takeIfThere(std::string_view name, std::span<const std::int64_t> shape);

  bool has(std::string_view name) const { return names_.find(name) != nullptr; }

  /// The shape of the tensor of this name; empty if there is none.
  std::span<const std::int64_t> shapeOf(std::string_view name) const;

  /// What errors call one of the tensors: `model.safetensors: "wte.weight"`.
  std::string placeOf(const StoredTensor& tensor) const;

  /// The tensor known as `from` is known as `to` from now on, a name that there must not be yet.
  void rename(std::string_view from, std::string_view to);

  /// Takes, whatever they are, those for whose name is_ignored is true, and returns their names as the files have them.
  std::vector<std::string> ignore(bool (*is_ignored)(std::string_view name));

  /// Throws InputError that names the first that was not taken.
  void requireAllTaken() const;

 private:
  struct Entry {
    std::string_view name;
    const TensorFile* file;
    const StoredTensor* tensor;
    bool is_taken;
  };

  std::span<const TensorFile> files_;
  std::vector<Entry> entries_;
  TextTable names_;  // to places in entries_
};

}  // namespace attention
