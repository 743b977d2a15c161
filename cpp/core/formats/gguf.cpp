#include "formats/gguf.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/hash_table.h"
#include "base/input_error.h"
#include "formats/foreign.h"

namespace attention {

namespace {

using Type = GgufValue::Type;

constexpr std::string_view kMagic = "GGUF";
constexpr std::uint64_t kEntryBytes = 13;   // at least: a length, a type, a value of one byte
constexpr std::uint64_t kTensorBytes = 24;  // at least: a length, a number of dimensions, a type, an offset
constexpr int kMaxDepth = 8;
constexpr std::uint32_t kMaxDimensions = 4;
constexpr std::uint64_t kMaxAlignment = 1u << 20;

struct TensorType {
  std::uint32_t number;
  std::string_view name;
};
/// Those whose numbers are read, and of the others the ones that files are most often in, to call them by name.
constexpr std::array<TensorType, 35> kTensorTypes{
    {{0, "F32"},      {1, "F16"},     {2, "Q4_0"},     {3, "Q4_1"},   {6, "Q5_0"},    {7, "Q5_1"},   {8, "Q8_0"},
     {9, "Q8_1"},     {10, "Q2_K"},   {11, "Q3_K"},    {12, "Q4_K"},  {13, "Q5_K"},   {14, "Q6_K"},  {15, "Q8_K"},
     {16, "IQ2_XXS"}, {17, "IQ2_XS"}, {18, "IQ3_XXS"}, {19, "IQ1_S"}, {20, "IQ4_NL"}, {21, "IQ3_S"}, {22, "IQ2_S"},
     {23, "IQ4_XS"},  {24, "I8"},     {25, "I16"},     {26, "I32"},   {27, "I64"},    {28, "F64"},   {29, "IQ1_M"},
     {30, "BF16"},    {34, "TQ1_0"},  {35, "TQ2_0"},   {39, "MXFP4"}, {40, "NVFP4"},  {4, "Q4_2"},   {5, "Q4_3"}}};

/// The header goes on beyond the bytes at hand.
struct MoreIsNeeded {};

class Reader {
 public:
  Reader(std::string_view beginning, std::uint64_t size) : beginning_(beginning), size_(size) {}

  std::uint64_t position() const { return position_; }
  std::uint64_t rest() const { return size_ - position_; }

  /// place: what errors call that of which they are.
  std::string_view take(std::uint64_t bytes, std::string_view place) {
    if (bytes > rest()) {
      refuse(place, "must have {} bytes more from byte {} on, not {}: the file is cut short, or of another format",
             {std::to_string(bytes), position_, rest()});
    }
    if (bytes > beginning_.size() - position_) throw MoreIsNeeded{};
    const std::string_view taken =
        beginning_.substr(static_cast<std::size_t>(position_), static_cast<std::size_t>(bytes));
    position_ += bytes;
    return taken;
  }

  template <class Number>
  Number number(std::string_view place) {
    Number number;
    std::memcpy(&number, take(sizeof number, place).data(), sizeof number);
    return number;
  }

  std::string_view text(std::string_view place) { return take(number<std::uint64_t>(place), place); }

  /// How many of something follow, of which each takes at least so many bytes.
  std::uint64_t count(std::uint64_t bytes_of_each, std::string_view place) {
    const auto count = number<std::uint64_t>(place);
    if (count > rest() / bytes_of_each) {
      refuse(place, "must count at most {}, for which the file has bytes, not {}",
             {rest() / bytes_of_each, std::to_string(count)});
    }
    return count;
  }

  Type type(std::string_view place) {
    const auto type = number<std::uint32_t>(place);
    if (type >= kGgufTypes) refuse(place, "must have a type from {} to {}, not {}", {0, kGgufTypes - 1, type});
    return static_cast<Type>(type);
  }

  GgufValue value(const std::string& place) {
    const Type of = type(place);
    if (of == Type::text) return {of, text(place)};
    if (of != Type::list) return {of, take(bytesOfOne(of), place)};
    GgufValue list{of, {}};
    const std::uint64_t begin = skipList(place, 1, list.element_type, list.elements);
    list.bytes = beginning_.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(position_ - begin));
    return list;
  }

 private:
  /// Returns where the first element begins.
  std::uint64_t skipList(const std::string& place, int depth, Type& element_type, std::uint64_t& elements) {
    if (depth > kMaxDepth) refuse(place, "must be lists within lists at most {} deep", {kMaxDepth});
    element_type = type(place);
    const std::uint64_t each = bytesOfOne(element_type);
    elements = count(each > 0 ? each : 8, place);
    const std::uint64_t begin = position_;
    if (each > 0) {
      take(elements * each, place);
      return begin;
    }
    for (std::uint64_t i = 0; i < elements; ++i) {
      Type inner_type;
      std::uint64_t inner_elements;
      if (element_type == Type::text)
        text(place);
      else
        skipList(place, depth + 1, inner_type, inner_elements);
    }
    return begin;
  }

  std::string_view beginning_;
  std::uint64_t size_;
  std::uint64_t position_ = 0;
};

void readVersion(Reader& reader, std::string_view name) {
  const auto version = reader.number<std::uint32_t>(name);
  if (version != 0 && (version & 0xFFFFu) == 0) {
    refuse(name, "has its numbers with the highest byte first (big-endian); only the other way round is read");
  }
  if (version != 2 && version != 3) refuse(name, "must be GGUF of version 2 or 3, not {}", {version});
}

void requireNew(TextTable& names, std::string_view text, std::string_view name) {
  const int count = static_cast<int>(names.size());
  const bool is_new = names.findOrInsert(text, count) == count;
  if (!is_new) refuse(name, "must name nothing twice, as it does {}", {Quoted{text}});
}

std::int64_t alignmentOf(const GgufMetadata& metadata) {
  constexpr std::string_view kKey = "general.alignment";
  if (!metadata.has(kKey)) return 32;
  const std::int64_t alignment = metadata.integer(kKey, 1, kMaxAlignment);
  if ((alignment & (alignment - 1)) != 0) refuse(metadata.place(kKey), "must be a power of two, not {}", {alignment});
  return alignment;
}

std::string dtypeOf(std::uint32_t type, const std::string& place) {
  const auto known =
      std::find_if(kTensorTypes.begin(), kTensorTypes.end(), [=](TensorType t) { return t.number == type; });
  if (known == kTensorTypes.end()) refuse(place, "has a type of numbers that is not known: {}", {type});
  return std::string(known->name);
}

/// Bytes of the shape's numbers. It refuses those that do not fit into `most`.
std::int64_t bytesOf(const StoredTensor& tensor, Block block, std::int64_t most, const std::string& place) {
  const auto numbers = static_cast<std::int64_t>(block.numbers), bytes = static_cast<std::int64_t>(block.bytes);
  const std::int64_t row = tensor.shape.empty() ? 1 : tensor.shape.back();
  if (row % numbers != 0) {
    refuse(place, "must have rows of whole blocks of {} numbers, as {} has them, not of {}",
           {numbers, tensor.dtype, row});
  }
  std::int64_t total = 1;
  for (const std::int64_t extent : tensor.shape) {
    if (extent == 0) return 0;
    if (extent > std::numeric_limits<std::int64_t>::max() / bytes / total) {
      refuse(place, "must fit into the {} bytes after the header, not have shape {}", {most, shownShape(tensor.shape)});
    }
    total *= extent;
  }
  return total / numbers * bytes;
}

/// Its offset is its beginning for now; its end is not known before that of the header is.
StoredTensor tensorOf(Reader& reader, const Gguf& gguf) {
  StoredTensor tensor;
  tensor.name = reader.text(gguf.file.name);
  const std::string place = tensorPlace(gguf.file.name, tensor.name);
  const auto dimensions = reader.number<std::uint32_t>(place);
  if (dimensions > kMaxDimensions) {
    refuse(place, "must have at most {} dimensions, not {}", {kMaxDimensions, dimensions});
  }
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  for (std::uint32_t i = 0; i < dimensions; ++i) {
    const auto extent = reader.number<std::uint64_t>(place);
    if (extent > kMost) refuse(place, "must have dimensions of at most {}, not {}", {kMost, std::to_string(extent)});
    tensor.shape.insert(tensor.shape.begin(), static_cast<std::int64_t>(extent));
  }
  tensor.dtype = dtypeOf(reader.number<std::uint32_t>(place), place);
  const auto offset = reader.number<std::uint64_t>(place);
  if (offset > kMost) refuse(place, "must begin at byte {} at most, not at {}", {kMost, std::to_string(offset)});
  tensor.begin = static_cast<std::int64_t>(offset);
  blockOf(gguf.file, tensor);  // refuses a type that is not read
  return tensor;
}

/// Once it is known where the header ends.
void placeTensors(TensorFile& file, std::int64_t data_size, std::int64_t alignment) {
  for (StoredTensor& tensor : file.tensors) {
    const std::string place = tensorPlace(file.name, tensor.name);
    const std::int64_t bytes = bytesOf(tensor, blockOf(file, tensor), data_size, place);
    if (tensor.begin % alignment != 0) {
      refuse(place, "must begin at a multiple of {} bytes, not at {}", {alignment, tensor.begin});
    }
    if (tensor.begin > data_size || bytes > data_size - tensor.begin) {
      refuse(place, "must end within the {} bytes after the header, not at {} bytes from {}: the file is cut short",
             {data_size, bytes, tensor.begin});
    }
    tensor.end = tensor.begin + bytes;
  }
  file.tensors = inOrderOfBytes(std::move(file.tensors));
  std::int64_t next = 0;
  for (const StoredTensor& tensor : file.tensors) {
    if (tensor.begin < next) {
      refuse(tensorPlace(file.name, tensor.name), "must begin after the tensor before it, at {}, not at {}",
             {next, tensor.begin});
    }
    next = tensor.end;
  }
}

Gguf readHeader(std::string_view beginning, std::uint64_t size, std::string_view name) {
  Reader reader(beginning, size);
  const std::string_view magic = reader.take(kMagic.size(), name);
  if (magic != kMagic) refuse(name, "must begin with GGUF, not {}", {Quoted{magic}});
  readVersion(reader, name);
  Gguf gguf{{std::string(name), {}, {}, 0, 0, {}}, GgufMetadata(name)};
  const auto tensors = reader.count(kTensorBytes, gguf.metadata.place("tensor_count"));
  const auto entries = reader.count(kEntryBytes, gguf.metadata.place("metadata_kv_count"));
  TextTable keys;
  for (std::uint64_t i = 0; i < entries; ++i) {
    const std::string_view key = reader.text(name);
    requireNew(keys, key, name);
    gguf.metadata.entries.push_back({key, reader.value(gguf.metadata.place(key))});
  }
  for (std::uint64_t i = 0; i < tensors; ++i) gguf.file.tensors.push_back(tensorOf(reader, gguf));
  TextTable names;
  for (const StoredTensor& tensor : gguf.file.tensors) requireNew(names, tensor.name, name);
  const auto alignment = static_cast<std::uint64_t>(alignmentOf(gguf.metadata));
  gguf.file.data_begin = std::min(size, (reader.position() + alignment - 1) / alignment * alignment);
  gguf.file.data_size = size - gguf.file.data_begin;
  placeTensors(gguf.file, static_cast<std::int64_t>(gguf.file.data_size), static_cast<std::int64_t>(alignment));
  if (beginning.size() == size) gguf.file.data = beginning.substr(static_cast<std::size_t>(gguf.file.data_begin));
  return gguf;
}

}  // namespace

bool isGguf(std::string_view beginning) { return beginning.starts_with(kMagic); }

std::optional<Gguf> readGguf(std::string_view beginning, std::uint64_t size, std::string_view name) {
  if (!isGguf(beginning)) refuseForeign(beginning, name);
  try {
    return readHeader(beginning, size, name);
  } catch (const MoreIsNeeded&) {
    return std::nullopt;
  }
}

}  // namespace attention
