#include "transformer/activations.h"

#include <algorithm>

#include "base/input_error.h"
#include "math/linear.h"
#include "transformer/scope.h"

namespace attention {

namespace {

bool always(const TransformerConfig&) { return true; }
bool hasPositions(const TransformerConfig& config) { return config.hasLearnedPositions(); }
bool isRotary(const TransformerConfig& config) { return config.isRotary(); }
bool normsHeads(const TransformerConfig& config) { return config.normsHeads(); }
bool hasMlp(const TransformerConfig& config) { return config.hasMlp(); }
bool hasMiddle(const TransformerConfig& config) { return config.hasMlp() && !config.isParallel(); }
bool hasMlpNorm(const TransformerConfig& config) { return config.hasMlpNorm(); }
bool isGated(const TransformerConfig& config) { return config.isGated(); }

/// Of an activation that GPT-2 does not have.
constexpr const char* ofOthers(const char* name) { return kEveryModel ? name : nullptr; }

/// vectors: [T, width]; heads: [T, H, D]; squares: [H, T, T].
enum class Shape { vectors, heads, squares };

/// Activations that may lie in the same place where nobody looks back at them.
enum class Room {
  stream,
  written,
  added,
  scale,
  normalized,
  input,
  query,
  key,
  value,
  square,
  mixed,
  hidden,
  gated,
  logits
};
constexpr int kRooms = 14;

struct Row {
  Hook hook;
  Scope scope;
  const char* name;  // within its block; null: it has none
  Shape shape;
  Extent width;  // of a position's numbers, all heads' together
  Room room;
  bool (*isThere)(const TransformerConfig&);
};

using enum Scope;
using H = Hook;
using S = Shape;
using E = Extent;

/// In the order of Hook.
constexpr std::array<Row, kHooks> kTable{{
    {H::embed, before, "hook_embed", S::vectors, E::model, Room::stream, always},
    {H::pos_embed, before, "hook_pos_embed", S::vectors, E::model, Room::written, hasPositions},
    {H::resid_pre, block, "hook_resid_pre", S::vectors, E::model, Room::stream, always},
    {H::ln1_scale, block, "ln1.hook_scale", S::vectors, E::one, Room::scale, always},
    {H::ln1_normalized, block, "ln1.hook_normalized", S::vectors, E::model, Room::normalized, always},
    {H::ln1_out, block, nullptr, S::vectors, E::model, Room::input, always},
    {H::q, block, "attn.hook_q", S::heads, E::queries, Room::query, always},
    {H::k, block, "attn.hook_k", S::heads, E::keys, Room::key, always},
    {H::v, block, "attn.hook_v", S::heads, E::keys, Room::value, always},
    {H::q_norm_scale, block, ofOthers("attn.q_norm.hook_scale"), S::heads, E::query_heads, Room::scale, normsHeads},
    {H::q_norm_normalized, block, ofOthers("attn.q_norm.hook_normalized"), S::heads, E::queries, Room::normalized,
     normsHeads},
    {H::k_norm_scale, block, ofOthers("attn.k_norm.hook_scale"), S::heads, E::key_heads, Room::scale, normsHeads},
    {H::k_norm_normalized, block, ofOthers("attn.k_norm.hook_normalized"), S::heads, E::keys, Room::normalized,
     normsHeads},
    {H::rot_q, block, ofOthers("attn.hook_rot_q"), S::heads, E::queries, Room::query, isRotary},
    {H::rot_k, block, ofOthers("attn.hook_rot_k"), S::heads, E::keys, Room::key, isRotary},
    {H::scores, block, "attn.hook_attn_scores", S::squares, E::model, Room::square, always},
    {H::pattern, block, "attn.hook_pattern", S::squares, E::model, Room::square, always},
    {H::z, block, "attn.hook_z", S::heads, E::queries, Room::mixed, always},
    {H::attn_out, block, "hook_attn_out", S::vectors, E::model, Room::written, always},
    {H::resid_mid, block, "hook_resid_mid", S::vectors, E::model, Room::stream, hasMiddle},
    {H::ln2_scale, block, "ln2.hook_scale", S::vectors, E::one, Room::scale, hasMlpNorm},
    {H::ln2_normalized, block, "ln2.hook_normalized", S::vectors, E::model, Room::normalized, hasMlpNorm},
    {H::ln2_out, block, nullptr, S::vectors, E::model, Room::input, hasMlpNorm},
    {H::mlp_pre, block, "mlp.hook_pre", S::vectors, E::mlp, Room::hidden, hasMlp},
    {H::mlp_pre_linear, block, ofOthers("mlp.hook_pre_linear"), S::vectors, E::mlp, Room::gated, isGated},
    {H::mlp_post, block, "mlp.hook_post", S::vectors, E::mlp, Room::hidden, hasMlp},
    {H::mlp_out, block, "hook_mlp_out", S::vectors, E::model, Room::added, hasMlp},
    {H::resid_post, block, "hook_resid_post", S::vectors, E::model, Room::stream, always},
    {H::ln_final_scale, after, "ln_final.hook_scale", S::vectors, E::one, Room::scale, always},
    {H::ln_final_normalized, after, "ln_final.hook_normalized", S::vectors, E::model, Room::normalized, always},
    {H::ln_final_out, after, nullptr, S::vectors, E::model, Room::input, always},
    {H::logits, after, "logits", S::vectors, E::vocabulary, Room::logits, always},
}};

constexpr std::size_t indexOf(Hook hook) { return static_cast<std::size_t>(hook); }

constexpr bool isInOrder() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (indexOf(kTable[i].hook) != i) return false;
  }
  return true;
}
static_assert(isInOrder());

std::string nameOf(const Row& row, int layer) {
  return row.scope == block ? message("blocks.{}.{}", {layer, row.name}) : row.name;
}

/// visit(row, layer) for every activation that has a name, in the order in which they are computed.
template <class Visit>
void forEachNamed(const TransformerConfig& config, Visit visit) {
  forEachInOrder(kTable, config.layers, [&](const Row& row, int layer) {
    if (row.name != nullptr && row.isThere(config)) visit(row, layer);
  });
}

[[noreturn]] void refuseName(const TransformerConfig& config, std::string_view name) {
  std::string names;
  forEachNamed(config, [&](const Row& row, int layer) {
    if (layer > 0) return;
    names += names.empty() ? "" : ", ";
    names += row.scope == block ? "blocks.{l}." : "";
    names += row.name;
  });
  refuse("activation", "must be one of {} (l from 0 to {}), not {}", {names, config.layers - 1, Quoted{name}});
}

std::int64_t numbersOf(const Row& row, const TransformerConfig& config, std::int64_t length, std::int64_t keys) {
  if (!row.isThere(config)) return 0;
  return row.shape == Shape::squares ? config.heads * length * keys : length * sizeOf(config, row.width);
}

/// From one row of kept keys or values to the next. A context is often a power of two, and rows so far apart drive each
/// other out of the cache.
int keptStride(const TransformerConfig& config) { return config.context + 16; }

/// Of the keys, or the values, of all blocks.
std::size_t keptNumbers(const TransformerConfig& config) {
  return static_cast<std::size_t>(config.layers) * static_cast<std::size_t>(sizeOf(config, Extent::keys)) *
         static_cast<std::size_t>(keptStride(config));
}

}  // namespace

std::vector<std::string> activationNames(const TransformerConfig& config) {
  std::vector<std::string> names;
  forEachNamed(config, [&](const Row& row, int layer) { names.push_back(nameOf(row, layer)); });
  return names;
}

HookPlace hookNamed(const TransformerConfig& config, std::string_view name) {
  HookPlace found{Hook::embed, -1};
  forEachNamed(config, [&](const Row& row, int layer) {
    if (nameOf(row, layer) == name) found = {row.hook, layer};
  });
  if (found.layer < 0) refuseName(config, name);
  return found;
}

std::vector<int> shapeOf(const TransformerConfig& config, Hook hook, int length) {
  const Row& row = kTable[indexOf(hook)];
  if (row.shape == Shape::squares) return {config.heads, length, length};
  if (row.shape == Shape::heads) {
    const bool is_of_keys = row.width == Extent::keys || row.width == Extent::key_heads;
    const int heads = is_of_keys ? config.keyValueHeads() : config.heads;
    return {length, heads, sizeOf(config, row.width) / heads};
  }
  return {length, sizeOf(config, row.width)};
}

bool isSquare(Hook hook) { return kTable[indexOf(hook)].shape == Shape::squares; }

/// Where each activation begins, and how many numbers all of them are.
struct Activations::Layout {
  std::array<std::int64_t, kHooks> begins{};
  std::array<std::int64_t, kHooks> block_strides{};
  std::int64_t size = 0;

  /// First what is not a block's, then the blocks.
  static Layout inOrder(const TransformerConfig& config, int length, bool is_shared) {
    Layout layout;
    std::int64_t outer = 0, block_size = 0;
    for (const Row& row : kTable) {
      std::int64_t& end = row.scope == block ? block_size : outer;
      layout.begins[indexOf(row.hook)] = end;
      end += numbersOf(row, config, length, length);
    }
    for (const Row& row : kTable) {
      if (row.scope != block) continue;
      layout.begins[indexOf(row.hook)] += outer;
      layout.block_strides[indexOf(row.hook)] = is_shared ? 0 : block_size;
    }
    layout.size = outer + (is_shared ? 1 : config.layers) * block_size;
    return layout;
  }

  /// Room by room; of the logits only the last position's.
  static Layout inRooms(const TransformerConfig& config, int length) {
    std::array<std::int64_t, kRooms> sizes{};
    Layout layout;
    for (const Row& row : kTable) {
      const int positions = row.hook == Hook::logits ? 1 : length;
      std::int64_t& size = sizes[static_cast<std::size_t>(row.room)];
      size = std::max(size, numbersOf(row, config, positions, config.context));
    }
    std::array<std::int64_t, kRooms> begins{};
    for (std::size_t room = 0; room < kRooms; ++room) {
      begins[room] = layout.size;
      layout.size += sizes[room];
    }
    for (const Row& row : kTable) layout.begins[indexOf(row.hook)] = begins[static_cast<std::size_t>(row.room)];
    return layout;
  }
};

void Activations::makeRoom(const TransformerConfig& config, int length, Keep keep) {
  const Layout layout =
      keep == Keep::cached ? Layout::inRooms(config, length) : Layout::inOrder(config, length, keep == Keep::shared);
  if (layout.size > kMaxActivationNumbers) {
    refuse("",
           "the activations of {} tokens need {} numbers, more than {}: a shorter context, or fewer layers, would do",
           {length, layout.size, kMaxActivationNumbers});
  }
  const auto size = static_cast<std::size_t>(layout.size);
  room_ = length_ = 0;
  if (numbers_.capacity() < size) {
    numbers_ = {};  // never more than what is needed, and never twice
    numbers_.reserve(size);
  }
  numbers_.resize(size);
  for (std::size_t i = 0; i < places_.size(); ++i) {
    places_[i] = {static_cast<std::size_t>(layout.begins[i]), static_cast<std::size_t>(layout.block_strides[i]),
                  kTable[i].isThere(config) ? sizeOf(config, kTable[i].width) : 0, kTable[i].shape == Shape::squares};
  }
  room_ = length;
}

void Activations::prepare(const TransformerConfig& config, int length, Keep keep) {
  makeRoom(config, length, keep);
  kept_.resize(keep == Keep::cached ? 2 * keptNumbers(config) : 0);
  config_ = config;
  past_ = 0;
  length_ = length;
  if (!config.isRotary()) return;
  rotary_.prepare(config.rotary, rotarySize(config));
  rotary_.extend(length);
}

void Activations::follow(int past, int length) {
  if (length > room_) makeRoom(config_, length, Keep::cached);
  past_ = past;
  length_ = length;
  if (config_.isRotary()) rotary_.extend(past + length);
}

Positioned Activations::allSoFar(Hook key_or_value, int layer) {
  const ConstView latest = view(key_or_value, layer);
  if (kept_.empty()) return latest;
  const std::size_t size = keptNumbers(config_);
  float* const begin = kept_.data() + (key_or_value == Hook::v ? size : 0) +
                       size / static_cast<std::size_t>(config_.layers) * static_cast<std::size_t>(layer);
  const View kept(begin, latest.columns, past_ + length_, keptStride(config_));
  copyTransposed(latest, kept.columnsFrom(past_, length_));
  return {kept, true};
}

View Activations::scratchFor(Hook hook) {
  const View like = view(hook);
  scratch_.resize(
      std::max(scratch_.size(), static_cast<std::size_t>(like.rows) * static_cast<std::size_t>(like.columns)));
  return {scratch_.data(), like.rows, like.columns};
}

Tensor activation(const Activations& activations, std::string_view name) {
  const HookPlace place = hookNamed(activations.config(), name);
  const ConstView numbers = activations.view(place);
  Tensor tensor;
  tensor.shape = shapeOf(activations.config(), place.hook, activations.length());
  tensor.data.assign(numbers.data, numbers.row(numbers.rows));
  return tensor;
}

}  // namespace attention
