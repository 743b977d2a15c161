#include "stories/understanding.h"

#include <algorithm>
#include <optional>

namespace attention::stories {

namespace {

bool fits(const Part& part, std::string_view word) {
  if (part.gap == 0) return word == part.word;
  if (part.gap == 'H') return word == "she" || word == "he";
  return isOf(kindOf(part.gap), word);
}

/// What fills the gaps if the words begin this sentence, or are all of it; none if they do not.
std::optional<Bindings> match(const std::vector<Part>& parts, std::span<const std::string_view> words) {
  Bindings bindings;
  for (std::size_t i = 0; i < std::min(parts.size(), words.size()); ++i) {
    if (!fits(parts[i], words[i])) return {};
    if (parts[i].gap != 0) bindings[parts[i].gap] = words[i];
  }
  return bindings;
}

/// The first sentence that the words begin with, which becomes part of the story; how many words it has, 0: none.
std::size_t takeSentence(Telling& telling, std::span<const std::string_view> words) {
  for (const Sentence& sentence : sentences()) {
    const std::vector<Part> parts = partsOf(sentence);
    if (parts.size() > words.size()) continue;
    if (const std::optional<Bindings> bindings = match(parts, words)) {
      telling.say(sentence, *bindings);
      return parts.size();
    }
  }
  return 0;
}

bool isSame(const Answer& a, const Answer& b) { return a.position == b.position && a.word == b.word; }

/// What is decided in words that begin a sentence and do not end it: that on which all sentences agree that begin so
/// and could be said here.
std::vector<Answer> answersInBeginning(const Telling& telling, std::span<const std::string_view> words) {
  std::optional<std::vector<Answer>> agreed;
  const std::size_t before = telling.answers().size();
  const auto end = static_cast<int>(telling.words().size() + words.size());
  for (const Sentence& sentence : sentences()) {
    const std::optional<Bindings> bindings = match(partsOf(sentence), words);
    if (!bindings) continue;
    Telling told = telling;
    told.say(sentence, *bindings);
    if (sentence.role == Role::asked && told.answers().size() == before) continue;  // nothing is known that it asks
    std::vector<Answer> answers(told.answers().begin() + static_cast<std::ptrdiff_t>(before), told.answers().end());
    std::erase_if(answers, [end](const Answer& answer) { return answer.position > end; });
    if (agreed && !std::equal(agreed->begin(), agreed->end(), answers.begin(), answers.end(), isSame)) return {};
    agreed = std::move(answers);
  }
  return agreed.value_or(std::vector<Answer>());
}

std::size_t lengthOfUnknown(std::span<const std::string_view> words) {
  const auto end = std::find(words.begin(), words.end(), std::string_view("."));
  return static_cast<std::size_t>(end - words.begin()) + (end == words.end() ? 0 : 1);
}

}  // namespace

std::vector<Answer> understand(std::span<const std::string_view> words) {
  Telling telling;
  while (!words.empty()) {
    std::size_t count = takeSentence(telling, words);
    if (count == 0) {
      count = lengthOfUnknown(words);
      if (count == words.size() && words.back() != ".") {
        std::vector<Answer> answers = telling.answers();
        for (Answer& answer : answersInBeginning(telling, words)) answers.push_back(std::move(answer));
        return answers;
      }
      telling.sayUnknown(words.first(count));
    }
    words = words.subspan(count);
  }
  return telling.answers();
}

}  // namespace attention::stories
