// The tensors of a safetensors file by name. Its reader takes those that it knows; a tensor that is left over then does
// not belong in the file, and can be refused.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash_table.h"
#include "base/input_error.h"
#include "formats/safetensors.h"

namespace attention {

class TensorIndex {
 public:
  /// A name that begins with `prefix` is known without it. `file` is kept by reference and must outlive this object.
  /// Throws InputError if two names are then the same.
  explicit TensorIndex(const Safetensors& file, std::string_view prefix = "");

  /// The tensor of this name, whose numbers readNumbers can then read into as many as `shape` has. Throws InputError
  /// that names it if it is not there, or has another shape or a dtype that is not read.
  const StoredTensor& take(std::string_view name, std::span<const std::int64_t> shape);

  /// The same, but null if it is not there.
  const StoredTensor* takeIfThere(std::string_view name, std::span<const std::int64_t> shape);

  bool has(std::string_view name) const { return names_.find(name) != nullptr; }

  /// Takes, whatever they are, those for whose name is_ignored is true.
  void ignore(bool (*is_ignored)(std::string_view name));

  /// Throws InputError that names the first that was not taken.
  void requireAllTaken() const;

  /// Throws InputError: `<file>: "<tensor>" <what>`.
  [[noreturn]] void refuse(const StoredTensor& tensor, Pattern<0> what) const;

 private:
  struct Entry {
    std::string_view name;
    const StoredTensor* tensor;
    bool is_taken;
  };

  const Safetensors& file_;
  std::vector<Entry> entries_;
  TextTable names_;  // to places in entries_
};

}  // namespace attention
