#include "stories/stories.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "stories/draws.h"

namespace attention::stories {

namespace {

constexpr std::size_t kHeldOutShare = 10;  // one story of so many
constexpr int kFarSentences = 4;

bool isHeldOut(const std::vector<std::string_view>& words) {
  std::uint64_t bits = 0;
  for (const std::string_view word : words) {
    for (const char c : word) bits = splitmix64(bits ^ static_cast<std::uint64_t>(c));
  }
  return bits % kHeldOutShare == 0;
}

/// `count` different ones.
std::vector<std::string_view> some(Draws& draws, Kind kind, std::size_t count) {
  const std::span<const std::string_view> words = wordsOf(kind);
  std::vector<std::string_view> drawn(words.begin(), words.end());
  draws.shuffle(std::span(drawn));
  drawn.resize(count);
  return drawn;
}

std::string_view otherThan(Draws& draws, Kind kind, std::string_view word) {
  std::string_view other = word;
  while (other == word) other = draws.one(wordsOf(kind));
  return other;
}

/// Somebody of whom training stories say so both ways, or do not.
std::string_view someone(Draws& draws, bool both_ways) {
  std::string_view person;
  do person = draws.one(wordsOf(Kind::person));
  while (isToldBothWays(person) != both_ways);
  return person;
}

/// One story as it is told.
class Teller {
 public:
  /// `distracting`: what distracts is drawn from it, so that the rest stays as it is.
  Teller(Family family, Draws& draws, Draws& distracting) : family_(family), draws_(draws), distracting_(distracting) {}

  /// Draws what the story is about: `count` facts, or people.
  void cast(std::size_t count) {
    const std::vector<std::string_view> things = some(draws_, Kind::thing, count);
    const std::vector<std::string_view> places = some(draws_, Kind::place, count);
    const std::vector<std::string_view> colours = some(draws_, Kind::colour, count);
    const std::vector<std::string_view> moods = some(draws_, Kind::mood, count);
    const std::vector<std::string_view> sounds = some(draws_, Kind::sound, 2 * count);
    const std::vector<std::string_view> people = castOfPeople(count);
    for (std::size_t i = 0; i < count; ++i) {
      Bindings fact;
      fact['T'] = things[i];
      fact['L'] = places[i];
      fact['C'] = colours[i];
      fact['A'] = moods[i];
      fact['X'] = sounds[2 * i];
      fact['Y'] = sounds[2 * i + 1];
      setPeople(fact, people[i % people.size()], people[(i + 1) % people.size()]);
      fact['F'] = favouriteOf(fact['P']);
      facts_.push_back(fact);
    }
  }

  std::size_t facts() const { return facts_.size(); }
  const Telling& telling() const { return telling_; }
  int sentences() const { return sentences_; }

  /// Brings the people in, where the family wants them.
  void scene(Role role) {
    if (family_ == Family::pronoun) {
      say(Role::scene, facts_.front());
    } else if (family_ == Family::likes && role != Role::told) {
      for (const Bindings& fact : facts_) say(role, fact);
    } else if (family_ == Family::likes) {
      sceneOfLikes();
    }
  }

  /// Tells fact i. Of what people like nothing is told: it is so.
  void tell(std::size_t i, Role role) {
    if (family_ == Family::likes) return;
    Bindings& fact = facts_[i];
    if (family_ != Family::pronoun && family_ != Family::who) fact['P'] = draws_.one(wordsOf(Kind::person));
    say(role, fact);
  }

  void ask(std::size_t i) {
    Bindings asked = facts_[i];
    if (valueGapOf(family_) != 'P' && family_ != Family::likes) asked['P'] = draws_.one(wordsOf(Kind::person));
    say(Role::asked, asked);
  }

  /// Asks who likes what this person does.
  void askFor(std::string_view person) {
    Bindings asked;
    setPeople(asked, person, person);
    asked['F'] = favouriteOf(person);
    say(Role::turned, asked);
  }

  /// Something becomes otherwise.
  void move(std::size_t i) {
    Bindings& fact = facts_[i];
    fact['Q'] = fact['P'];
    fact['L'] = otherThan(draws_, Kind::place, fact['L']);
    fact['P'] = otherThan(draws_, Kind::person, fact['P']);
    say(Role::moved, fact);
  }

  /// Says something that leaves fact i as it is.
  void distract(std::size_t i, Role role) {
    Bindings other = facts_[i];
    const char gap = valueGapOf(family_);
    if (gap != 'P') other[gap] = otherThan(distracting_, kindOf(gap), other[gap]);
    if (family_ == Family::who) other['Q'] = otherThan(distracting_, Kind::person, facts_[i]['P']);
    if (family_ == Family::likes) other['Q'] = facts_[i]['P'];
    if (family_ != Family::likes && family_ != Family::pronoun) other['P'] = distracting_.one(wordsOf(Kind::person));
    sayIt(*distracting_.one(sentencesOf(family_, role)), other);
  }

 private:
  /// For she and he: one woman and one man at most. Else as many as there are facts.
  std::vector<std::string_view> castOfPeople(std::size_t count) {
    if (family_ != Family::pronoun && family_ != Family::likes) return some(draws_, Kind::person, count);
    const std::span<const std::string_view> people = wordsOf(Kind::person);
    const std::size_t half = people.size() / 2;
    std::vector<std::string_view> couple{people[draws_.below(half)], people[half + draws_.below(half)]};
    draws_.shuffle(std::span(couple));
    if (family_ == Family::likes) couple.resize(std::min<std::size_t>(count, 2));
    return couple;
  }

  static void setPeople(Bindings& fact, std::string_view person, std::string_view other) {
    fact['P'] = person;
    fact['Q'] = other;
    fact['H'] = pronounOf(person);
  }

  /// One person after the other, or both in one sentence.
  void sceneOfLikes() {
    const auto two = [](const Sentence* sentence) { return sentence->words.find('Q') != std::string_view::npos; };
    std::vector<const Sentence*> scenes = sentencesOf(family_, Role::scene);
    const bool together = facts_.size() > 1 && draws_.chance(50);
    std::erase_if(scenes, [&](const Sentence* sentence) { return two(sentence) != together; });
    const std::size_t count = together ? 1 : facts_.size();
    for (std::size_t i = 0; i < count; ++i) {
      const Bindings placed = withPlace(facts_[i]);
      sayIt(*draws_.one(scenes), placed);
    }
  }

  Bindings withPlace(Bindings bindings) {
    bindings['L'] = draws_.one(wordsOf(Kind::place));
    return bindings;
  }

  void say(Role role, const Bindings& bindings) {
    const Sentence& sentence = *draws_.one(sentencesOf(family_, role));
    sayIt(sentence, family_ == Family::where ? bindings : withPlace(bindings));
  }

  void sayIt(const Sentence& sentence, const Bindings& bindings) {
    telling_.say(sentence, bindings);
    ++sentences_;
  }

  Family family_;
  Draws& draws_;
  Draws& distracting_;
  Telling telling_;
  std::vector<Bindings> facts_;
  int sentences_ = 0;
};

constexpr std::array kDistractions{Role::again,   Role::denied,    Role::supposed,
                                   Role::another, Role::off_topic, Role::off_topic};

Story storyOf(Family family, const Telling& telling) { return {family, telling.words(), telling.answers()}; }

/// A story as they are trained on: facts, questions, what changes and what distracts, in any order.
Story drawnStory(Family family, Draws draws) {
  Teller teller(family, draws, draws);
  const int most = 3 + static_cast<int>(draws.below(6));  // sentences: at most eight
  teller.cast(family == Family::likes ? 1 + draws.below(2) : 1 + draws.below(3));
  const auto role = [&draws] { return draws.chance(3) ? Role::rare : Role::told; };
  const auto distractSometimes = [&](std::size_t i, std::size_t percent) {
    while (draws.chance(percent) && teller.sentences() + 2 < most) teller.distract(i, draws.one(kDistractions));
  };
  if (draws.chance(20)) teller.distract(0, Role::off_topic);
  teller.scene(role());
  if (family == Family::likes || family == Family::pronoun) {
    std::vector<std::size_t> order(teller.facts());
    std::iota(order.begin(), order.end(), std::size_t{0});
    draws.shuffle(std::span(order));
    for (const std::size_t i : order) {
      if (i != order.front() && teller.sentences() + 2 > most) break;
      teller.tell(i, role());
      distractSometimes(i, 40);
      teller.ask(i);
    }
    if (family == Family::likes && draws.chance(50)) teller.askFor(someone(draws, true));
    return storyOf(family, teller.telling());
  }
  const bool is_moving = family == Family::where || family == Family::who;
  std::size_t told = 0;
  do {
    if (told < teller.facts()) {
      teller.tell(told++, role());
      distractSometimes(draws.below(told), 10);
    } else if (is_moving && draws.chance(25)) {
      teller.move(draws.below(told));
    } else if (draws.chance(20)) {
      const Role distraction = draws.one(kDistractions);
      teller.distract(draws.below(told), distraction);
    } else {
      teller.ask(draws.below(told));
    }
  } while (teller.sentences() + 1 < most || told < teller.facts());
  teller.ask(draws.below(told));
  return storyOf(family, teller.telling());
}

Story caseOf(const Case& wanted, Draws draws, Draws distracting) {
  Teller teller(wanted.family, draws, distracting);
  const auto asked = static_cast<std::size_t>(wanted.asked);
  const auto facts = static_cast<std::size_t>(wanted.facts);
  teller.cast(facts);
  const auto distract = [&](Distraction::Place place) {
    if (place != wanted.distraction.place) return;
    for (int i = 0; i < wanted.distraction.repeats; ++i) teller.distract(asked, wanted.distraction.role);
  };
  distract(Distraction::Place::first);
  teller.scene(wanted.told);
  for (std::size_t i = 0; i < facts; ++i) {
    if (i == (facts + 1) / 2) distract(Distraction::Place::middle);
    teller.tell(i, i == asked ? wanted.told : Role::told);
  }
  if (facts == 1) distract(Distraction::Place::middle);
  distract(Distraction::Place::last);
  teller.ask(asked);
  return storyOf(wanted.family, teller.telling());
}

/// Somebody is named, and then asked is who likes something that they do not.
Story turnedStory(Set::Order order, Draws draws) {
  Teller teller(Family::likes, draws, draws);
  teller.cast(1);
  teller.scene(Role::told);
  teller.askFor(someone(draws, order == Set::Order::backward));
  return storyOf(Family::likes, teller.telling());
}

/// What is drawn again until it is of the right side.
template <class Draw>
Story drawUntil(bool held_out, Draw draw) {
  for (std::int64_t attempt = 0;; ++attempt) {
    Story story = draw(attempt);
    if (isHeldOut(story.words) == held_out) return story;
  }
}

constexpr std::array kRoleNames{std::pair{Role::again, "again"}, std::pair{Role::denied, "denied"},
                                std::pair{Role::supposed, "supposed"}, std::pair{Role::another, "another"},
                                std::pair{Role::off_topic, "off-topic"}};
constexpr std::array kWordingNames{std::pair{Role::told, "seen"}, std::pair{Role::rare, "rare"},
                                   std::pair{Role::unseen, "unseen"}};
constexpr std::array kOrderNames{"forward", "backward", "reversed"};

std::vector<Set> allSets() {
  std::vector<Set> sets{{.kind = Set::Kind::train}, {.kind = Set::Kind::held_out}};
  for (const auto& [role, name] : kRoleNames) sets.push_back({.kind = Set::Kind::distractor, .role = role});
  for (const auto& [role, name] : kWordingNames) {
    for (const bool is_far : {false, true}) {
      sets.push_back({.kind = Set::Kind::reworded, .role = role, .is_far = is_far});
    }
  }
  for (const Set::Order order : {Set::Order::forward, Set::Order::backward, Set::Order::reversed}) {
    sets.push_back({.kind = Set::Kind::order, .order = order});
  }
  return sets;
}

template <class Names>
std::string nameIn(const Names& names, Role role) {
  return std::find_if(names.begin(), names.end(), [role](const auto& named) { return named.first == role; })->second;
}

}  // namespace

std::string nameOf(const Set& set) {
  switch (set.kind) {
    case Set::Kind::train:
      return "train";
    case Set::Kind::held_out:
      return "held-out";
    case Set::Kind::distractor:
      return "distractor:" + nameIn(kRoleNames, set.role);
    case Set::Kind::reworded:
      return "reworded:" + nameIn(kWordingNames, set.role) + (set.is_far ? "-far" : "-near");
    case Set::Kind::order:
      return std::string("order:") + kOrderNames[static_cast<std::size_t>(set.order)];
  }
  return {};
}

Set setNamed(std::string_view name) {
  std::string known;
  for (const Set& set : allSets()) {
    if (nameOf(set) == name) return set;
    known += (known.empty() ? "" : ", ") + nameOf(set);
  }
  refuse("set", "must be one of {}, not {}", {known, Quoted{name}});
}

Family familyNamed(std::string_view name) {
  std::string known;
  for (int i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    if (nameOf(family) == name) return family;
    known.append(i == 0 ? "" : ", ").append(nameOf(family));
  }
  refuse("family", "must be one of {}, not {}", {known, Quoted{name}});
}

Story makeStory(std::int64_t seed, std::int64_t number, const Set& set, std::optional<Family> wanted) {
  requireInRange(kSeedRange, seed);
  requireInRange(kNumberRange, number);
  const bool is_order = set.kind == Set::Kind::order;
  if (is_order && wanted && *wanted != Family::likes) {
    refuse("family", "must be likes for the set {}, not {}", {nameOf(set), nameOf(*wanted)});
  }
  const Family family = is_order ? Family::likes : wanted.value_or(static_cast<Family>(number % kFamilies));
  const auto stream = [&](std::int64_t attempt) {
    return Draws({seed, number, static_cast<std::int64_t>(family), attempt});
  };
  if (set.kind == Set::Kind::train || set.kind == Set::Kind::held_out) {
    return drawUntil(set.kind == Set::Kind::held_out,
                     [&](std::int64_t attempt) { return drawnStory(family, stream(attempt)); });
  }
  if (is_order && set.order != Set::Order::forward) {
    return drawUntil(true, [&](std::int64_t attempt) { return turnedStory(set.order, stream(attempt)); });
  }
  Draws draws({seed, number, static_cast<std::int64_t>(set.kind)});
  Case wanted_case{.family = family, .facts = is_order || family == Family::pronoun ? 1 : 2};
  wanted_case.asked = static_cast<int>(draws.below(static_cast<std::size_t>(wanted_case.facts)));
  if (set.kind == Set::Kind::distractor) {
    wanted_case.distraction = {set.role, 1 + static_cast<int>(draws.below(3)),
                               static_cast<Distraction::Place>(draws.below(3))};
  } else if (set.kind == Set::Kind::reworded) {
    wanted_case.told = set.role;
    wanted_case.distraction = {Role::off_topic, set.is_far ? kFarSentences : 0, Distraction::Place::last};
  }
  return makeCase(seed, number, wanted_case);
}

Story makeCase(std::int64_t seed, std::int64_t number, const Case& wanted) {
  requireInRange(kSeedRange, seed);
  requireInRange(kNumberRange, number);
  requireInRange({"facts", 1, 4}, wanted.facts);
  requireInRange({"asked", 0, wanted.facts - 1}, wanted.asked);
  const auto family = static_cast<std::int64_t>(wanted.family);
  Case plain = wanted;
  plain.distraction.repeats = 0;
  plain.told = Role::told;
  std::int64_t found = 0;
  const auto stream = [&](std::int64_t attempt) {
    found = attempt;
    return Draws({seed, number, family, wanted.facts, wanted.asked, attempt});
  };
  drawUntil(true, [&](std::int64_t attempt) { return caseOf(plain, stream(attempt), Draws({seed})); });
  const Distraction& what = wanted.distraction;
  Draws distracting({seed, number, family, static_cast<std::int64_t>(what.role), what.repeats,
                     static_cast<std::int64_t>(what.place)});
  return caseOf(wanted, stream(found), distracting);
}

}  // namespace attention::stories
