// Changes to what the transformer computes, while it computes: everything downstream follows. An edited number counts
// as given: on the way back no gradient flows on through it (its own gradient is there to read).
// Interventions on the same activation are made in the order in which they are listed.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "transformer/activations.h"

namespace attention {

/// A head's output hook_z is replaced: by zeros, or at every position by its mean over the prompt's positions.
struct AblateHead {
  enum class To { zero, mean };
  int layer = 0;
  int head = 0;
  To to = To::zero;
};

/// A head's pattern is replaced: each query looks at all keys that it sees alike, or at the token before it (the first
/// token at itself), or as `given`: [T, T], finite, not negative, 0 where the key comes after the query. Or it is
/// shuffled: each query's weights are dealt anew to the keys that it sees, the same way for the same seed, kSeedRange.
struct ReplacePattern {
  enum class To { uniform, previous, shuffled, given };
  int layer = 0;
  int head = 0;
  To to = To::uniform;
  std::vector<float> given{};
  std::int64_t seed = 0;
};

/// One weight of a head's pattern is set, key <= query. value: finite, not negative. With renormalise it is at most 1,
/// and the row's other weights are scaled so that the row sums to 1, and are edited too; where they sum to 0 that
/// cannot be done.
struct EditWeight {
  int layer = 0;
  int head = 0;
  int query = 0;
  int key = 0;
  float value = 0;
  bool renormalise = true;
};

/// An activation, or of one that has an H or K axis one head's part, is replaced by `values`, as activation() gave all
/// of it for a prompt of T' tokens, at these positions (along its T axis; the queries of scores and pattern). positions
/// empty: at all, and T' = T. Otherwise positions are below T and T'; scores and pattern always need T' = T. values:
/// finite (scores: where the key does not come after the query); for the pattern as ReplacePattern's.
struct Patch {
  std::string activation;
  Tensor values;
  std::vector<int> positions;
  std::optional<int> head{};
};

using Intervention = std::variant<AblateHead, ReplacePattern, EditWeight, Patch>;

/// Throws InputError, naming and quoting what does not fit, unless all can be made on a prompt of `length` tokens.
/// (That a row cannot be renormalised shows only when it is there: transformerForward throws it.)
void requireValid(const std::vector<Intervention>& interventions, const TransformerConfig& config, int length);

/// Makes those that concern this activation, which has just been computed.
void intervene(const std::vector<Intervention>& interventions, Activations& activations, HookPlace place);

/// Sets the edited numbers of `gradient` to 0, which has the activation's shape.
void blockEdited(const std::vector<Intervention>& interventions, const Activations& activations, HookPlace place,
                 View gradient);

/// Whether any of them concerns this activation.
bool isEdited(const std::vector<Intervention>& interventions, const TransformerConfig& config, HookPlace place);

}  // namespace attention
