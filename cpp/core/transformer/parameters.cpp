#include "transformer/parameters.h"

#include <algorithm>
#include <cmath>

#include "math/cosine.h"
#include "math/numpy_random.h"
#include "transformer/scope.h"

namespace attention {

namespace {

constexpr float kGpt2Deviation = 0.02f;
constexpr float kKeysLikeQueries = 0.9f;  // their correlation

using Start = ParameterInfo::Start;
using IsThere = bool (*)(const TransformerConfig&);

bool always(const TransformerConfig&) { return true; }
bool hasNormBiases(const TransformerConfig& config) { return config.biases.norms; }
bool hasAttentionBiases(const TransformerConfig& config) { return config.biases.attention; }
bool hasProjectionBias(const TransformerConfig& config) { return config.biases.projection; }
bool hasMlp(const TransformerConfig& config) { return config.hasMlp(); }
bool hasMlpNorm(const TransformerConfig& config) { return config.hasMlpNorm(); }
bool hasMlpNormBias(const TransformerConfig& config) { return config.hasMlpNorm() && config.biases.norms; }
bool hasMlpBiases(const TransformerConfig& config) { return config.hasMlp() && config.biases.mlp; }
bool hasHead(const TransformerConfig& config) { return !config.is_head_tied; }
bool hasPositions(const TransformerConfig& config) { return config.hasLearnedPositions(); }
bool hasHeadBias(const TransformerConfig& config) { return config.hasHeadBias(); }
bool normsHeads(const TransformerConfig& config) { return config.normsHeads(); }
bool isGated(const TransformerConfig& config) { return config.isGated(); }
bool hasGateBias(const TransformerConfig& config) { return config.isGated() && config.biases.mlp; }

struct Row {
  Weight weight;
  Scope scope;
  const char* name;  // as it is stored, within its block; null: in the same rows as the one before it, to its right
  Extent rows;       // one: a vector
  Extent columns;
  Start start;
  IsThere isThere;

  bool isMatrix() const { return rows != Extent::one; }
};

using enum Weight;
using enum Scope;
using E = Extent;

/// In the order of Weight.
constexpr Row kRows[] = {
    {wte, before, "wte.weight", E::vocabulary, E::model, Start::embedding, always},
    {wpe, before, "wpe.weight", E::context, E::model, Start::positions, hasPositions},
    {ln_1_weight, block, "ln_1.weight", E::one, E::model, Start::one, always},
    {ln_1_bias, block, "ln_1.bias", E::one, E::model, Start::zero, hasNormBiases},
    {w_q, block, "attn.c_attn.weight", E::model, E::queries, Start::product, always},
    {w_k, block, nullptr, E::model, E::keys, Start::product, always},
    {w_v, block, nullptr, E::model, E::keys, Start::product, always},
    {b_q, block, "attn.c_attn.bias", E::one, E::queries, Start::zero, hasAttentionBiases},
    {b_k, block, nullptr, E::one, E::keys, Start::zero, hasAttentionBiases},
    {b_v, block, nullptr, E::one, E::keys, Start::zero, hasAttentionBiases},
    {w_o, block, "attn.c_proj.weight", E::queries, E::model, Start::projection, always},
    {b_o, block, "attn.c_proj.bias", E::one, E::model, Start::zero, hasProjectionBias},
    {ln_2_weight, block, "ln_2.weight", E::one, E::model, Start::one, hasMlpNorm},
    {ln_2_bias, block, "ln_2.bias", E::one, E::model, Start::zero, hasMlpNormBias},
    {w_in, block, "mlp.c_fc.weight", E::model, E::mlp, Start::product, hasMlp},
    {b_in, block, "mlp.c_fc.bias", E::one, E::mlp, Start::zero, hasMlpBiases},
    {w_out, block, "mlp.c_proj.weight", E::mlp, E::model, Start::projection, hasMlp},
    {b_out, block, "mlp.c_proj.bias", E::one, E::model, Start::zero, hasMlpBiases},
    {ln_f_weight, after, "ln_f.weight", E::one, E::model, Start::one, always},
    {ln_f_bias, after, "ln_f.bias", E::one, E::model, Start::zero, hasNormBiases},
    {head, after, "lm_head.weight", E::vocabulary, E::model, Start::embedding, hasHead},
    {head_bias, after, "lm_head.bias", E::one, E::vocabulary, Start::zero, hasHeadBias},
    {q_norm_weight, block, "attn.q_norm.weight", E::one, E::head, Start::one, normsHeads},
    {k_norm_weight, block, "attn.k_norm.weight", E::one, E::head, Start::one, normsHeads},
    {w_gate, block, "mlp.c_gate.weight", E::model, E::mlp, Start::product, isGated},
    {b_gate, block, "mlp.c_gate.bias", E::one, E::mlp, Start::zero, hasGateBias},
};

/// Those that this core computes with.
constexpr std::array<Row, kWeights> kTable = [] {
  std::array<Row, kWeights> table{};
  std::copy_n(kRows, kWeights, table.begin());
  return table;
}();

constexpr std::size_t indexOf(Weight weight) { return static_cast<std::size_t>(weight); }

constexpr bool isInOrder() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (indexOf(kTable[i].weight) != i) return false;
  }
  return true;
}
static_assert(isInOrder());

/// Where each tensor begins in its scope, and how far its rows lie apart.
class Layout {
 public:
  explicit Layout(const TransformerConfig& config) : config_(config) {
    for (std::size_t i = 0; i < kTable.size();) i = placeSideBySide(i);
  }

  std::int64_t size() const { return sizeOfScope(before) + config_.layers * sizeOfScope(block) + sizeOfScope(after); }
  int stride(Weight weight) const { return strides_[indexOf(weight)]; }
  std::int64_t blockStride(const Row& row) const { return row.scope == block ? sizeOfScope(block) : 0; }
  std::int64_t offset(const Row& row, int layer) const {
    std::int64_t begin = begins_[indexOf(row.weight)] + layer * blockStride(row);
    if (row.scope != before) begin += sizeOfScope(before);
    if (row.scope == after) begin += config_.layers * sizeOfScope(block);
    return begin;
  }

 private:
  /// The tensor at `first` and those to its right; returns the one after them.
  std::size_t placeSideBySide(std::size_t first) {
    std::size_t end = first + 1;
    while (end < kTable.size() && kTable[end].name == nullptr) ++end;
    const Row& row = kTable[first];
    if (!row.isThere(config_)) return end;
    std::int64_t& size = sizes_[static_cast<std::size_t>(row.scope)];
    int width = 0;
    for (std::size_t i = first; i < end; ++i) {
      begins_[i] = size + width;
      width += sizeOf(config_, kTable[i].columns);
    }
    for (std::size_t i = first; i < end; ++i) strides_[i] = width;
    size += std::int64_t{width} * sizeOf(config_, row.rows);
    return end;
  }

  std::int64_t sizeOfScope(Scope scope) const { return sizes_[static_cast<std::size_t>(scope)]; }

  const TransformerConfig& config_;
  std::array<std::int64_t, kWeights> begins_{};
  std::array<int, kWeights> strides_{};
  std::array<std::int64_t, 3> sizes_{};  // of each scope
};

}  // namespace

std::int64_t parameterCount(const TransformerConfig& config) { return Layout(config).size(); }

std::vector<ParameterInfo> parameterTable(const TransformerConfig& config) {
  const Layout layout(config);
  std::vector<ParameterInfo> table;
  forEachInOrder(kTable, config.layers, [&](const Row& row, int layer) {
    if (row.name == nullptr || !row.isThere(config)) return;
    const int rows = sizeOf(config, row.rows);
    const int width = layout.stride(row.weight);
    const std::string prefix = row.scope == block ? "h." + std::to_string(layer) + "." : "";
    table.push_back({prefix + row.name, row.isMatrix() ? std::vector{rows, width} : std::vector{width},
                     static_cast<std::size_t>(layout.offset(row, layer)),
                     static_cast<std::size_t>(rows) * static_cast<std::size_t>(width), row.isMatrix(), row.start});
  });
  return table;
}

ParameterPlace placeOf(const TransformerConfig& config, Weight weight, int layer) {
  const Layout layout(config);
  const Row& row = kTable[indexOf(weight)];
  ParameterPlace place{.is_of_block = row.scope == block};
  if (!row.isThere(config)) return place;
  place.begin = static_cast<std::size_t>(layout.offset(row, layer));
  place.rows = sizeOf(config, row.rows);
  place.columns = sizeOf(config, row.columns);
  place.stride = layout.stride(weight);
  return place;
}

template <class Float>
Tensors<Float>::Tensors(const TransformerConfig& config, Float* data) : is_head_tied_(config.is_head_tied) {
  const Layout layout(config);
  for (const Row& row : kTable) {
    if (data == nullptr || !row.isThere(config)) continue;
    first_[indexOf(row.weight)] = {data + layout.offset(row, 0), sizeOf(config, row.rows), sizeOf(config, row.columns),
                                   layout.stride(row.weight)};
    block_strides_[indexOf(row.weight)] = static_cast<std::ptrdiff_t>(layout.blockStride(row));
  }
}

template class Tensors<float>;
template class Tensors<const float>;

namespace {

float gpt2Deviation(const ParameterInfo& info, const TransformerConfig& config) {
  const int projections = config.layers * (config.hasMlp() ? 2 : 1);
  return info.start == Start::projection ? kGpt2Deviation / std::sqrt(static_cast<float>(projections)) : kGpt2Deviation;
}

float widthDeviation(const ParameterInfo& info, const TransformerConfig& config) {
  if (info.start == Start::embedding || info.start == Start::positions) {
    return 2 / std::sqrt(static_cast<float>(config.d_model));
  }
  const float deviation = 1 / std::sqrt(static_cast<float>(info.shape.front()));
  return info.start == Start::projection ? deviation * std::sqrt(2 / static_cast<float>(config.layers)) : deviation;
}

/// Columns 2i and 2i + 1: sine and cosine of position / 10000^(2i / C), of this deviation.
void fillWithSinusoids(View positions, float deviation) {
  const double size = std::sqrt(2.0) * static_cast<double>(deviation);
  const double slowing = std::exp(-2 * std::log(10'000.0) / positions.columns);  // from one pair to the next
  double frequency = 1;
  for (int i = 0; i < positions.columns; i += 2, frequency *= slowing) {
    const double step_cosine = cosine(frequency), step_sine = std::sqrt(1 - step_cosine * step_cosine);
    double sine = 0, cosine_so_far = 1;
    for (int position = 0; position < positions.rows; ++position) {
      positions.row(position)[i] = static_cast<float>(size * sine);
      if (i + 1 < positions.columns) positions.row(position)[i + 1] = static_cast<float>(size * cosine_so_far);
      const double next = sine * step_cosine + cosine_so_far * step_sine;
      cosine_so_far = cosine_so_far * step_cosine - sine * step_sine;
      sine = next;
    }
  }
}

/// keys = 0.9 queries + √(1 - 0.9²) keys: as large as before. Keys that heads share are like the first one's queries.
void likenKeysToQueries(const TransformerConfig& config, ConstView queries, View keys) {
  const float own = std::sqrt(1 - kKeysLikeQueries * kKeysLikeQueries);
  const int size = config.headSize(), sharing = config.heads / config.keyValueHeads();
  for (int row = 0; row < keys.rows; ++row) {
    for (int i = 0; i < keys.columns; ++i) {
      const int query = kEveryModel ? i / size * sharing * size + i % size : i;
      keys.row(row)[i] = kKeysLikeQueries * queries.row(row)[query] + own * keys.row(row)[i];
    }
  }
}

}  // namespace

Initialisation initialisationNamed(std::string_view name) {
  if (name == "gpt2") return Initialisation::gpt2;
  if (name == "width") return Initialisation::width;
  refuse("init", "must be width or gpt2, not {}", {Quoted{name}});
}

Parameters initialParameters(const TransformerConfig& config, std::int64_t seed, Initialisation initialisation) {
  requireValid(config);
  NormalRandom draws(seed);
  Parameters parameters{config, Floats(static_cast<std::size_t>(parameterCount(config)))};
  const auto deviationOf = initialisation == Initialisation::gpt2 ? gpt2Deviation : widthDeviation;
  for (const ParameterInfo& info : parameterTable(config)) {
    float* const tensor = parameters.data.data() + info.offset;
    const bool is_random = info.start != Start::one && info.start != Start::zero;
    const float deviation = deviationOf(info, config);
    const float constant = info.start == Start::one ? 1 : 0;
    for (std::size_t i = 0; i < info.size; ++i) tensor[i] = is_random ? deviation * draws.next() : constant;
  }
  if (initialisation == Initialisation::gpt2) return parameters;
  const Tensors<float> tensors(config, parameters.data.data());
  if (config.hasLearnedPositions())
    fillWithSinusoids(tensors.view(wpe), 2 / std::sqrt(static_cast<float>(config.d_model)));
  for (int layer = 0; layer < config.layers; ++layer) {
    likenKeysToQueries(config, tensors.view(w_q, layer), tensors.view(w_k, layer));
  }
  return parameters;
}

}  // namespace attention
