#include "tensor_index.h"

#include <algorithm>

#include "input_error.h"

namespace attention {

TensorIndex::TensorIndex(const Safetensors& file, std::string_view prefix) : file_(file) {
  for (const StoredTensor& tensor : file.tensors) {
    std::string_view name = tensor.name;
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
    entries_.push_back({name, &tensor, false});
  }
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  const auto twice = std::adjacent_find(entries_.begin(), entries_.end(),
                                        [](const Entry& a, const Entry& b) { return a.name == b.name; });
  if (twice == entries_.end()) return;
  attention::refuse("{}: {} must not be there both with and without {}",
                    {file.name, Quoted{twice->name}, Quoted{prefix}});
}

const StoredTensor& TensorIndex::take(std::string_view name, std::span<const std::int64_t> shape) {
  const StoredTensor* const tensor = takeIfThere(name, shape);
  if (!tensor) attention::refuse("{}: {} is missing", {file_.name, Quoted{name}});
  return *tensor;
}

const StoredTensor* TensorIndex::takeIfThere(std::string_view name, std::span<const std::int64_t> shape) {
  const auto place = std::lower_bound(entries_.begin(), entries_.end(), name,
                                      [](const Entry& entry, std::string_view key) { return entry.name < key; });
  if (place == entries_.end() || place->name != name) return nullptr;
  const StoredTensor& tensor = *place->tensor;
  if (!std::equal(shape.begin(), shape.end(), tensor.shape.begin(), tensor.shape.end())) {
    refuse(tensor, message("must have shape {}, not {}", {shownShape(shape), shownShape(tensor.shape)}));
  }
  requireReadable(file_, tensor);
  place->is_taken = true;
  return &tensor;
}

void TensorIndex::ignore(bool (*is_ignored)(std::string_view name)) {
  for (Entry& entry : entries_) entry.is_taken = entry.is_taken || is_ignored(entry.name);
}

void TensorIndex::requireAllTaken() const {
  for (const Entry& entry : entries_) {
    if (!entry.is_taken) refuse(*entry.tensor, "is not a tensor of this model");
  }
}

void TensorIndex::refuse(const StoredTensor& tensor, std::string_view what) const {
  attention::refuse("{}: {} {}", {file_.name, Quoted{tensor.name}, what});
}

}  // namespace attention
