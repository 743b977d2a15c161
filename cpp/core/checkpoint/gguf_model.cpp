#include "checkpoint/gguf_model.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/input_error.h"
#include "checkpoint/gguf_config.h"

namespace attention {

namespace {

/// A tensor's name without ".weight" and ".bias"; of a block's what follows "blk.N.".
struct Name {
  std::string_view gguf;
  std::string_view hugging_face;
};
using Names = std::span<const Name>;

constexpr Name kLlamaNames[] = {
    {"token_embd", "model.embed_tokens"}, {"output_norm", "model.norm"}, {"output", "lm_head"}};
constexpr Name kLlamaBlocks[] = {{"attn_norm", "input_layernorm"},    {"attn_q", "self_attn.q_proj"},
                                 {"attn_k", "self_attn.k_proj"},      {"attn_v", "self_attn.v_proj"},
                                 {"attn_output", "self_attn.o_proj"}, {"attn_q_norm", "self_attn.q_norm"},
                                 {"attn_k_norm", "self_attn.k_norm"}, {"ffn_norm", "post_attention_layernorm"},
                                 {"ffn_gate", "mlp.gate_proj"},       {"ffn_up", "mlp.up_proj"},
                                 {"ffn_down", "mlp.down_proj"}};
constexpr Name kGpt2Names[] = {{"token_embd", "transformer.wte"},
                               {"position_embd", "transformer.wpe"},
                               {"output_norm", "transformer.ln_f"},
                               {"output", "lm_head"}};
constexpr Name kGpt2Blocks[] = {{"attn_norm", "ln_1"}, {"attn_qkv", "attn.c_attn"}, {"attn_output", "attn.c_proj"},
                                {"ffn_norm", "ln_2"},  {"ffn_up", "mlp.c_fc"},      {"ffn_down", "mlp.c_proj"}};
constexpr Name kNeoxNames[] = {
    {"token_embd", "gpt_neox.embed_in"}, {"output_norm", "gpt_neox.final_layer_norm"}, {"output", "embed_out"}};
constexpr Name kNeoxBlocks[] = {{"attn_norm", "input_layernorm"},   {"attn_qkv", "attention.query_key_value"},
                                {"attn_output", "attention.dense"}, {"ffn_norm", "post_attention_layernorm"},
                                {"ffn_up", "mlp.dense_h_to_4h"},    {"ffn_down", "mlp.dense_4h_to_h"}};
constexpr Name kPhiNames[] = {
    {"token_embd", "model.embed_tokens"}, {"output_norm", "model.final_layernorm"}, {"output", "lm_head"}};
constexpr Name kPhiBlocks[] = {
    {"attn_norm", "input_layernorm"}, {"attn_q", "self_attn.q_proj"},     {"attn_k", "self_attn.k_proj"},
    {"attn_v", "self_attn.v_proj"},   {"attn_output", "self_attn.dense"}, {"ffn_up", "mlp.fc1"},
    {"ffn_down", "mlp.fc2"}};

/// How the rows of queries and keys lie.
enum class Rows { as_meant, in_pairs, fused_by_kind };

struct Architecture {
  std::string_view name;  // GGUF's
  std::string_view model_type;
  std::string_view model_class;
  std::string_view block_prefix;
  Names names;
  Names blocks;
  Rows rows;
};

constexpr Architecture kArchitectures[] = {
    {"llama", "llama", "LlamaForCausalLM", "model.layers.", kLlamaNames, kLlamaBlocks, Rows::in_pairs},
    {"qwen2", "qwen2", "Qwen2ForCausalLM", "model.layers.", kLlamaNames, kLlamaBlocks, Rows::as_meant},
    {"qwen3", "qwen3", "Qwen3ForCausalLM", "model.layers.", kLlamaNames, kLlamaBlocks, Rows::as_meant},
    {"gemma", "gemma", "GemmaForCausalLM", "model.layers.", kLlamaNames, kLlamaBlocks, Rows::as_meant},
    {"gpt2", "gpt2", "GPT2LMHeadModel", "transformer.h.", kGpt2Names, kGpt2Blocks, Rows::as_meant},
    {"gptneox", "gpt_neox", "GPTNeoXForCausalLM", "gpt_neox.layers.", kNeoxNames, kNeoxBlocks, Rows::fused_by_kind},
    {"phi2", "phi", "PhiForCausalLM", "model.layers.", kPhiNames, kPhiBlocks, Rows::as_meant},
};

const Architecture& architectureOf(const GgufMetadata& metadata) {
  const std::string_view name = metadata.text("general.architecture");
  for (const Architecture& known : kArchitectures) {
    if (known.name == name) return known;
  }
  refuse(metadata.place("general.architecture"), "must be llama, qwen2, qwen3, gemma, gpt2, gptneox or phi2, not {}",
         {Quoted{name}});
}

std::string found(Names names, std::string_view name) {
  for (const Name& known : names) {
    if (known.gguf == name) return std::string(known.hugging_face);
  }
  return "";
}

/// What Hugging Face's layout calls the tensor; empty if it knows none.
std::string knownAs(std::string_view name, const Architecture& architecture) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return "";
  const std::string_view kind = name.substr(dot), base = name.substr(0, dot);
  if (!base.starts_with("blk.")) {
    const std::string known = found(architecture.names, base);
    return known.empty() ? "" : known + std::string(kind);
  }
  const std::size_t end = std::min(base.find('.', 4), base.size() - 1);
  const std::string known = found(architecture.blocks, base.substr(end + 1));
  if (known.empty()) return "";
  return message("{}{}.{}{}", {architecture.block_prefix, base.substr(4, end - 4), known, kind});
}

bool isOf(std::string_view name, std::string_view part) { return name.find(part) != std::string_view::npos; }

/// Pairs lie side by side in a head, or queries before keys before values, where heads are meant to be outermost.
RowOrder rowsOf(const StoredTensor& tensor, const Architecture& architecture, const GgufSizes& sizes) {
  const bool is_of_queries = isOf(tensor.name, ".attn_q."), is_of_keys = isOf(tensor.name, ".attn_k.");
  if (architecture.rows == Rows::in_pairs && (is_of_queries || is_of_keys)) return {sizes.headSize() / 2, 2, 1};
  if (architecture.rows == Rows::fused_by_kind && isOf(tensor.name, ".attn_qkv.")) {
    return {3, sizes.heads(), sizes.headSize()};
  }
  return {};
}

/// Where boxes of rows do not fill the tensor, its shape is wrong, which its reader tells.
bool fills(RowOrder rows, const StoredTensor& tensor) {
  const std::int64_t all = tensor.shape.empty() ? 1 : tensor.shape[0];
  return rows.first <= all && rows.second <= all && rows.together <= all && rows.first > 0 &&
         all % (rows.first * rows.second) == 0 && all / (rows.first * rows.second) % rows.together == 0;
}

/// phi2's queries, keys and values, one below the other in one tensor.
void addParts(TensorFile& file, const StoredTensor& tensor, const Architecture& architecture, const GgufSizes& sizes) {
  const std::int64_t all = tensor.shape.empty() ? 0 : tensor.shape[0];
  const std::int64_t queries = sizes.heads() * sizes.headSize(), keys = sizes.keyValueHeads() * sizes.headSize();
  const std::string place = tensorPlace(file.name, tensor.name);
  if (all != queries + 2 * keys) {
    refuse(place, "must have {} rows, not shape {}", {queries + 2 * keys, shownShape(tensor.shape)});
  }
  const std::int64_t row_bytes = (tensor.end - tensor.begin) / all;
  const std::string block = tensor.name.substr(0, tensor.name.find("attn_qkv"));
  const std::string kind = tensor.name.substr(tensor.name.rfind('.'));
  std::int64_t row = 0;
  for (const auto& [name, rows] : {std::pair("attn_q", queries), {"attn_k", keys}, {"attn_v", keys}}) {
    StoredTensor part = tensor;
    part.shape[0] = rows;
    part.begin = tensor.begin + row * row_bytes;
    row += rows;
    part.end = tensor.begin + row * row_bytes;
    part.known_as = knownAs(block + name + kind, architecture);
    file.tensors.push_back(std::move(part));
  }
}

TensorFile tensorsOf(const TensorFile& file, const Architecture& architecture, const GgufSizes& sizes) {
  TensorFile result = file;
  result.tensors.clear();
  for (const StoredTensor& tensor : file.tensors) {
    if (tensor.name == "rope_freqs.weight") continue;  // config.json says it
    if (architecture.name == "phi2" && isOf(tensor.name, ".attn_qkv.")) {
      addParts(result, tensor, architecture, sizes);
      continue;
    }
    StoredTensor known = tensor;
    known.known_as = knownAs(tensor.name, architecture);
    const RowOrder rows = rowsOf(tensor, architecture, sizes);
    if (fills(rows, tensor)) known.rows = rows;
    if (architecture.name == "gemma" && tensor.name.ends_with("norm.weight")) known.addend = -1;
    result.tensors.push_back(std::move(known));
  }
  return result;
}

}  // namespace

std::optional<TranslatedModel> translated(const Gguf& gguf, std::string_view beginning) {
  const Architecture& architecture = architectureOf(gguf.metadata);
  const GgufSizes sizes(gguf.metadata, architecture.name);
  const std::optional<std::string> config =
      configOf(gguf, sizes, {architecture.model_type, architecture.model_class}, beginning);
  if (!config) return std::nullopt;
  return TranslatedModel{*config, tensorsOf(gguf.file, architecture, sizes)};
}

}  // namespace attention
