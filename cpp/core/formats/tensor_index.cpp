#include "formats/tensor_index.h"

#include <algorithm>

namespace attention {

namespace {

std::string_view withoutPrefixes(std::string_view name, std::span<const std::string_view> prefixes) {
  for (std::size_t i = 0; i < prefixes.size();) {
    const bool has_it = name.starts_with(prefixes[i]);
    if (has_it) name.remove_prefix(prefixes[i].size());
    i = has_it ? 0 : i + 1;
  }
  return name;
}

}  // namespace

TensorIndex::TensorIndex(std::span<const TensorFile> files, std::span<const std::string_view> prefixes)
    : files_(files) {
  for (const TensorFile& file : files) {
    for (const StoredTensor& tensor : file.tensors) {
      const std::string_view name = withoutPrefixes(tensor.known_as.empty() ? tensor.name : tensor.known_as, prefixes);
      const int place = static_cast<int>(entries_.size());
      const int first = names_.findOrInsert(name, place);
      if (first != place) {
        const Entry& other = entries_[static_cast<std::size_t>(first)];
        refuse(tensorPlace(file.name, tensor.name), "must not be there twice, as it is in {} as {}",
               {other.file->name, Quoted{other.tensor->name}});
      }
      entries_.push_back({name, &file, &tensor, false});
    }
  }
}

const StoredTensor& TensorIndex::take(std::string_view name, std::span<const std::int64_t> shape) {
  const StoredTensor* const tensor = takeIfThere(name, shape);
  if (!tensor) refuse(tensorPlace(files_.front().name, name), "is missing");
  return *tensor;
}

const StoredTensor* TensorIndex::takeIfThere(std::string_view name, std::span<const std::int64_t> shape) {
  const int* const place = names_.find(name);
  if (!place) return nullptr;
  Entry& entry = entries_[static_cast<std::size_t>(*place)];
  const StoredTensor& tensor = *entry.tensor;
  if (!std::equal(shape.begin(), shape.end(), tensor.shape.begin(), tensor.shape.end())) {
    refuse(tensorPlace(entry.file->name, tensor.name), "must have shape {}, not {}",
           {shownShape(shape), shownShape(tensor.shape)});
  }
  blockOf(*entry.file, tensor);  // refuses a dtype that is not read
  entry.is_taken = true;
  return &tensor;
}

std::span<const std::int64_t> TensorIndex::shapeOf(std::string_view name) const {
  const int* const place = names_.find(name);
  if (!place) return {};
  return entries_[static_cast<std::size_t>(*place)].tensor->shape;
}

std::string TensorIndex::placeOf(const StoredTensor& tensor) const {
  const auto it = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.tensor == &tensor; });
  return tensorPlace(it->file->name, tensor.name);
}

void TensorIndex::rename(std::string_view from, std::string_view to) {
  const int place = *names_.find(from);
  Entry& entry = entries_[static_cast<std::size_t>(place)];
  entry.is_taken = true;
  entries_.push_back({to, entry.file, entry.tensor, false});
  names_.findOrInsert(to, static_cast<int>(entries_.size()) - 1);
}

std::vector<std::string> TensorIndex::ignore(bool (*is_ignored)(std::string_view name)) {
  std::vector<std::string> names;
  for (Entry& entry : entries_) {
    if (entry.is_taken || !is_ignored(entry.name)) continue;
    entry.is_taken = true;
    names.push_back(entry.tensor->name);
  }
  return names;
}

void TensorIndex::requireAllTaken() const {
  for (const Entry& entry : entries_) {
    if (!entry.is_taken) refuse(tensorPlace(entry.file->name, entry.tensor->name), "is not a tensor of this model");
  }
}

}  // namespace attention
