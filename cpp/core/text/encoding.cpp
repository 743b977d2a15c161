#include "text/encoding.h"

#include <algorithm>
#include <utility>

#include "base/built_for.h"
#include "base/utf8.h"
#include "text/byte_letters.h"
#include "text/words.h"

namespace attention {

namespace {

/// Where the last character of a text that is not empty begins.
std::size_t lastCharacter(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u) --at;
  return at;
}

bool isWhiteSpaceAt(std::string_view text, std::size_t at) { return isWhiteSpace(decodeUtf8(text, at).value); }

/// `text` has a byte that the tokenizer has no token for.
[[noreturn]] void refuseByte(std::string_view text, std::size_t at) {
  const std::size_t first = lastCharacter(text.substr(0, at + 1));
  refuse("text", "has {}, and the tokenizer has no token for its byte {}",
         {Quoted{text.substr(first, decodeUtf8(text, first).length)}, static_cast<unsigned char>(text[at])});
}

/// -1: the name of no byte.
int byteNamed(std::string_view piece) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  if (piece.size() != 6 || !piece.starts_with("<0x") || piece[5] != '>') return -1;
  const std::size_t high = kDigits.find(piece[3]), low = kDigits.find(piece[4]);
  if (high == std::string_view::npos || low == std::string_view::npos) return -1;
  return static_cast<int>(16 * high + low);
}

}  // namespace

std::string TokenizerTables::textOf(int id) const {
  const std::string& bytes = bytesOf(id);
  if (!kEveryModel || !data.is_of_characters) return bytes;
  const int byte = data.has_byte_tokens ? byteNamed(bytes) : -1;
  if (byte >= 0) return std::string(1, static_cast<char>(byte));
  return rewritten(bytes, {.kind = Rewrite::Kind::replace, .from = std::string(kSpaceMark), .to = " "});
}

std::string TokenizerTables::normalised(std::string_view text) const {
  std::string result(text);
  for (const Rewrite& rewrite : data.rewrites) {
    const bool is_form = !kEveryModel || rewrite.kind == Rewrite::Kind::form;
    result = is_form ? normalise(result, rewrite.form) : rewritten(result, rewrite);
  }
  return result;
}

TokenizerTables::TokenizerTables(TokenizerData given, Normalise given_normalise)
    : data(std::move(given)), normalise(given_normalise), merges(data.merges, &data.merge_orders) {
  byte_ids.fill(-1);
  for (int id = 0; id < static_cast<int>(data.pieces.size()); ++id) {
    const TokenizerData::Piece& piece = data.pieces[static_cast<std::size_t>(id)];
    if (isLookedUp(piece)) words.findOrInsert(piece.bytes, id);
    if (piece.bytes.size() == 1 && !piece.is_literal) byte_ids[static_cast<unsigned char>(piece.bytes[0])] = id;
  }
  for (const TokenizerData::Added& token : data.added) {
    contents.push_back(token.is_normalized ? normalised(bytesOf(token.id)) : bytesOf(token.id));
    if (!contents.back().empty()) starts_added[static_cast<unsigned char>(contents.back()[0])] = true;
  }
  if (data.has_byte_tokens) spellBytes();
  if constexpr (kEveryModel) {
    if (!data.cuts.empty()) cutter = std::make_unique<const Cutter>();
    if (data.kind != Tokenizer::Kind::unigram) return;
    std::vector<Unigram::Scored> scored;
    for (std::size_t id = 0; id < data.scores.size(); ++id) {
      const std::string& text = data.pieces[id].bytes;
      const bool is_in_texts = static_cast<int>(id) != data.unknown && !(data.has_byte_tokens && byteNamed(text) >= 0);
      scored.push_back({is_in_texts ? std::string_view(text) : "", data.scores[id]});
    }
    unigram = std::make_unique<const Unigram>(scored);
  }
}

bool TokenizerTables::isLookedUp(const TokenizerData::Piece& piece) const {
  if (data.kind == Tokenizer::Kind::words) return true;
  if (kEveryModel && data.is_of_characters) return data.kind == Tokenizer::Kind::bpe;
  return data.ignores_merges && !piece.is_literal;
}

/// Bytes without a token of their own are spelt as the bytes of their letters (byte_letters.h): that is what the file's
/// own reader looks up. Those of characters are themselves.
void TokenizerTables::spellBytes() {
  std::array<int, 256> named{};
  named.fill(-1);
  for (std::size_t id = data.pieces.size(); id-- > 0;) {
    const int byte = byteNamed(data.pieces[id].bytes);
    if (byte >= 0) named[static_cast<std::size_t>(byte)] = static_cast<int>(id);
  }
  for (std::size_t byte = 0; byte < 256; ++byte) {
    const std::string itself(1, static_cast<char>(byte));
    std::vector<int> tokens;
    for (const char part : kEveryModel&& data.is_of_characters ? itself : lettersOfBytes(itself)) {
      tokens.push_back(named[static_cast<unsigned char>(part)]);
    }
    if (std::find(tokens.begin(), tokens.end(), -1) == tokens.end()) spelt[byte] = tokens;
  }
}

namespace {

/// One text on its way to tokens. Where a pre-token comes again, its tokens are copied from where it came first.
struct Encoding {
  struct Slice {
    std::size_t start;
    std::size_t length;
  };

  const TokenizerTables& tables;
  std::vector<int> ids{};
  BpeEncoder encoder{tables.merges};
  TextTable known{};  // to places in slices
  std::vector<Slice> slices{};

  bool is_at_start = false;  // the segment begins where the text does
  bool was_unknown = false;  // the token before

  std::vector<std::unique_ptr<const std::string>> texts{};  // that were made on the way; `known` shows them

  std::string_view keep(std::string text);
  void addText(std::string_view text);
  void addSegment(std::string_view segment);
  void addPart(std::string_view segment);
  void addWords(std::string_view segment);
  void addWord(std::string_view word, std::size_t first);
  void addPreToken(std::string_view bytes);
  void addBytes(std::string_view bytes);
  void addCharacters(std::string_view text);
  void addPieces(std::string_view text);
  void addCharacter(std::string_view character);

 private:
  template <class AddRest>
  void cutAtAdded(std::string_view text, bool is_normalized, AddRest addRest);
  int addedAt(std::string_view text, bool is_normalized) const;
  bool isInWord(std::string_view text, std::size_t begin, std::size_t end) const;
  bool isWordAt(std::string_view text, std::size_t at) const;
};

/// The place in `added` of the longest added token that `text` starts with, or -1.
int Encoding::addedAt(std::string_view text, bool is_normalized) const {
  if (!tables.starts_added[static_cast<unsigned char>(text[0])]) return -1;
  int longest = -1;
  std::size_t length = 0;
  for (std::size_t i = 0; i < tables.contents.size(); ++i) {
    const std::string& content = tables.contents[i];
    if (tables.data.added[i].is_normalized != is_normalized || content.size() <= length) continue;
    if (!text.starts_with(content)) continue;
    longest = static_cast<int>(i);
    length = content.size();
  }
  return longest;
}

bool Encoding::isWordAt(std::string_view text, std::size_t at) const {
  const char32_t c = decodeUtf8(text, at).value;
  const CharacterClass of = tables.classes.of(c);
  return c == U'_' || of == CharacterClass::letter || of == CharacterClass::number;
}

/// Whether a letter, a number or _ is beside [begin, end).
bool Encoding::isInWord(std::string_view text, std::size_t begin, std::size_t end) const {
  if (end < text.size() && isWordAt(text, end)) return true;
  if (begin == 0) return false;
  return isWordAt(text, lastCharacter(text.substr(0, begin)));
}

/// Adds the added tokens of the one sort, and calls addRest for what is between them.
template <class AddRest>
void Encoding::cutAtAdded(std::string_view text, bool is_normalized, AddRest addRest) {
  std::size_t start = 0;
  const auto addUpTo = [&](std::size_t end) {
    if (end > start) addRest(text.substr(start, end - start));
  };
  for (std::size_t at = 0; at < text.size();) {
    const int place = addedAt(text.substr(at), is_normalized);
    if (place < 0) {
      ++at;
      continue;
    }
    const TokenizerData::Added& token = tables.data.added[static_cast<std::size_t>(place)];
    std::size_t begin = at, end = at + tables.contents[static_cast<std::size_t>(place)].size();
    at = end;
    if (token.is_word && isInWord(text, begin, end)) continue;
    while (token.takes_left && begin > start && isWhiteSpaceAt(text, lastCharacter(text.substr(0, begin)))) {
      begin = lastCharacter(text.substr(0, begin));
    }
    while (token.takes_right && end < text.size() && isWhiteSpaceAt(text, end)) end += decodeUtf8(text, end).length;
    addUpTo(begin);
    ids.push_back(token.id);
    start = end;
    at = std::max(at, end);
  }
  addUpTo(text.size());
}

std::string_view Encoding::keep(std::string text) {
  return *texts.emplace_back(std::make_unique<const std::string>(std::move(text)));
}

void Encoding::addText(std::string_view text) {
  cutAtAdded(text, false, [this, whole = text](std::string_view part) {
    if (kEveryModel) is_at_start = part.data() == whole.data();
    if (!tables.data.rewrites.empty()) part = keep(tables.normalised(part));
    cutAtAdded(part, true, [this, part](std::string_view segment) {
      if (kEveryModel) is_at_start = is_at_start && segment.data() == part.data();
      addSegment(segment);
    });
  });
}

void Encoding::addSegment(std::string_view segment) {
  if (!kEveryModel || tables.data.cuts.empty()) return addPart(segment);
  CutText cut{segment, {{0, segment.size()}}, is_at_start};
  for (const Cut& next : tables.data.cuts) {
    std::string made;
    tables.cutter->cut(cut, next, made);
    if (!made.empty()) cut.text = keep(std::move(made));
  }
  for (const CutText::Part part : cut.parts) addPart(cut.text.substr(part.start, part.end - part.start));
}

/// A part of a text that no further cut goes through.
void Encoding::addPart(std::string_view segment) {
  if (tables.data.kind == Tokenizer::Kind::words && kEveryModel && !tables.data.cuts.empty())
    return addWord(segment, 0);
  if (tables.data.kind == Tokenizer::Kind::words) return addWords(segment);
  if (tables.data.adds_space && segment[0] != ' ') segment = keep(" " + std::string(segment));
  if (!tables.data.has_pre_tokens)
    return kEveryModel && !tables.data.cuts.empty() ? addPreToken(segment) : addBytes(segment);
  while (!segment.empty()) {
    const std::string_view pre_token = tables.pre_tokenizer.first(segment);
    addPreToken(pre_token);
    segment.remove_prefix(pre_token.size());
  }
}

void Encoding::addWords(std::string_view segment) {
  std::size_t at = 0;
  for (std::string_view word = nextWord(segment, at); !word.empty(); word = nextWord(segment, at)) addWord(word, 0);
}

/// A word without whitespace, cut at the isolated texts from `first` on.
void Encoding::addWord(std::string_view word, std::size_t first) {
  if (word.empty()) return;
  if (first == tables.data.isolated.size()) {
    const int* const id = tables.words.find(word);
    return ids.push_back(id ? *id : tables.data.unknown);
  }
  const std::string_view isolated = tables.data.isolated[first];
  for (std::size_t at = word.find(isolated); at != std::string_view::npos; at = word.find(isolated)) {
    addWord(word.substr(0, at), first + 1);
    addWord(isolated, first + 1);
    word.remove_prefix(at + isolated.size());
  }
  addWord(word, first + 1);
}

void Encoding::addPreToken(std::string_view bytes) {
  const auto place = static_cast<std::size_t>(known.findOrInsert(bytes, static_cast<int>(slices.size())));
  if (place == slices.size()) {
    const std::size_t start = ids.size();
    addBytes(bytes);
    slices.push_back({start, ids.size() - start});
    return;
  }
  const Slice slice = slices[place];
  for (std::size_t i = 0; i < slice.length; ++i) ids.push_back(ids[slice.start + i]);
}

void Encoding::addBytes(std::string_view bytes) {
  const TokenizerData& data = tables.data;
  if (data.ignores_merges) {
    if (const int* const whole = tables.words.find(bytes)) return ids.push_back(*whole);
  }
  const std::size_t start = ids.size();
  was_unknown = false;
  if constexpr (kEveryModel) {
    if (data.kind == Tokenizer::Kind::unigram) return addPieces(bytes);
    if (data.is_of_characters) return addCharacters(bytes);
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const auto value = static_cast<unsigned char>(bytes[at]);
    const int id = tables.byte_ids[value];
    const bool is_unknown = id < 0 && tables.spelt[value].empty();
    if (id >= 0) {
      ids.push_back(id);
    } else if (!is_unknown) {
      ids.insert(ids.end(), tables.spelt[value].begin(), tables.spelt[value].end());
    } else if (data.unknown < 0) {
      refuseByte(bytes, at);
    } else if (!data.fuses_unknown || !was_unknown) {
      ids.push_back(data.unknown);
    }
    was_unknown = is_unknown;
  }
  if (!data.merges.empty()) encoder.mergeFrom(start, ids);
}

void Encoding::addCharacters(std::string_view text) {
  const std::size_t start = ids.size();
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view character = text.substr(at, decodeUtf8(text, at).length);
    at += character.size();
    if (const int* const id = tables.words.find(character)) {
      ids.push_back(*id);
      was_unknown = false;
    } else {
      addCharacter(character);
    }
  }
  if (!tables.data.merges.empty()) encoder.mergeFrom(start, ids);
}

void Encoding::addPieces(std::string_view text) {
  std::size_t at = 0;
  for (const Unigram::Found found : tables.unigram->cut(text)) {
    if (found.id >= 0) {
      ids.push_back(found.id);
      was_unknown = false;
    } else {
      addCharacter(text.substr(at, found.length));
    }
    at += found.length;
  }
}

/// A character that is no piece: its bytes, or the unknown token.
void Encoding::addCharacter(std::string_view character) {
  const auto isSpelt = [this](char byte) { return !tables.spelt[static_cast<unsigned char>(byte)].empty(); };
  if (std::all_of(character.begin(), character.end(), isSpelt)) {
    for (const char byte : character) ids.push_back(tables.spelt[static_cast<unsigned char>(byte)][0]);
    was_unknown = false;
    return;
  }
  if (tables.data.unknown < 0) refuse("text", "has {}, and the tokenizer has no token for it", {Quoted{character}});
  if (!was_unknown || !tables.data.fuses_unknown) ids.push_back(tables.data.unknown);
  was_unknown = true;
}

}  // namespace

std::vector<int> encoded(const TokenizerTables& tables, std::string_view text) {
  Encoding encoding{tables};
  encoding.addText(text);
  return std::move(encoding.ids);
}

}  // namespace attention
