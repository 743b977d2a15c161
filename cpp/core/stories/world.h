// The story world: its people, things and places, and the sentences that are said of them. What is here is data; what a
// sentence means is in telling.h, how a story is put together in stories.h.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attention::stories {

/// What is asked.
enum class Family : std::uint8_t {
  where,    // where a thing is that was put somewhere, and moved
  who,      // who has a thing that was given on
  pronoun,  // who she or he is
  colour,   // what colour a thing has
  pair,     // which word was said after this one
  likes     // what somebody likes to eat: told nowhere, always the same
};
inline constexpr int kFamilies = 6;
std::string_view nameOf(Family family);

/// The gaps of its sentences: for the word of which something is known, and for what that is.
char subjectGapOf(Family family);
char valueGapOf(Family family);

/// The kinds of words that stand in a sentence's gaps.
enum class Kind : std::uint8_t { person, thing, place, colour, food, mood, sound };

inline constexpr Kind kKinds[] = {Kind::person, Kind::thing, Kind::place, Kind::colour,
                                  Kind::food,   Kind::mood,  Kind::sound};

/// The words of a kind, always in the same order. Of the people the first half are women, the second men.
std::span<const std::string_view> wordsOf(Kind kind);

/// Whether it is one of these words.
bool isOf(Kind kind, std::string_view word);

/// All words of the kind that this one is of, itself included; nothing, where it is of none.
std::span<const std::string_view> wordsLike(std::string_view word);

/// "she" or "he". person: one of the people.
std::string_view pronounOf(std::string_view person);

/// What this person likes; of which nobody else likes the same. The facts of the world: a story never tells them.
std::string_view favouriteOf(std::string_view person);
/// Who likes it.
std::string_view admirerOf(std::string_view food);
/// Whether training stories name this person after the food too ("cheese is what anna likes"); of the others they only
/// say what they like.
bool isToldBothWays(std::string_view person);

/// What a sentence does in a story.
enum class Role : std::uint8_t {
  scene,      // brings people in
  told,       // tells a fact
  rare,       // the same, in words that few of the training stories use
  unseen,     // the same, in words that none of them uses for that
  moved,      // changes a fact
  asked,      // cannot go on but with the fact
  turned,     // asks in the other direction: from the value for the subject
  again,      // names the subject, and says nothing of the fact
  denied,     // what is not so
  supposed,   // what some think
  another,    // what is so of another of the same name
  off_topic,  // says nothing of anybody
};

/// Words with gaps: a capital letter is one, and stands for a word of a kind.
///   P Q person   H pronoun of P   T thing   L place   C colour   F food   A mood   X Y sound
/// After it "!" marks the value that is told, "?" the value that is asked.
struct Sentence {
  Family family;  // of off_topic: any
  Role role;
  std::string_view words;  // between single spaces
};

std::span<const Sentence> sentences();

/// Those of them. Of off_topic the family does not matter.
std::vector<const Sentence*> sentencesOf(Family family, Role role);

/// A word of a sentence, taken apart.
struct Part {
  std::string_view word;  // where gap is 0
  char gap = 0;           // 'P', ...
  char mark = 0;          // '!', '?'
};
std::vector<Part> partsOf(const Sentence& sentence);

/// What a gap is for; of 'H' it is not asked.
Kind kindOf(char gap);

/// Every word that stories are made of, each once, always in the same order.
std::vector<std::string_view> vocabulary();

}  // namespace attention::stories
