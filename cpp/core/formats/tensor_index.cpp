#include "formats/tensor_index.h"

#include <algorithm>

namespace attention {

TensorIndex::TensorIndex(const Safetensors& file, std::string_view prefix) : file_(file) {
  for (const StoredTensor& tensor : file.tensors) {
    std::string_view name = tensor.name;
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
    const int place = static_cast<int>(entries_.size());
    if (names_.findOrInsert(name, place) != place) {
      attention::refuse(tensorPlace(file.name, name), "must not be there both with and without {}", {Quoted{prefix}});
    }
    entries_.push_back({name, &tensor, false});
  }
}

const StoredTensor& TensorIndex::take(std::string_view name, std::span<const std::int64_t> shape) {
  const StoredTensor* const tensor = takeIfThere(name, shape);
  if (!tensor) attention::refuse(tensorPlace(file_.name, name), "is missing");
  return *tensor;
}

const StoredTensor* TensorIndex::takeIfThere(std::string_view name, std::span<const std::int64_t> shape) {
  const int* const place = names_.find(name);
  if (!place) return nullptr;
  Entry& entry = entries_[static_cast<std::size_t>(*place)];
  const StoredTensor& tensor = *entry.tensor;
  if (!std::equal(shape.begin(), shape.end(), tensor.shape.begin(), tensor.shape.end())) {
    attention::refuse(tensorPlace(file_.name, tensor.name), "must have shape {}, not {}",
                      {shownShape(shape), shownShape(tensor.shape)});
  }
  requireReadable(file_, tensor);
  entry.is_taken = true;
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

void TensorIndex::refuse(const StoredTensor& tensor, Pattern<0> what) const {
  attention::refuse(tensorPlace(file_.name, tensor.name), what);
}

}  // namespace attention
