#include "stories/claims.h"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>

#include "math/numpy_random.h"

namespace attention::stories {

namespace {

constexpr std::array kRepeats{1, 2, 4};
constexpr std::array kPlaces{Distraction::Place::first, Distraction::Place::middle, Distraction::Place::last};
constexpr std::array kPlaceNames{"first", "middle", "last"};
constexpr std::array kDistractors{Role::again, Role::denied, Role::supposed, Role::another, Role::off_topic};
constexpr std::array kWordings{Role::told, Role::rare, Role::unseen};
constexpr std::array kPositionFamilies{Family::where, Family::who, Family::colour, Family::pair};  // tell four facts
constexpr int kFactsInARow = 4;
constexpr std::int64_t kBasesInPart = 50;
constexpr int kOrders = 3;
constexpr auto kTreatmentCount = std::size(kTreatments);

using Labels = std::vector<std::pair<std::string, std::string>>;

/// A trial, and the labels that a right answer counts in beside what the part counts all in.
struct Counted {
  Trial trial;
  std::vector<std::pair<std::string, Labels>> measures;  // measure and labels
};

/// A part of the work, of one claim.
struct Section {
  enum class Kind { help, mislead, position, reword, order };
  Kind kind;
  int index;  // which of its kind
};

int misleadingParts(const ClaimsOptions& options) {
  return static_cast<int>((options.cases + kBasesInPart - 1) / kBasesInPart);
}

/// How many parts there are of each kind, in the order in which they come.
std::vector<std::pair<Section::Kind, int>> sections(const ClaimsOptions& options) {
  return {{Section::Kind::help, kFamilies},
          {Section::Kind::mislead, misleadingParts(options)},
          {Section::Kind::position, kFactsInARow},
          {Section::Kind::reword, static_cast<int>(kWordings.size()) * 2},
          {Section::Kind::order, kOrders}};
}

Section sectionOf(const ClaimsOptions& options, int number) {
  requireInRange({"part", 0, claimParts(options) - 1}, number);
  for (const auto& [kind, count] : sections(options)) {
    if (number < count) return {kind, number};
    number -= count;
  }
  return {};
}

std::string textOf(std::string_view text) { return std::string(text); }

// ---- what is asked ----

/// Held-out stories, until they have enough answers.
std::vector<Counted> helpTrials(const ClaimsOptions& options, Family family) {
  std::vector<Counted> trials;
  std::int64_t answers = 0;
  for (std::int64_t number = 0; answers < options.cases; ++number) {
    Story story = makeStory(options.seed, number, {.kind = Set::Kind::held_out}, family);
    answers += static_cast<std::int64_t>(story.answers.size());
    trials.push_back({{std::move(story), true}, {}});
  }
  return trials;
}

/// The families in turns; which of two facts is asked goes round too.
Case baseCase(std::int64_t number) {
  const auto family = static_cast<Family>(number % kFamilies);
  const int facts = family == Family::pronoun ? 1 : 2;
  return {.family = family, .facts = facts, .asked = static_cast<int>(number / kFamilies % facts)};
}

/// Each base story as it is, and then with all that distracts.
std::vector<Counted> misleadingTrials(const ClaimsOptions& options, std::int64_t number) {
  Case wanted = baseCase(number);
  std::vector<Counted> trials{{{makeCase(options.seed, number, wanted), false}, {{"undistracted", {}}}}};
  for (const Role role : kDistractors) {
    const std::string set = nameOf(Set{.kind = Set::Kind::distractor, .role = role});
    const std::string kind = set.substr(set.find(':') + 1);
    for (const int repeats : kRepeats) {
      for (std::size_t place = 0; place < kPlaces.size(); ++place) {
        wanted.distraction = {role, repeats, kPlaces[place]};
        trials.push_back({{makeCase(options.seed, number, wanted), false},
                          {{"micro", {}},
                           {"by kind", {{"kind", kind}}},
                           {"by repeats", {{"repeats", std::to_string(repeats)}}},
                           {"by place", {{"place", kPlaceNames[place]}}},
                           {"by family", {{"family", textOf(nameOf(wanted.family))}}}}});
      }
    }
  }
  return trials;
}

std::vector<Counted> positionTrials(const ClaimsOptions& options, int asked) {
  std::vector<Counted> trials;
  for (std::int64_t number = 0; number < options.cases; ++number) {
    const Family family = kPositionFamilies[static_cast<std::size_t>(number) % kPositionFamilies.size()];
    trials.push_back(
        {{makeCase(options.seed, number, {.family = family, .facts = kFactsInARow, .asked = asked}), false},
         {{"by position", {{"position", std::to_string(asked + 1)}}}}});
  }
  return trials;
}

/// Of every family as many.
std::vector<Counted> rewordedTrials(const ClaimsOptions& options, const Set& set) {
  const std::string name = nameOf(set);  // "reworded:rare-far"
  const std::size_t colon = name.find(':'), dash = name.find('-');
  const Labels labels{{"words", name.substr(colon + 1, dash - colon - 1)}, {"distance", name.substr(dash + 1)}};
  std::vector<Counted> trials;
  for (int i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    Labels with_family = labels;
    with_family.emplace_back("family", textOf(nameOf(family)));
    for (std::int64_t number = 0; number < options.cases; ++number) {
      trials.push_back({{makeStory(options.seed, number, set, family), false},
                        {{"reworded", labels}, {"reworded by family", with_family}}});
    }
  }
  return trials;
}

std::vector<Counted> orderTrials(const ClaimsOptions& options, const Set& set) {
  const std::string name = nameOf(set);
  std::vector<Counted> trials;
  for (std::int64_t number = 0; number < options.cases; ++number) {
    trials.push_back(
        {{makeStory(options.seed, number, set), false}, {{"order", {{"order", name.substr(name.find(':') + 1)}}}}});
  }
  return trials;
}

std::vector<Counted> countedTrials(const ClaimsOptions& options, const Section& section) {
  switch (section.kind) {
    case Section::Kind::help:
      return helpTrials(options, static_cast<Family>(section.index));
    case Section::Kind::position:
      return positionTrials(options, section.index);
    case Section::Kind::reword:
      return rewordedTrials(options, {.kind = Set::Kind::reworded,
                                      .role = kWordings[static_cast<std::size_t>(section.index) / 2],
                                      .is_far = section.index % 2 == 1});
    case Section::Kind::order:
      return orderTrials(options, {.kind = Set::Kind::order, .order = static_cast<Set::Order>(section.index)});
    case Section::Kind::mislead:
      break;
  }
  std::vector<Counted> trials;
  const std::int64_t first = section.index * kBasesInPart;
  for (std::int64_t number = first; number < std::min(options.cases, first + kBasesInPart); ++number) {
    std::vector<Counted> more = misleadingTrials(options, number);
    std::move(more.begin(), more.end(), std::back_inserter(trials));
  }
  return trials;
}

// ---- how it is counted ----

class Counts {
 public:
  explicit Counts(const char* claim) : claim_(claim) {}

  void add(const std::string& measure, const Labels& labels, double right) {
    auto rate = std::find_if(rates_.begin(), rates_.end(),
                             [&](const Rate& known) { return known.measure == measure && known.labels == labels; });
    if (rate == rates_.end()) rate = rates_.insert(rate, {claim_, measure, labels});
    rate->right += right;
    ++rate->count;
  }

  std::vector<Rate> take() { return std::move(rates_); }

 private:
  const char* claim_;
  std::vector<Rate> rates_;
};

/// The results of one answer of a full trial.
struct Answered {
  std::span<const int> treated;  // [4]
  std::span<const int> without;  // [heads of all layers]
  std::span<const int> looks;    // the same
};

std::string headName(const ClaimsOptions& options, std::size_t head) {
  const auto count = static_cast<std::size_t>(options.heads);
  return std::to_string(head / count) + "." + std::to_string(head % count);
}

/// The head that looks right most often, and what its looking has to do with being right and with being needed.
void countLooks(const ClaimsOptions& options, const std::vector<Answered>& answers, const std::string& family,
                Counts& counts) {
  std::vector<int> hits(answers.front().looks.size());
  for (const Answered& answer : answers) {
    std::transform(hits.begin(), hits.end(), answer.looks.begin(), hits.begin(), std::plus<>());
  }
  const auto best = static_cast<std::size_t>(std::max_element(hits.begin(), hits.end()) - hits.begin());
  for (const Answered& answer : answers) {
    const char* const looks = answer.looks[best] != 0 ? "right" : "elsewhere";
    const Labels labels{{"family", family}, {"head", headName(options, best)}, {"looks", looks}};
    counts.add("right by look", labels, answer.treated[0]);
    if (answer.treated[0] != 0) counts.add("needed by look", labels, answer.without[best] == 0);
  }
}

void countHelp(const ClaimsOptions& options, const std::vector<Counted>& trials, std::span<const int> results,
               Counts& counts) {
  const auto heads = static_cast<std::size_t>(options.layers * options.heads);
  std::vector<Answered> answers;
  std::string family;
  for (const Counted& counted : trials) {
    family = nameOf(counted.trial.story.family);
    for (const Answer& answer : counted.trial.story.answers) {
      const Answered answered{results.first(kTreatmentCount), results.subspan(kTreatmentCount, heads),
                              results.subspan(kTreatmentCount + heads, heads)};
      results = results.subspan(kTreatmentCount + 2 * heads);
      answers.push_back(answered);
      for (std::size_t i = 0; i < kTreatmentCount; ++i) {
        counts.add("accuracy", {{"family", family}, {"attention", kTreatments[i]}}, answered.treated[i]);
      }
      counts.add("chance", {{"family", family}}, 1 / static_cast<double>(wordsLike(answer.word).size()));
      for (std::size_t i = 0; i < heads; ++i) {
        const Labels labels{{"family", family}, {"head", headName(options, i)}};
        counts.add("looks right", labels, answered.looks[i]);
        counts.add("accuracy without", labels, answered.without[i]);
      }
    }
  }
  countLooks(options, answers, family, counts);
}

void countOthers(const std::vector<Counted>& trials, std::span<const int> results, Counts& counts) {
  for (std::size_t i = 0; i < trials.size(); ++i) {
    for (const auto& [measure, labels] : trials[i].measures) counts.add(measure, labels, results[i]);
  }
}

/// A story survives if it is answered right with everything that distracts.
void countSurvivors(std::span<const int> results, Counts& counts) {
  constexpr std::size_t kOfABase = 1 + kDistractors.size() * kRepeats.size() * kPlaces.size();
  for (; !results.empty(); results = results.subspan(kOfABase)) {
    const std::span<const int> distracted = results.subspan(1, kOfABase - 1);
    counts.add("macro", {}, std::all_of(distracted.begin(), distracted.end(), [](int right) { return right != 0; }));
  }
}

std::size_t resultsOf(const ClaimsOptions& options, const Trial& trial) {
  if (!trial.is_full) return 1;
  return trial.story.answers.size() *
         (kTreatmentCount + 2 * static_cast<std::size_t>(options.layers) * static_cast<std::size_t>(options.heads));
}

}  // namespace

int claimParts(const ClaimsOptions& options) {
  requireInRange(kSeedRange, options.seed);
  requireInRange(kCasesRange, options.cases);
  requireInRange({"layers", 1, 512}, options.layers);
  requireInRange({"heads", 1, 1024}, options.heads);
  int parts = 0;
  for (const auto& [kind, count] : sections(options)) parts += count;
  return parts;
}

std::vector<Trial> trialsOf(const ClaimsOptions& options, int part) {
  std::vector<Trial> trials;
  for (Counted& counted : countedTrials(options, sectionOf(options, part))) trials.push_back(std::move(counted.trial));
  return trials;
}

std::vector<Rate> ratesOf(const ClaimsOptions& options, int number, std::span<const int> results) {
  const Section section = sectionOf(options, number);
  const std::vector<Counted> trials = countedTrials(options, section);
  std::size_t wanted = 0;
  for (const Counted& counted : trials) wanted += resultsOf(options, counted.trial);
  if (results.size() != wanted) refuse("results", "must be {} numbers, not {}", {wanted, results.size()});
  const bool is_help = section.kind == Section::Kind::help;
  const bool misleads = section.kind == Section::Kind::mislead;
  Counts counts(is_help ? "helps" : misleads || section.kind == Section::Kind::position ? "misled" : "misses");
  if (is_help) {
    countHelp(options, trials, results, counts);
  } else {
    countOthers(trials, results, counts);
  }
  if (misleads) countSurvivors(results, counts);
  return counts.take();
}

}  // namespace attention::stories
