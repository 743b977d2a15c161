#include "stories/telling.h"

#include <algorithm>
#include <utility>

namespace attention::stories {

std::vector<int> Telling::mentionsOf(std::string_view word) const {
  std::vector<int> positions;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (words_[i] == word) positions.push_back(static_cast<int>(i));
  }
  return positions;
}

/// Whom she or he is: the one person of that pronoun that was named; empty if there is none, or more than one.
std::string_view Telling::personOf(std::string_view pronoun) const {
  std::string_view found;
  for (const std::string_view word : words_) {
    if (!isOf(Kind::person, word) || pronounOf(word) != pronoun || word == found) continue;
    if (!found.empty()) return {};
    found = word;
  }
  return found;
}

const Telling::Fact* Telling::find(Family family, std::string_view subject) const {
  for (const Fact& fact : facts_) {
    if (fact.family == family && fact.subject == subject) return &fact;
  }
  return nullptr;
}

void Telling::learn(Family family, std::string_view subject, std::string_view value, int position) {
  auto fact = std::find_if(facts_.begin(), facts_.end(),
                           [&](const Fact& known) { return known.family == family && known.subject == subject; });
  if (fact == facts_.end()) fact = facts_.insert(fact, {family, subject, {}, {}});
  if (fact->value != value) *fact = {family, subject, value, {}};
  fact->positions.push_back(position);
}

Telling::Known Telling::answerTo(const Sentence& sentence, const Bindings& bindings, char gap) const {
  const Family family = sentence.family;
  if (family == Family::likes) {
    if (gap == 'P') return {admirerOf(bindings['F']), mentionsOf(bindings['F'])};
    const bool has_pronoun = sentence.words.front() == 'H';
    const std::string_view person = has_pronoun ? personOf(bindings['H']) : bindings['P'];
    if (person.empty()) return {};
    return {favouriteOf(person), mentionsOf(person)};
  }
  const Fact* fact = find(family, bindings[subjectGapOf(family)]);
  if (!fact) return {};
  return {fact->value, family == Family::pronoun ? mentionsOf(fact->value) : fact->positions};
}

void Telling::say(const Sentence& sentence, const Bindings& bindings) {
  const Family family = sentence.family;
  const std::string_view subject = bindings[subjectGapOf(family)];
  std::vector<std::pair<std::string_view, int>> told;
  for (const Part& part : partsOf(sentence)) {
    const int position = static_cast<int>(words_.size());
    const std::string_view word = part.gap == 0 ? part.word : bindings[part.gap];
    if (part.mark == '?' || (part.mark == '!' && family == Family::pair && find(family, subject))) {
      Known known = answerTo(sentence, bindings, part.gap);
      if (word == known.word && family != Family::likes) told.push_back({word, position});  // said again, and true
      if (!known.word.empty()) answers_.push_back({position, known.word, std::move(known.positions), family});
    } else if (part.mark == '!') {
      told.push_back({word, position});
    } else if (part.gap == 'H' && family == Family::pronoun) {
      if (const std::string_view person = personOf(word); !person.empty()) told.push_back({person, position});
    }
    words_.push_back(word);
  }
  for (const auto& [value, position] : told) learn(family, subject, value, position);
}

void Telling::sayUnknown(std::span<const std::string_view> words) {
  words_.insert(words_.end(), words.begin(), words.end());
  const auto has = [words](std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  std::erase_if(facts_, [&](const Fact& fact) { return has(fact.subject) || has(fact.value); });
}

}  // namespace attention::stories
