#include "transformer/interventions.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

#include "base/decimal.h"
#include "base/input_error.h"
#include "math/numpy_random.h"

namespace attention {

namespace {

constexpr float kHidden = -std::numeric_limits<float>::infinity();

std::string sixDecimals(float number) { return fixed(static_cast<double>(number), 6); }

// ---- where each kind edits ----

/// `columns` numbers from `column` on, in one of an activation's rows.
struct RowPart {
  int row;
  int column;
  int columns;
};

HookPlace placeOf(const AblateHead& ablation, const TransformerConfig&) { return {Hook::z, ablation.layer}; }
HookPlace placeOf(const ReplacePattern& replacement, const TransformerConfig&) {
  return {Hook::pattern, replacement.layer};
}
HookPlace placeOf(const EditWeight& edit, const TransformerConfig&) { return {Hook::pattern, edit.layer}; }
HookPlace placeOf(const Patch& patch, const TransformerConfig& config) { return hookNamed(config, patch.activation); }

bool concerns(const Intervention& intervention, const TransformerConfig& config, HookPlace place) {
  return std::visit([&](const auto& kind) { return placeOf(kind, config); }, intervention) == place;
}

template <class Visit>
void forEachPart(const AblateHead& ablation, const Activations& activations, Visit visit) {
  const int size = activations.config().headSize();
  for (int row = 0; row < activations.length(); ++row) visit(RowPart{row, ablation.head * size, size});
}

template <class Visit>
void forEachPart(const ReplacePattern& replacement, const Activations& activations, Visit visit) {
  const int length = activations.length();
  for (int query = 0; query < length; ++query) visit(RowPart{replacement.head * length + query, 0, length});
}

/// The whole row that a weight is in.
RowPart rowOf(const EditWeight& edit, int length) { return {edit.head * length + edit.query, 0, length}; }

template <class Visit>
void forEachPart(const EditWeight& edit, const Activations& activations, Visit visit) {
  const RowPart row = rowOf(edit, activations.length());
  visit(edit.renormalise ? row : RowPart{row.row, edit.key, 1});
}

/// One head's [T, T] after another: a position is a row in each. Else the heads stand side by side in it.
template <class Visit>
void forEachPart(const Patch& patch, const Activations& activations, Visit visit) {
  const HookPlace place = hookNamed(activations.config(), patch.activation);
  const int length = activations.length();
  const int head = patch.head.value_or(0);
  RowPart part{0, 0, activations.view(place).columns};
  int end = activations.view(place).rows;
  if (patch.head && isSquare(place.hook)) {
    part.row = head * length;
    end = part.row + length;
  } else if (patch.head) {
    part.columns = shapeOf(activations.config(), place.hook, length).back();
    part.column = head * part.columns;
  }
  for (; part.row < end; part.row += length) {
    const auto visitAt = [&](int position) { visit(RowPart{part.row + position, part.column, part.columns}); };
    if (patch.positions.empty()) {
      for (int position = 0; position < length; ++position) visitAt(position);
    } else {
      for (const int position : patch.positions) visitAt(position);
    }
  }
}

// ---- what each kind does, once the activation is there ----

float* partOf(Activations& activations, HookPlace place, const RowPart& part) {
  return activations.view(place).row(part.row) + part.column;
}

void make(const AblateHead& ablation, Activations& activations) {
  const HookPlace place{Hook::z, ablation.layer};
  std::vector<float> mean(static_cast<std::size_t>(activations.config().headSize()));
  if (ablation.to == AblateHead::To::mean) {
    const float share = 1 / static_cast<float>(activations.length());
    forEachPart(ablation, activations, [&](const RowPart& part) {
      const float* const z = partOf(activations, place, part);
      for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += share * z[i];
    });
  }
  forEachPart(ablation, activations,
              [&](const RowPart& part) { std::copy(mean.begin(), mean.end(), partOf(activations, place, part)); });
}

/// What stays the same: how often each weight is there.
void shuffleRow(const ReplacePattern& replacement, int query, float* row, int first) {
  std::uint64_t bits = splitmix64(static_cast<std::uint64_t>(replacement.seed));
  for (const int number : {replacement.layer, replacement.head, query}) {
    bits = splitmix64(bits ^ static_cast<std::uint64_t>(number));
  }
  row += first;
  for (int last = query - first; last > 0; --last) {
    bits = splitmix64(bits);
    std::swap(row[last], row[bits % static_cast<std::uint64_t>(last + 1)]);
  }
}

/// first: the first key that the query sees.
void fillRow(const ReplacePattern& replacement, int query, int first, int length, float* row) {
  if (replacement.to == ReplacePattern::To::shuffled) return shuffleRow(replacement, query, row, first);
  std::fill_n(row, length, 0.0f);
  switch (replacement.to) {
    case ReplacePattern::To::uniform:
      std::fill(row + first, row + query + 1, 1 / static_cast<float>(query + 1 - first));
      break;
    case ReplacePattern::To::previous:
      row[std::max(query - 1, first)] = 1;
      break;
    default:  // given
      std::copy_n(replacement.given.data() + std::ptrdiff_t{query} * length, length, row);
  }
}

void make(const ReplacePattern& replacement, Activations& activations) {
  const int length = activations.length();
  forEachPart(replacement, activations, [&](const RowPart& part) {
    const int query = part.row % length;
    fillRow(replacement, query, firstSeen(activations.config(), query), length,
            partOf(activations, {Hook::pattern, replacement.layer}, part));
  });
}

void make(const EditWeight& edit, Activations& activations) {
  const int length = activations.length();
  float* const row = partOf(activations, {Hook::pattern, edit.layer}, rowOf(edit, length));
  if (edit.renormalise) {
    row[edit.key] = 0;
    const float others = std::accumulate(row, row + length, 0.0f);
    if (others == 0 && edit.value != 1) {
      refuse("value", "must be 1, or not renormalised, where the row's other weights are all 0 (query {}), not {}",
             {edit.query, sixDecimals(edit.value)});
    }
    const float factor = others == 0 ? 0 : (1 - edit.value) / others;
    for (int key = 0; key < length; ++key) row[key] *= factor;
  }
  row[edit.key] = edit.value;
}

void make(const Patch& patch, Activations& activations) {
  const HookPlace place = hookNamed(activations.config(), patch.activation);
  const int width = activations.view(place).columns;
  forEachPart(patch, activations, [&](const RowPart& part) {
    float* const row = partOf(activations, place, part);
    std::copy_n(patch.values.data.data() + std::ptrdiff_t{part.row} * width + part.column, part.columns, row);
    if (place.hook != Hook::scores) return;
    const int query = part.row % part.columns;
    std::fill(row + query + 1, row + part.columns, kHidden);
    if (kEveryModel) std::fill(row, row + firstSeen(activations.config(), query), kHidden);
  });
}

// ---- what is refused ----

std::string describe(const std::vector<int>& shape) {
  std::string text = "[";
  for (const int extent : shape) text += message("{}{}", {text.size() > 1 ? ", " : "", extent});
  return text + "]";
}

/// rows of `length` numbers each, as a pattern's may be; query of row r is r modulo length.
void requirePattern(const std::vector<float>& pattern, int length) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const auto key = static_cast<int>(i % static_cast<std::size_t>(length));
    const auto query = static_cast<int>(i / static_cast<std::size_t>(length) % static_cast<std::size_t>(length));
    const bool is_valid = key > query ? pattern[i] == 0 : std::isfinite(pattern[i]) && pattern[i] >= 0;
    if (is_valid) continue;
    const std::string value = sixDecimals(pattern[i]);
    if (key > query) refuse("pattern", "must be 0 at query {}, key {}, not {}", {query, key, value});
    refuse("pattern", "must be a finite number, not negative, at query {}, key {}, not {}", {query, key, value});
  }
}

void require(const AblateHead& ablation, const TransformerConfig& config, int) {
  requireHead(config, ablation.layer, ablation.head);
}

void require(const ReplacePattern& replacement, const TransformerConfig& config, int length) {
  requireHead(config, replacement.layer, replacement.head);
  requireInRange(kSeedRange, replacement.seed);
  if (replacement.to != ReplacePattern::To::given) return;
  const std::size_t size = static_cast<std::size_t>(length) * static_cast<std::size_t>(length);
  if (replacement.given.size() != size) {
    refuse("pattern", "must have {} x {} numbers, not {}", {length, length, replacement.given.size()});
  }
  requirePattern(replacement.given, length);
}

void require(const EditWeight& edit, const TransformerConfig& config, int length) {
  requireHead(config, edit.layer, edit.head);
  requireInRange({"query", 0, length - 1}, edit.query);
  requireInRange({"key", 0, edit.query}, edit.key);
  const float largest = edit.renormalise ? 1 : std::numeric_limits<float>::max();
  if (edit.value >= 0 && edit.value <= largest) return;
  const std::string value = sixDecimals(edit.value);
  if (edit.renormalise) refuse("value", "must be a finite number, not negative and at most 1, not {}", {value});
  refuse("value", "must be a finite number, not negative, not {}", {value});
}

/// T' of the prompt that the values are from, 0 if there is none.
int lengthOf(const Tensor& values, Hook hook) {
  const std::size_t axis = isSquare(hook) ? 1 : 0;
  return values.shape.size() > axis ? values.shape[axis] : 0;
}

void requireFinite(const Patch& patch, const TransformerConfig& config, Hook hook, int length) {
  const auto columns = static_cast<std::size_t>(length);
  for (std::size_t i = 0; i < patch.values.data.size(); ++i) {
    const auto query = static_cast<int>(i / columns % columns), key = static_cast<int>(i % columns);
    const bool is_masked = hook == Hook::scores && (key > query || key < firstSeen(config, query));
    if (is_masked || std::isfinite(patch.values.data[i])) continue;
    refuse("values", "of {} must be finite numbers, not {} at {}",
           {Quoted{patch.activation}, sixDecimals(patch.values.data[i]), i});
  }
}

void require(const Patch& patch, const TransformerConfig& config, int length) {
  const Hook hook = hookNamed(config, patch.activation).hook;
  const int source = lengthOf(patch.values, hook);
  const bool is_whole = isSquare(hook) || patch.positions.empty();
  const std::vector<int> shape = shapeOf(config, hook, is_whole ? length : source);
  const auto size = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
  if (patch.values.shape != shape || patch.values.data.size() != static_cast<std::size_t>(size)) {
    refuse("values", "of {} must have the shape {}, not {} with {} numbers",
           {Quoted{patch.activation}, describe(shape), describe(patch.values.shape), patch.values.data.size()});
  }
  if (patch.head) {
    if (shape.size() != 3) refuse("head", "is of an activation that heads have, not of {}", {Quoted{patch.activation}});
    requireInRange({"head", 0, shape[isSquare(hook) ? 0 : 1] - 1}, *patch.head);
  }
  const int last = std::min(length, source) - 1;
  for (const int position : patch.positions) requireInRange({"position", 0, last}, position);
  if (hook == Hook::pattern)
    requirePattern(patch.values.data, length);
  else
    requireFinite(patch, config, hook, length);
}

}  // namespace

void requireValid(const std::vector<Intervention>& interventions, const TransformerConfig& config, int length) {
  for (const Intervention& intervention : interventions) {
    std::visit([&](const auto& kind) { require(kind, config, length); }, intervention);
  }
}

void intervene(const std::vector<Intervention>& interventions, Activations& activations, HookPlace place) {
  for (const Intervention& intervention : interventions) {
    if (!concerns(intervention, activations.config(), place)) continue;
    std::visit([&](const auto& kind) { make(kind, activations); }, intervention);
  }
}

void blockEdited(const std::vector<Intervention>& interventions, const Activations& activations, HookPlace place,
                 View gradient) {
  const auto block = [&](const RowPart& part) {
    std::fill_n(gradient.row(part.row) + part.column, part.columns, 0.0f);
  };
  for (const Intervention& intervention : interventions) {
    if (!concerns(intervention, activations.config(), place)) continue;
    std::visit([&](const auto& kind) { forEachPart(kind, activations, block); }, intervention);
  }
}

bool isEdited(const std::vector<Intervention>& interventions, const TransformerConfig& config, HookPlace place) {
  return std::any_of(interventions.begin(), interventions.end(),
                     [&](const Intervention& intervention) { return concerns(intervention, config, place); });
}

}  // namespace attention
