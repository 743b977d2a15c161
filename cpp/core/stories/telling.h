// What sentences say, one after another: the words of a story, the facts that hold after each, and where a word cannot
// be another, because the facts decide it. Stories are made with it, and typed ones understood.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "stories/world.h"

namespace attention::stories {

/// A word that what stands before it decides.
struct Answer {
  int position;  // of the word; it follows words [0, position)
  std::string_view word;
  std::vector<int> antecedents;  // where the words stand that decide it, in order
  Family family;
};

/// What stands in the gaps of a sentence, by their letters.
class Bindings {
 public:
  std::string_view& operator[](char gap) { return words_[static_cast<std::size_t>(gap - 'A')]; }
  std::string_view operator[](char gap) const { return words_[static_cast<std::size_t>(gap - 'A')]; }

 private:
  std::array<std::string_view, 26> words_{};
};

/// Words are kept as views: they must outlive it.
class Telling {
 public:
  /// The sentence with its gaps filled becomes part of the story. Where a gap marked "?" stands, and what is known
  /// decides its word, there is an answer, whatever `bindings` has for it; so too where a sound is said again.
  void say(const Sentence& sentence, const Bindings& bindings);

  /// A sentence that is not understood: whatever it names is known no longer.
  void sayUnknown(std::span<const std::string_view> words);

  const std::vector<std::string_view>& words() const { return words_; }
  const std::vector<Answer>& answers() const { return answers_; }

 private:
  struct Fact {
    Family family;
    std::string_view subject, value;
    std::vector<int> positions;  // where the value was told
  };
  struct Known {
    std::string_view word;
    std::vector<int> positions;
  };

  const Fact* find(Family family, std::string_view subject) const;
  void learn(Family family, std::string_view subject, std::string_view value, int position);
  Known answerTo(const Sentence& sentence, const Bindings& bindings, char gap) const;
  std::string_view personOf(std::string_view pronoun) const;
  std::vector<int> mentionsOf(std::string_view word) const;

  std::vector<std::string_view> words_;
  std::vector<Answer> answers_;
  std::vector<Fact> facts_;
};

}  // namespace attention::stories
