#include "formats/safetensors.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "base/float16.h"
#include "base/hash_table.h"
#include "base/input_error.h"
#include "formats/foreign.h"
#include "formats/json.h"
#include "formats/json_writer.h"

namespace attention {

namespace {

constexpr std::uint64_t kLengthBytes = 8;               // at the start: the header's length
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;  // the format's own limit
constexpr std::size_t kMaxDimensions = 8;

struct DtypeSize {
  std::string_view name;
  std::int64_t bytes;
};

/// First those of Dtype.
constexpr std::array<DtypeSize, 15> kDtypes{{{"F32", 4},
                                             {"F16", 2},
                                             {"BF16", 2},
                                             {"F64", 8},
                                             {"BOOL", 1},
                                             {"U8", 1},
                                             {"I8", 1},
                                             {"F8_E5M2", 1},
                                             {"F8_E4M3", 1},
                                             {"U16", 2},
                                             {"I16", 2},
                                             {"U32", 4},
                                             {"I32", 4},
                                             {"U64", 8},
                                             {"I64", 8}}};

const DtypeSize& entryOf(Dtype dtype) { return kDtypes[static_cast<std::size_t>(dtype)]; }

std::string_view headerOf(std::string_view beginning, std::uint64_t size, std::string_view name) {
  const bool has_header = beginning.size() > kLengthBytes && beginning[kLengthBytes] == '{';
  if (!has_header) refuseForeign(beginning, name);  // a length may begin as a pickle does
  if (beginning.size() < kLengthBytes) {
    refuse(name, "must begin with the 8 bytes of its header's length, not end after {}", {beginning.size()});
  }
  std::uint64_t length = 0;
  std::memcpy(&length, beginning.data(), kLengthBytes);
  const std::uint64_t most = std::min<std::uint64_t>(kMaxHeaderBytes, size - kLengthBytes);
  if (length > most) {
    refuse("", "{}'s header must be at most {} bytes long, not {}: the file is cut short, or of another format",
           {name, most, std::to_string(length)});
  }
  const std::string_view header = beginning.substr(kLengthBytes, static_cast<std::size_t>(length));
  if (!header.starts_with('{')) refuse("", "{}'s header must begin with {, not {}", {name, Quoted{header}});
  return header;
}

std::int64_t bytesOfOne(const JsonValue& dtype) {
  for (const DtypeSize& known : kDtypes) {
    if (known.name == dtype.text()) return known.bytes;
  }
  dtype.refuse("a dtype of the format");
}

std::vector<std::int64_t> shapeOf(const JsonValue& list) {
  if (!list.isList() || list.size() > kMaxDimensions) list.refuse("a list of at most 8 numbers");
  std::vector<std::int64_t> shape;
  for (const JsonValue extent : list.elements()) {
    shape.push_back(extent.integer(0, std::numeric_limits<std::int64_t>::max()));
  }
  return shape;
}

/// bytes_of_one · Π shape, or -1 if that is more than `most`.
std::int64_t bytesOf(std::int64_t bytes_of_one, std::span<const std::int64_t> shape, std::int64_t most) {
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
  std::int64_t bytes = bytes_of_one;
  for (const std::int64_t extent : shape) {
    if (extent > most / bytes) return -1;
    bytes *= extent;
  }
  return bytes <= most ? bytes : -1;
}

/// `most`: bytes after the header.
StoredTensor tensorOf(const JsonValue& entry, std::int64_t most) {
  if (!entry.isObject() || entry.size() != 3) entry.refuse("an object of dtype, shape and data_offsets");
  const JsonValue dtype = entry.member("dtype");
  const JsonValue offsets = entry.member("data_offsets");
  StoredTensor tensor{std::string(entry.key()), std::string(dtype.text()), shapeOf(entry.member("shape")), 0, 0};
  if (!offsets.isList() || offsets.size() != 2) offsets.refuse("a list of two numbers");
  auto offset = offsets.elements().begin();
  const JsonValue begin = *offset, end = *++offset;
  if (const std::int64_t last = end.integer(0, std::numeric_limits<std::int64_t>::max()); last > most) {
    refuse(offsets.place(), "must end within the {} bytes after the header, not at {}: the file is cut short",
           {most, last});
  }
  tensor.begin = begin.integer(0, most);
  tensor.end = end.integer(tensor.begin, most);
  if (bytesOf(bytesOfOne(dtype), tensor.shape, most) != tensor.end - tensor.begin) {
    refuse(offsets.place(), "must enclose the bytes of dtype {} and shape {}, not {}",
           {tensor.dtype, shownShape(tensor.shape), tensor.end - tensor.begin});
  }
  return tensor;
}

Metadata metadataOf(const JsonValue& object) {
  Metadata metadata;
  for (const JsonValue entry : object.members()) metadata.emplace_back(entry.key(), entry.text());
  return metadata;
}

void requireUnique(const JsonValue& object, std::string_view name) {
  TextTable keys;
  int count = 0;
  for (const JsonValue member : object.members()) {
    const bool is_new = keys.findOrInsert(member.key(), count) == count;
    if (!is_new) refuse(name, "must name nothing twice, as it does {}", {Quoted{member.key()}});
    ++count;
  }
}

/// Each must begin where the one before it ends.
void requireNoGaps(const std::vector<StoredTensor>& tensors, std::int64_t size, std::string_view name) {
  std::int64_t next = 0;
  for (const StoredTensor& tensor : tensors) {
    if (tensor.begin != next) {
      refuse(tensorPlace(name, tensor.name), "must begin at byte {}, where the tensor before it ends, not at {}",
             {next, tensor.begin});
    }
    next = tensor.end;
  }
  if (next != size) refuse(name, "must have {} bytes after its header, as its tensors do, not {}", {next, size});
}

std::string headerFor(std::span<const TensorToStore> tensors, const Metadata& metadata, Dtype dtype) {
  JsonWriter json;
  std::size_t offset = 0;
  json.beginObject();
  json.key("__metadata__");
  json.beginObject();
  for (const auto& [key, value] : metadata) {
    json.key(key);
    json.text(value);
  }
  json.endObject();
  for (const TensorToStore& tensor : tensors) {
    json.key(tensor.name);
    json.beginObject();
    json.key("dtype");
    json.text(entryOf(dtype).name);
    json.key("shape");
    json.beginList();
    for (const std::int64_t extent : tensor.shape) json.integer(extent);
    json.endList();
    json.key("data_offsets");
    json.beginList();
    json.integer(static_cast<std::int64_t>(offset));
    offset += tensor.numbers.size() * static_cast<std::size_t>(entryOf(dtype).bytes);
    json.integer(static_cast<std::int64_t>(offset));
    json.endList();
    json.endObject();
  }
  json.endObject();
  std::string header = json.take();
  header.resize((header.size() + 7) / 8 * 8, ' ');  // so that the numbers are aligned
  return header;
}

void append(std::string& file, const void* bytes, std::size_t size) {
  file.append(static_cast<const char*>(bytes), size);
}

void appendHalves(std::string& file, const TensorToStore& tensor, Dtype dtype) {
  const bool is_f16 = dtype == Dtype::f16;
  const std::uint16_t infinite = is_f16 ? 0x7C00u : 0x7F80u;
  for (std::size_t i = 0; i < tensor.numbers.size(); ++i) {
    const std::uint16_t half = is_f16 ? toFloat16(tensor.numbers[i]) : toBfloat16(tensor.numbers[i]);
    if ((half & infinite) == infinite) {
      refuse(quoted(tensor.name), "must have numbers up to {} for {}, not {} at {}",
             {is_f16 ? 65504.0f : 0x1.FEp127f, entryOf(dtype).name, tensor.numbers[i], i});
    }
    append(file, &half, sizeof half);
  }
}

}  // namespace

TensorFile readSafetensorsHeader(std::string_view beginning, std::uint64_t size, std::string_view name) {
  const std::string_view header = headerOf(beginning, size, name);
  TensorFile result;
  result.name = name;
  result.data_begin = kLengthBytes + header.size();
  result.data_size = size - result.data_begin;
  const auto data_size = static_cast<std::int64_t>(result.data_size);
  const JsonFile json(header, name);
  requireUnique(json.root(), name);
  std::vector<StoredTensor> tensors;
  for (const JsonValue entry : json.root().members()) {
    if (entry.key() == "__metadata__") {
      requireUnique(entry, message("{}: __metadata__", {name}));
      result.metadata = metadataOf(entry);
    } else {
      tensors.push_back(tensorOf(entry, data_size));
    }
  }
  result.tensors = inOrderOfBytes(std::move(tensors));
  requireNoGaps(result.tensors, data_size, name);
  return result;
}

TensorFile readSafetensors(std::string_view file, std::string_view name) {
  TensorFile result = readSafetensorsHeader(file, file.size(), name);
  result.data = file.substr(static_cast<std::size_t>(result.data_begin));
  return result;
}

std::string writeSafetensors(std::span<const TensorToStore> tensors, const Metadata& metadata, Dtype dtype) {
  const std::string header = headerFor(tensors, metadata, dtype);
  const std::uint64_t length = header.size();
  std::size_t numbers = 0;
  for (const TensorToStore& tensor : tensors) numbers += tensor.numbers.size();
  std::string file;
  file.reserve(kLengthBytes + header.size() + numbers * static_cast<std::size_t>(entryOf(dtype).bytes));
  append(file, &length, sizeof length);
  file += header;
  for (const TensorToStore& tensor : tensors) {
    requireFinite(tensor.numbers, 0, quoted(tensor.name));
    if (dtype != Dtype::f32) {
      appendHalves(file, tensor, dtype);
    } else if (!tensor.numbers.empty()) {
      append(file, tensor.numbers.data(), tensor.numbers.size_bytes());
    }
  }
  return file;
}

}  // namespace attention
