// Short stories whose answers are known, because whoever tells them has decided them. The same story for the same seed,
// number, set and family, on every platform.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/input_error.h"
#include "stories/telling.h"

namespace attention::stories {

/// Which stories. A number made of a story's words decides whether it is for training or held out, so that none is
/// both.
struct Set {
  enum class Kind : std::uint8_t { train, held_out, distractor, reworded, order };
  /// Of order: "anna likes" (forward); asked for the person, of those whose facts stories tell so (backward), of those
  /// that they never do (reversed).
  enum class Order : std::uint8_t { forward, backward, reversed };

  Kind kind = Kind::train;
  Role role = Role::told;  // of distractor: again to off_topic; of reworded: told (seen), rare, unseen
  bool is_far = false;     // of reworded: four sentences of nothing stand between the fact and the question
  Order order = Order::forward;
};

/// "train", "held-out", "distractor:denied", "reworded:rare-far", "order:backward". Throws InputError.
Set setNamed(std::string_view name);
std::string nameOf(const Set& set);
/// Throws InputError.
Family familyNamed(std::string_view name);

inline constexpr IntegerRange kNumberRange{"number", 0, 1'000'000'000};
inline constexpr IntegerRange kCountRange{"count", 1, 100'000};  // at once

struct Story {
  Family family;
  std::vector<std::string_view> words;
  std::vector<Answer> answers;  // in the order of their positions, at least one
};

/// Story number `number` of those that this seed draws. No family: the families take turns. Two to eight sentences;
/// more in the sets that put something between. Throws InputError: seed in kSeedRange, number in kNumberRange, sets of
/// order are of likes only.
Story makeStory(std::int64_t seed, std::int64_t number, const Set& set, std::optional<Family> family = {});

/// What is put into a story that must not change its answer.
struct Distraction {
  enum class Place : std::uint8_t { first, middle, last };  // before the facts, after them, right before the question
  Role role = Role::off_topic;
  int repeats = 1;  // 0: nothing
  Place place = Place::middle;
};

/// A held-out story with one question at its end, about the fact `asked` of `facts` that it tells one after another;
/// with the same seed, number, facts and asked the same story but for what distracts.
struct Case {
  Family family = Family::where;
  int facts = 2;  // 1 to 4; pronoun and likes: people named, 1 to 2
  int asked = 0;  // 0 to facts - 1
  Role told = Role::told;
  Distraction distraction{.repeats = 0};
};
Story makeCase(std::int64_t seed, std::int64_t number, const Case& wanted);

}  // namespace attention::stories
