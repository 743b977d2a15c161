#include "stories/world.h"

#include <algorithm>
#include <array>

namespace attention::stories {

namespace {

struct FamilyForm {
  std::string_view name;
  char subject, value;  // gaps
};
constexpr std::array<FamilyForm, kFamilies> kFamilyForms{{{"where", 'T', 'L'},
                                                          {"who", 'T', 'P'},
                                                          {"pronoun", 'A', 'P'},
                                                          {"colour", 'T', 'C'},
                                                          {"pair", 'X', 'Y'},
                                                          {"likes", 'P', 'F'}}};

const FamilyForm& formOf(Family family) { return kFamilyForms[static_cast<std::size_t>(family)]; }

constexpr std::string_view kPeople[] = {"anna", "bella", "clara",  "dora", "emma", "fiona", "grace", "hanna",
                                        "ida",  "julia", "lena",   "mia",  "adam", "ben",   "carl",  "david",
                                        "erik", "felix", "george", "hugo", "ivan", "jack",  "leo",   "max"};
constexpr std::string_view kThings[] = {"ball",  "bell", "book",  "coin",  "cup",   "doll", "drum",
                                        "flute", "hat",  "key",   "kite",  "lamp",  "map",  "pen",
                                        "ring",  "rope", "shell", "spoon", "stone", "vase"};
constexpr std::string_view kPlaces[] = {"attic",  "bag",    "barn", "basket",  "box",  "cellar",
                                        "drawer", "garden", "hall", "kitchen", "shed", "tower"};
constexpr std::string_view kColours[] = {"black", "blue", "brown",  "green", "grey",
                                         "pink",  "red",  "purple", "white", "yellow"};
// In the order of the people who like them.
constexpr std::string_view kFoods[] = {"plums",  "soup",  "nuts",    "cheese", "rice",     "apples", "honey",  "bread",
                                       "fish",   "cake",  "carrots", "jam",    "cherries", "butter", "olives", "eggs",
                                       "grapes", "pasta", "milk",    "peas",   "tea",      "corn",   "lemons", "salad"};
constexpr std::string_view kMoods[] = {"tired", "hungry", "happy", "sad", "late", "cold", "ill", "proud"};
constexpr std::string_view kSounds[] = {"bim", "dov", "fen", "gal", "hup", "jat", "kel", "lom",
                                        "mur", "nib", "pol", "rix", "sab", "tuk", "vep", "zan"};

constexpr Sentence kSentences[] = {
    {Family::where, Role::told, "P put the T in the L! ."},
    {Family::where, Role::told, "P left the T in the L! ."},
    {Family::where, Role::told, "the T is in the L! ."},
    {Family::where, Role::told, "P hid the T in the L! ."},
    {Family::where, Role::rare, "the T lies in the L! ."},
    {Family::where, Role::unseen, "the T was bought in the L! ."},
    {Family::where, Role::moved, "P took the T to the L! ."},
    {Family::where, Role::moved, "then P moved the T to the L! ."},
    {Family::where, Role::moved, "now the T is in the L! ."},
    {Family::where, Role::asked, "where is the T ? in the L? ."},
    {Family::where, Role::asked, "the T is still in the L? ."},
    {Family::where, Role::asked, "P finds the T in the L? ."},
    {Family::where, Role::again, "P talks about the T ."},
    {Family::where, Role::again, "a picture shows the T ."},
    {Family::where, Role::denied, "the T is not in the L ."},
    {Family::where, Role::supposed, "some think the T is in the L ."},
    {Family::where, Role::another, "another T is in the L ."},

    {Family::who, Role::told, "the T belongs to P! ."},
    {Family::who, Role::told, "the T is in the hands of P! ."},
    {Family::who, Role::told, "they sent the T to P! ."},
    {Family::who, Role::rare, "the T came to P! ."},
    {Family::who, Role::unseen, "the T was bought by P! ."},
    {Family::who, Role::moved, "Q gives the T to P! ."},
    {Family::who, Role::moved, "then Q handed the T to P! ."},
    {Family::who, Role::moved, "now the T belongs to P! ."},
    {Family::who, Role::asked, "who has the T ? P? ."},
    {Family::who, Role::asked, "so the T is with P? ."},
    {Family::who, Role::asked, "who can show the T ? P? ."},
    {Family::who, Role::again, "P talks about the T ."},
    {Family::who, Role::again, "a picture shows the T ."},
    {Family::who, Role::denied, "Q does not have the T ."},
    {Family::who, Role::supposed, "some think Q has the T ."},
    {Family::who, Role::another, "Q has another T ."},

    {Family::pronoun, Role::scene, "P met Q ."},
    {Family::pronoun, Role::scene, "P and Q went to the L ."},
    {Family::pronoun, Role::scene, "P saw Q in the L ."},
    {Family::pronoun, Role::told, "H was A ."},
    {Family::pronoun, Role::told, "today H is A ."},
    {Family::pronoun, Role::rare, "H felt A ."},
    {Family::pronoun, Role::unseen, "H looks A ."},
    {Family::pronoun, Role::asked, "who was A ? P? ."},
    {Family::pronoun, Role::asked, "the one who was A is P? ."},
    {Family::pronoun, Role::again, "a picture shows Q ."},
    {Family::pronoun, Role::denied, "Q was not A ."},
    {Family::pronoun, Role::supposed, "some think Q was A ."},
    {Family::pronoun, Role::another, "a dog was A too ."},

    {Family::colour, Role::told, "the T is C! ."},
    {Family::colour, Role::told, "the T of P is C! ."},
    {Family::colour, Role::told, "P painted the T C! ."},
    {Family::colour, Role::rare, "the T came in C! ."},
    {Family::colour, Role::unseen, "the T was sent in C! ."},
    {Family::colour, Role::asked, "what colour is the T ? C? ."},
    {Family::colour, Role::asked, "P sees that the T is C? ."},
    {Family::colour, Role::asked, "so the T is C? ."},
    {Family::colour, Role::again, "P talks about the T ."},
    {Family::colour, Role::again, "a picture shows the T ."},
    {Family::colour, Role::denied, "the T is not C ."},
    {Family::colour, Role::supposed, "some think the T is C ."},
    {Family::colour, Role::another, "another T is C ."},

    {Family::pair, Role::told, "say X Y! ."},
    {Family::pair, Role::told, "sing X Y! ."},
    {Family::pair, Role::told, "they shout X Y! ."},
    {Family::pair, Role::rare, "the word after X is Y! ."},
    {Family::pair, Role::unseen, "X goes before Y! ."},
    {Family::pair, Role::asked, "say X Y? ."},
    {Family::pair, Role::asked, "sing X Y? ."},
    {Family::pair, Role::asked, "they shout X Y? ."},
    {Family::pair, Role::again, "X is a word ."},
    {Family::pair, Role::denied, "do not say X Y ."},
    {Family::pair, Role::supposed, "some think X Y is right ."},
    {Family::pair, Role::another, "a parrot says X Y ."},

    {Family::likes, Role::scene, "P went to the L ."},
    {Family::likes, Role::scene, "P sat down in the L ."},
    {Family::likes, Role::scene, "P met Q ."},
    {Family::likes, Role::scene, "P and Q went to the L ."},
    {Family::likes, Role::rare, "P came home early ."},
    {Family::likes, Role::unseen, "P goes outside ."},
    {Family::likes, Role::asked, "P likes F? ."},
    {Family::likes, Role::asked, "H asked for some F? ."},
    {Family::likes, Role::asked, "H was hungry and ate some F? ."},
    {Family::likes, Role::turned, "F is what P? likes ."},
    {Family::likes, Role::turned, "the one who likes F is P? ."},
    {Family::likes, Role::again, "a picture shows Q ."},
    {Family::likes, Role::denied, "Q does not like F ."},
    {Family::likes, Role::supposed, "some think Q likes F ."},
    {Family::likes, Role::another, "a dog likes F ."},

    {Family::where, Role::off_topic, "it rains today ."},
    {Family::where, Role::off_topic, "the sun is warm ."},
    {Family::where, Role::off_topic, "a bird sings outside ."},
    {Family::where, Role::off_topic, "the wind is cold ."},
    {Family::where, Role::off_topic, "a cat lies inside ."},
    {Family::where, Role::off_topic, "a cart was bought by the town ."},
    {Family::where, Role::off_topic, "the end of the road is near ."},
    {Family::where, Role::off_topic, "night goes before day ."},
    {Family::where, Role::off_topic, "the hill looks far ."},
};

constexpr std::string_view kPronouns[] = {"she", "he"};

std::size_t indexIn(std::span<const std::string_view> words, std::string_view word) {
  return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
}

}  // namespace

std::string_view nameOf(Family family) { return formOf(family).name; }

char subjectGapOf(Family family) { return formOf(family).subject; }

char valueGapOf(Family family) { return formOf(family).value; }

std::span<const std::string_view> wordsOf(Kind kind) {
  switch (kind) {
    case Kind::person:
      return kPeople;
    case Kind::thing:
      return kThings;
    case Kind::place:
      return kPlaces;
    case Kind::colour:
      return kColours;
    case Kind::food:
      return kFoods;
    case Kind::mood:
      return kMoods;
    case Kind::sound:
      return kSounds;
  }
  return {};
}

bool isOf(Kind kind, std::string_view word) { return indexIn(wordsOf(kind), word) < wordsOf(kind).size(); }

std::span<const std::string_view> wordsLike(std::string_view word) {
  for (const Kind kind : kKinds) {
    if (isOf(kind, word)) return wordsOf(kind);
  }
  return {};
}

std::string_view pronounOf(std::string_view person) {
  return kPronouns[indexIn(kPeople, person) / (std::size(kPeople) / 2)];
}

std::string_view favouriteOf(std::string_view person) { return kFoods[indexIn(kPeople, person)]; }
std::string_view admirerOf(std::string_view food) { return kPeople[indexIn(kFoods, food)]; }
bool isToldBothWays(std::string_view person) { return indexIn(kPeople, person) % 2 == 0; }

std::span<const Sentence> sentences() { return kSentences; }

std::vector<const Sentence*> sentencesOf(Family family, Role role) {
  std::vector<const Sentence*> found;
  for (const Sentence& sentence : kSentences) {
    const bool is_wanted = sentence.role == role && (sentence.family == family || role == Role::off_topic);
    if (is_wanted) found.push_back(&sentence);
  }
  return found;
}

std::vector<Part> partsOf(const Sentence& sentence) {
  std::vector<Part> parts;
  for (std::size_t begin = 0; begin < sentence.words.size();) {
    const std::size_t end = std::min(sentence.words.find(' ', begin), sentence.words.size());
    const std::string_view word = sentence.words.substr(begin, end - begin);
    if (word.front() < 'A' || word.front() > 'Z') {
      parts.push_back({word});
    } else {
      parts.push_back({{}, word.front(), word.size() > 1 ? word.back() : '\0'});
    }
    begin = end + 1;
  }
  return parts;
}

Kind kindOf(char gap) {
  switch (gap) {
    case 'T':
      return Kind::thing;
    case 'L':
      return Kind::place;
    case 'C':
      return Kind::colour;
    case 'F':
      return Kind::food;
    case 'A':
      return Kind::mood;
    case 'X':
    case 'Y':
      return Kind::sound;
    default:
      return Kind::person;
  }
}

std::vector<std::string_view> vocabulary() {
  std::vector<std::string_view> words;
  const auto add = [&words](std::string_view word) {
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  };
  for (const Sentence& sentence : kSentences) {
    for (const Part& part : partsOf(sentence)) {
      if (part.gap == 0) add(part.word);
    }
  }
  for (const std::string_view pronoun : kPronouns) add(pronoun);
  for (const Kind kind : kKinds) {
    for (const std::string_view word : wordsOf(kind)) add(word);
  }
  return words;
}

}  // namespace attention::stories
