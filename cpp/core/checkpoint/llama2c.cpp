#include "checkpoint/llama2c.h"

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "base/input_error.h"
#include "formats/foreign.h"
#include "formats/json_writer.h"

namespace attention {

namespace {

constexpr std::uint32_t kMagic = 0x616b3432;
constexpr std::uint64_t kVersion0HeaderBytes = 28;
constexpr std::int64_t kMostSize = 1 << 24;  // so that products of two fit easily
constexpr std::int64_t kMostLayers = 1000;

struct Sizes {
  std::int64_t dim = 0, hidden_dim = 0, n_layers = 0, n_heads = 0, n_kv_heads = 0, vocab_size = 0, seq_len = 0;
  bool is_head_shared = true;
  int version = 0;
  std::int64_t group_size = 0;

  std::int64_t headSize() const { return dim / n_heads; }
  std::int64_t keyValues() const { return n_kv_heads * headSize(); }
};

std::int32_t numberAt(std::string_view bytes, std::size_t place) {
  std::int32_t number;
  std::memcpy(&number, bytes.data() + place, sizeof number);
  return number;
}

std::string placeOf(std::string_view file, std::string_view field) { return message("{}: {}", {file, field}); }

void requireBetween(std::int64_t value, std::int64_t most, std::string_view file, std::string_view field) {
  if (value >= 1 && value <= most) return;
  refuse(placeOf(file, field), "must be a whole number from {} to {}, not {}", {1, most, value});
}

void requireDivides(std::int64_t divisor, std::int64_t value, std::string_view file, std::string_view field,
                    std::string_view other) {
  if (value % divisor != 0) refuse(placeOf(file, field), "must divide {} ({}), not be {}", {other, value, divisor});
}

struct Field {
  const char* name;
  std::int64_t Sizes::*value;
};
constexpr std::array<Field, 7> kFields{{{"dim", &Sizes::dim},
                                        {"hidden_dim", &Sizes::hidden_dim},
                                        {"n_layers", &Sizes::n_layers},
                                        {"n_heads", &Sizes::n_heads},
                                        {"n_kv_heads", &Sizes::n_kv_heads},
                                        {"vocab_size", &Sizes::vocab_size},
                                        {"seq_len", &Sizes::seq_len}}};

Sizes readSizes(std::string_view beginning, std::string_view name) {
  Sizes sizes;
  const auto requireBytes = [&](std::uint64_t bytes) {
    if (beginning.size() < bytes) {
      refuse(name, "must begin with a header of {} bytes, not end after {}", {bytes, beginning.size()});
    }
  };
  requireBytes(kVersion0HeaderBytes);
  std::size_t place = 0;
  if (static_cast<std::uint32_t>(numberAt(beginning, 0)) == kMagic) {
    requireBytes(kLlama2cHeaderBytes);
    sizes.version = numberAt(beginning, 4);
    if (sizes.version != 1 && sizes.version != 2) {
      refuse(placeOf(name, "version"), "must be 1 or 2, not {}", {sizes.version});
    }
    place = 8;
  }
  for (const Field& field : kFields) {
    sizes.*field.value = numberAt(beginning, place);
    place += 4;
  }
  if (sizes.version == 0) {  // a head of its own is told by the sign
    sizes.is_head_shared = sizes.vocab_size > 0;
    if (!sizes.is_head_shared) sizes.vocab_size = -sizes.vocab_size;
  } else {
    sizes.is_head_shared = beginning[place] != 0;
    if (sizes.version == 2) sizes.group_size = numberAt(beginning, place + 1);
  }
  for (const Field& field : kFields) {
    requireBetween(sizes.*field.value, field.value == &Sizes::n_layers ? kMostLayers : kMostSize, name, field.name);
  }
  requireDivides(sizes.n_heads, sizes.dim, name, "n_heads", "dim");
  if (sizes.headSize() % 2 != 0)
    refuse(placeOf(name, "n_heads"), "must leave heads of even size, not {}", {sizes.headSize()});
  requireDivides(sizes.n_kv_heads, sizes.n_heads, name, "n_kv_heads", "n_heads");
  if (sizes.version == 2) {
    requireBetween(sizes.group_size, kMostSize, name, "group_size");
    requireDivides(sizes.group_size, sizes.dim, name, "group_size", "dim");
  }
  return sizes;
}

/// What stands in the file: tensors one after the other.
class Layout {
 public:
  Layout(TensorFile& file, const Sizes& sizes) : file_(file), sizes_(sizes) {}

  void skipFloats(std::int64_t count) { take(count * 4, "freq_cis"); }

  void add(const std::string& name, std::vector<std::int64_t> shape, RowOrder rows = {}) {
    const bool is_quantised = sizes_.group_size > 0 && shape.size() == 2;
    const std::int64_t count = shape[0] * (shape.size() == 2 ? shape[1] : 1);
    StoredTensor tensor{name, is_quantised ? "I8" : "F32", std::move(shape), next_, 0};
    take(is_quantised ? count + count / sizes_.group_size * 4 : count * 4, name);
    tensor.end = next_;
    tensor.rows = rows;
    tensor.group = is_quantised ? sizes_.group_size : 0;
    file_.tensors.push_back(std::move(tensor));
  }

  /// One for each layer.
  void addEach(std::string_view name, const std::vector<std::int64_t>& shape, RowOrder rows = {}) {
    for (std::int64_t layer = 0; layer < sizes_.n_layers; ++layer) {
      add(message("model.layers.{}.{}.weight", {layer, name}), shape, rows);
    }
  }

  void finish() const {
    const auto size = static_cast<std::int64_t>(file_.data_size);
    if (next_ != size)
      refuse(file_.name, "must have {} bytes after its header, as its sizes say, not {}", {next_, size});
  }

 private:
  void take(std::int64_t bytes, std::string_view name) {
    const std::int64_t rest = static_cast<std::int64_t>(file_.data_size) - next_;
    if (bytes > rest) {
      refuse(tensorPlace(file_.name, name), "must have {} bytes, not {}: the file is cut short, or of another format",
             {bytes, rest});
    }
    next_ += bytes;
  }

  TensorFile& file_;
  const Sizes& sizes_;
  std::int64_t next_ = 0;
};

/// Pairs lie side by side in a head's rows; half of them are meant to come before the others.
RowOrder inPairs(const Sizes& sizes) { return {sizes.headSize() / 2, 2, 1}; }

void layOutAttention(Layout& layout, const Sizes& sizes) {
  layout.addEach("self_attn.q_proj", {sizes.dim, sizes.dim}, inPairs(sizes));
  layout.addEach("self_attn.k_proj", {sizes.keyValues(), sizes.dim}, inPairs(sizes));
  layout.addEach("self_attn.v_proj", {sizes.keyValues(), sizes.dim});
  layout.addEach("self_attn.o_proj", {sizes.dim, sizes.dim});
}

void layOutMlp(Layout& layout, const Sizes& sizes) {
  layout.addEach("mlp.gate_proj", {sizes.hidden_dim, sizes.dim});
  layout.addEach("mlp.down_proj", {sizes.dim, sizes.hidden_dim});
  layout.addEach("mlp.up_proj", {sizes.hidden_dim, sizes.dim});
}

void layOut(Layout& layout, const Sizes& sizes) {
  const std::vector<std::int64_t> embedding{sizes.vocab_size, sizes.dim};
  if (sizes.version == 0) {
    layout.add("model.embed_tokens.weight", embedding);
    layout.addEach("input_layernorm", {sizes.dim});
    layOutAttention(layout, sizes);
    layout.addEach("post_attention_layernorm", {sizes.dim});
    layOutMlp(layout, sizes);
    layout.add("model.norm.weight", {sizes.dim});
    layout.skipFloats(2 * sizes.seq_len * (sizes.headSize() / 2));
  } else {
    layout.addEach("input_layernorm", {sizes.dim});
    layout.addEach("post_attention_layernorm", {sizes.dim});
    layout.add("model.norm.weight", {sizes.dim});
    layout.add("model.embed_tokens.weight", embedding);
    layOutAttention(layout, sizes);
    layOutMlp(layout, sizes);
  }
  if (!sizes.is_head_shared) layout.add("lm_head.weight", embedding);
  layout.finish();
}

std::string configOf(const Sizes& sizes) {
  JsonWriter json;
  const auto add = [&](const char* key, std::int64_t value) {
    json.key(key);
    json.integer(value);
  };
  json.beginObject();
  json.key("architectures");
  json.beginList();
  json.text("LlamaForCausalLM");
  json.endList();
  json.key("model_type");
  json.text("llama");
  json.key("hidden_act");
  json.text("silu");
  add("hidden_size", sizes.dim);
  add("intermediate_size", sizes.hidden_dim);
  add("max_position_embeddings", sizes.seq_len);
  add("num_attention_heads", sizes.n_heads);
  add("num_hidden_layers", sizes.n_layers);
  add("num_key_value_heads", sizes.n_kv_heads);
  add("vocab_size", sizes.vocab_size);
  json.key("rms_norm_eps");
  json.number(1e-5f);
  json.key("rope_theta");
  json.number(10000.0f);
  json.key("tie_word_embeddings");
  json.boolean(sizes.is_head_shared);
  add("bos_token_id", 1);
  json.key("eos_token_id");
  json.beginList();
  json.integer(1);  // a text ends where the next one begins
  json.integer(2);
  json.endList();
  json.endObject();
  return json.take();
}

}  // namespace

TranslatedModel translatedLlama2c(std::string_view beginning, std::uint64_t size, std::string_view name) {
  refuseForeign(beginning, name);
  const Sizes sizes = readSizes(beginning, name);
  TensorFile file{std::string(name), {}, {}, sizes.version == 0 ? kVersion0HeaderBytes : kLlama2cHeaderBytes, 0, {}};
  file.data_size = size - file.data_begin;
  Layout layout(file, sizes);
  layOut(layout, sizes);
  if (beginning.size() == size) file.data = beginning.substr(static_cast<std::size_t>(file.data_begin));
  return {configOf(sizes), std::move(file)};
}

}  // namespace attention
