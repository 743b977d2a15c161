#include "transformer/activations.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/input_error.h"

namespace attention {

namespace {

// In the order of Hook.
constexpr const char* kNames[kHooks] = {"hook_embed",
                                        "hook_pos_embed",
                                        "hook_resid_pre",
                                        "ln1.hook_normalized",
                                        "attn.hook_q",
                                        "attn.hook_k",
                                        "attn.hook_v",
                                        "attn.hook_attn_scores",
                                        "attn.hook_pattern",
                                        "attn.hook_z",
                                        "hook_attn_out",
                                        "hook_resid_mid",
                                        "ln2.hook_normalized",
                                        "mlp.hook_pre",
                                        "mlp.hook_post",
                                        "hook_mlp_out",
                                        "hook_resid_post",
                                        "ln_final.hook_normalized",
                                        "logits"};

bool isOfBlock(Hook hook) { return hook >= Hook::resid_pre && hook <= Hook::resid_post; }

bool isThere(const TransformerConfig& config, Hook hook) {
  return config.hasMlp() || hook < Hook::resid_mid || hook > Hook::mlp_out;
}

bool isSquare(Hook hook) { return hook == Hook::scores || hook == Hook::pattern; }

/// Numbers for each position, of all but those that are square.
int widthOf(const TransformerConfig& config, Hook hook) {
  if (hook == Hook::mlp_pre || hook == Hook::mlp_post) return config.d_mlp;
  return hook == Hook::logits ? config.vocab_size : config.d_model;
}

bool isQueryKeyOrValue(Hook hook) { return hook >= Hook::q && hook <= Hook::v; }

std::string nameOf(Hook hook, int layer) {
  const char* const name = kNames[static_cast<int>(hook)];
  return isOfBlock(hook) ? message("blocks.{}.{}", {layer, name}) : name;
}

template <class Visit>
void forEachHook(const TransformerConfig& config, Visit visit) {
  for (int i = 0; i < kHooks; ++i) {
    if (isThere(config, static_cast<Hook>(i))) visit(static_cast<Hook>(i));
  }
}

/// visit(place) for every activation, in the order in which they are computed.
template <class Visit>
void forEachPlace(const TransformerConfig& config, Visit visit) {
  forEachHook(config, [&](Hook hook) {
    if (hook == Hook::resid_pre) {
      for (int layer = 0; layer < config.layers; ++layer) {
        forEachHook(config, [&](Hook inner) {
          if (isOfBlock(inner)) visit(HookPlace{inner, layer});
        });
      }
    }
    if (!isOfBlock(hook)) visit(HookPlace{hook, 0});
  });
}

[[noreturn]] void refuseName(const TransformerConfig& config, std::string_view name) {
  std::string names;
  forEachHook(config, [&](Hook hook) {
    names += names.empty() ? "" : ", ";
    names += isOfBlock(hook) ? "blocks.{l}." : "";
    names += kNames[static_cast<int>(hook)];
  });
  refuse("activation must be one of {} (l from 0 to {}), not {}", {names, config.layers - 1, Quoted{name}});
}

}  // namespace

std::vector<std::string> activationNames(const TransformerConfig& config) {
  std::vector<std::string> names;
  forEachPlace(config, [&](HookPlace place) { names.push_back(nameOf(place.hook, place.layer)); });
  return names;
}

HookPlace hookNamed(const TransformerConfig& config, std::string_view name) {
  HookPlace found{Hook::embed, -1};
  forEachPlace(config, [&](HookPlace place) {
    if (nameOf(place.hook, place.layer) == name) found = place;
  });
  if (found.layer < 0) refuseName(config, name);
  return found;
}

std::vector<int> shapeOf(const TransformerConfig& config, Hook hook, int length) {
  if (isSquare(hook)) return {config.heads, length, length};
  if (isQueryKeyOrValue(hook) || hook == Hook::z) return {length, config.heads, config.headSize()};
  return {length, widthOf(config, hook)};
}

int Activations::Layout::rows(Hook hook) const { return isSquare(hook) ? config.heads * length : length; }

int Activations::Layout::width(Hook hook) const { return isSquare(hook) ? length : widthOf(config, hook); }

int Activations::Layout::stride(Hook hook) const { return isQueryKeyOrValue(hook) ? 3 * config.d_model : width(hook); }

Activations::Layout::Layout(const TransformerConfig& model, int tokens, Blocks blocks) : config(model), length(tokens) {
  // First what is not a block's, then the blocks, then the moments.
  std::int64_t outer = 0;
  std::int64_t block = 0;
  std::int64_t most = 0;
  std::int64_t begins[kHooks] = {};
  forEachHook(config, [&](Hook hook) {
    std::int64_t& end = isOfBlock(hook) ? block : outer;
    const std::int64_t size = std::int64_t{rows(hook)} * stride(hook);
    begins[static_cast<int>(hook)] = end;
    most = std::max(most, size);
    const std::int64_t before = std::int64_t{2} * config.d_model;  // query and key, in the value's rows
    end += hook == Hook::q || hook == Hook::k ? config.d_model : hook == Hook::v ? size - before : size;
  });
  const std::int64_t all_moments = std::int64_t{2} * length * (2 * config.layers + 1);
  const std::int64_t sum = outer + (blocks == Blocks::each ? config.layers : 1) * block + all_moments;
  if (sum > kMaxActivationNumbers) {
    refuse("the activations of {} tokens need {} numbers, more than {}: a shorter context, or fewer layers, would do",
           {length, sum, kMaxActivationNumbers});
  }
  for (int i = 0; i < kHooks; ++i) {
    offsets[i] = static_cast<std::size_t>(begins[i] + (isOfBlock(static_cast<Hook>(i)) ? outer : 0));
  }
  block_stride = blocks == Blocks::each ? static_cast<std::size_t>(block) : 0;
  moments = static_cast<std::size_t>(sum - all_moments);
  largest = static_cast<std::size_t>(most);
  total = static_cast<std::size_t>(sum);
}

void Activations::prepare(const TransformerConfig& config, int length, Blocks blocks) {
  const Layout layout(config, length, blocks);
  layout_ = Layout();
  if (numbers_.capacity() < layout.total) {
    numbers_ = {};  // never more than what is needed, and never twice
    numbers_.reserve(layout.total);
  }
  numbers_.resize(layout.total);
  layout_ = layout;
}

float* Activations::scratch() {
  scratch_.resize(layout_.largest);
  return scratch_.data();
}

Tensor activation(const Activations& activations, std::string_view name) {
  const TransformerConfig& config = activations.config();
  const auto [hook, layer] = hookNamed(config, name);
  const int rows = activations.rows(hook);
  const int width = activations.width(hook);
  Tensor tensor;
  tensor.shape = shapeOf(config, hook, activations.length());
  tensor.data.reserve(static_cast<std::size_t>(rows) * static_cast<std::size_t>(width));
  for (int row = 0; row < rows; ++row) {
    const float* const numbers = activations.at(hook, layer) + std::ptrdiff_t{row} * activations.stride(hook);
    tensor.data.insert(tensor.data.end(), numbers, numbers + width);
  }
  return tensor;
}

}  // namespace attention
