#include "text/cuts.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "text/code_point_set.h"
#include "text/modern_pre_tokens.h"
#include "text/pre_tokenizer.h"

namespace attention {

namespace {

using Part = CutText::Part;

/// A part of a text that is a place of the cut, or is between two.
struct Piece {
  Part part;
  bool is_place;
};

constexpr int kCl100kDigits = 3;

bool isAsciiPunctuation(char32_t c) {
  return (c >= 0x21 && c <= 0x2F) || (c >= 0x3A && c <= 0x40) || (c >= 0x5B && c <= 0x60) || (c >= 0x7B && c <= 0x7E);
}

/// Adds what the pieces become.
void settle(const std::vector<Piece>& pieces, Cut::Way way, std::vector<Part>& parts) {
  const std::size_t first = parts.size();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto [part, is_place] = pieces[i];
    const bool follows_place = i > 0 && pieces[i - 1].is_place;
    const bool follows_other = i > 0 && !follows_place;
    bool joins = false;
    if (way == Cut::Way::removed && is_place) continue;
    if (way == Cut::Way::contiguous) joins = i > 0 && is_place == follows_place;
    if (way == Cut::Way::with_previous) joins = is_place && follows_other;
    if (way == Cut::Way::with_next) joins = !is_place && follows_place;
    if (joins && parts.size() > first) {
      parts.back().end = part.end;
    } else {
      parts.push_back(part);
    }
  }
}

}  // namespace

/// Finds the places.
class Cutter::Finder {
 public:
  std::vector<Piece> piecesOf(std::string_view text, Part part, const Cut& cut) const {
    std::vector<Piece> pieces;
    const std::string_view inside = text.substr(part.start, part.end - part.start);
    for (std::size_t at = 0; at < inside.size();) {
      const auto [length, is_place] = next(inside.substr(at), cut);
      const Part found{part.start + at, part.start + at + length};
      at += length;
      if (!is_place && !pieces.empty() && !pieces.back().is_place) {
        pieces.back().part.end = found.end;
      } else {
        pieces.push_back({found, is_place});
      }
    }
    if (cut.is_inverted) {
      for (Piece& piece : pieces) piece.is_place = !piece.is_place;
    }
    return pieces;
  }

 private:
  struct Found {
    std::size_t length;
    bool is_place;
  };

  /// The place at the start of the text, or something before the next one; neighbours of that kind are put together.
  Found next(std::string_view text, const Cut& cut) const {
    switch (cut.at) {
      case Cut::At::gpt2:
        return {pre_tokenizer_.first(text).size(), true};
      case Cut::At::cl100k:
        return {modernPreToken(text, kCl100kDigits, classes_), true};
      case Cut::At::qwen2:
        return {modernPreToken(text, 1, classes_), true};
      case Cut::At::text:
      case Cut::At::mark:
        if (text.starts_with(cut.text)) return {cut.text.size(), true};
        return {std::min(text.find(cut.text), text.size()), false};
      case Cut::At::words:
        return word(text);
      default:
        break;
    }
    const CodePoint c = decodeUtf8(text, 0);
    return {c.length, isPlace(c.value, cut.at)};
  }

  bool isPlace(char32_t c, Cut::At at) const {
    if (at == Cut::At::number) return classes_.of(c) == CharacterClass::number;
    if (at == Cut::At::punctuation) return isAsciiPunctuation(c) || punctuation_.has(c);
    return isWhiteSpace(c);
  }

  /// 0: white space, 1: of a word, 2: of something else.
  int kindAt(std::string_view text, std::size_t at) const {
    const char32_t c = decodeUtf8(text, at).value;
    const CharacterClass kind = classes_.of(c);
    if (kind == CharacterClass::space) return 0;
    return kind == CharacterClass::letter || words_besides_letters_.has(c) ? 1 : 2;
  }

  Found word(std::string_view text) const {
    const int kind = kindAt(text, 0);
    std::size_t end = 0;
    while (end < text.size() && kindAt(text, end) == kind) end += decodeUtf8(text, end).length;
    return {end, kind > 0};
  }

  UnicodeClasses classes_{};
  PreTokenizer pre_tokenizer_{};
  CodePointSet punctuation_ = CodePointSet::punctuation();
  CodePointSet words_besides_letters_ = CodePointSet::wordsBesidesLetters();
};

Cutter::Cutter() : finder_(std::make_unique<const Finder>()) {}

Cutter::~Cutter() = default;

void Cutter::cut(CutText& given, const Cut& cut, std::string& made) const {
  std::vector<Part> marked;
  if (cut.at == Cut::At::mark) {
    for (const Part part : given.parts) {
      const std::string_view text = given.text.substr(part.start, part.end - part.start);
      const std::size_t start = made.size();
      const bool is_first = given.is_first && part.start == 0;
      const bool begins_so = text.starts_with(' ') || text.starts_with(cut.text);
      const bool prepends = cut.prepend == Cut::Prepend::always || (cut.prepend == Cut::Prepend::first && is_first);
      if (prepends && !begins_so) made += cut.text;
      for (const char c : text) {
        if (c == ' ') {
          made += cut.text;
        } else {
          made += c;
        }
      }
      marked.push_back({start, made.size()});
    }
    given.text = made;
    given.parts = std::exchange(marked, {});
    if (!cut.splits) return;
  }
  std::vector<Part> parts;
  for (const Part part : given.parts) {
    settle(finder_->piecesOf(given.text, part, cut), cut.at == Cut::At::mark ? Cut::Way::with_next : cut.way, parts);
  }
  given.parts = std::move(parts);
}

}  // namespace attention
