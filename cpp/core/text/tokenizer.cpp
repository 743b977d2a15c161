#include "text/tokenizer.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/hash_table.h"
#include "base/utf8.h"
#include "text/bpe.h"
#include "text/bpe_training.h"
#include "text/byte_letters.h"
#include "text/pre_tokenizer.h"
#include "text/tokenizer_data.h"
#include "text/tokenizer_json.h"
#include "text/words.h"

namespace attention {

namespace {

constexpr std::size_t kMaxTextBytes = std::size_t{1} << 30;
constexpr std::string_view kUnknown = "<unk>";

void requireText(std::string_view text) {
  if (text.size() > kMaxTextBytes) {
    refuse("text", "must be at most {} bytes long, not {}", {kMaxTextBytes, text.size()});
  }
  requireUtf8(text, "text");
}

/// Different words, each with its count, in order of first appearance.
class WordCounts {
 public:
  void add(std::string_view word) {
    const auto place = static_cast<std::size_t>(places_.findOrInsert(word, static_cast<int>(counted_.size())));
    if (place == counted_.size()) counted_.push_back({word, 0});
    ++counted_[place].count;
  }
  const std::vector<CountedWord>& all() const { return counted_; }

 private:
  TextTable places_;
  std::vector<CountedWord> counted_;
};

/// The `most` most frequent in their order; of equally frequent ones the first.
std::vector<CountedWord> mostFrequent(const std::vector<CountedWord>& words, std::size_t most) {
  std::vector<std::size_t> words_with;  // [c] how many words are there c times
  for (const CountedWord& word : words) {
    const auto count = static_cast<std::size_t>(word.count);
    if (count >= words_with.size()) words_with.resize(count + 1);
    ++words_with[count];
  }
  std::size_t least = words_with.size();  // all words that are there so often, or more often, stay
  while (least > 1 && words_with[least - 1] <= most) most -= words_with[--least];
  std::vector<CountedWord> kept;
  for (const CountedWord& word : words) {
    const auto count = static_cast<std::size_t>(word.count);
    const bool is_kept = count >= least || (count + 1 == least && most > 0);
    if (is_kept && count < least) --most;
    if (is_kept) kept.push_back(word);
  }
  return kept;
}

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

std::vector<TokenizerData::Piece> bytePieces() {
  std::vector<TokenizerData::Piece> pieces;
  for (int byte = 0; byte < 256; ++byte) pieces.push_back({std::string(1, static_cast<char>(byte))});
  return pieces;
}

}  // namespace

/// A TokenizerData and the tables in which encoding looks things up.
struct Tokenizer::Tables {
  Tables(TokenizerData given, Normalise normalise);

  const std::string& bytesOf(int id) const { return data.pieces[static_cast<std::size_t>(id)].bytes; }

  std::string normalised(std::string_view text) const;
  void spellBytes();

  TokenizerData data;
  Normalise normalise;
  Merges merges;
  PreTokenizer pre_tokenizer;
  UnicodeClasses classes{};
  TextTable words{};                          // of words, and of bpe that ignores merges: their ids
  std::array<int, 256> byte_ids{};            // of bytes and bpe; -1: no token
  std::array<std::vector<int>, 256> spelt{};  // of bytes without: the tokens that spell them, if there are such
  std::vector<std::string> contents{};        // of the added tokens, as they are looked for
  std::array<bool, 256> starts_added{};       // whether an added token starts with this byte
};

std::string Tokenizer::Tables::normalised(std::string_view text) const {
  std::string result(text);
  for (const NormalForm form : data.forms) result = normalise(result, form);
  return result;
}

Tokenizer::Tables::Tables(TokenizerData given, Normalise given_normalise)
    : data(std::move(given)), normalise(given_normalise), merges(data.merges) {
  byte_ids.fill(-1);
  for (int id = 0; id < static_cast<int>(data.pieces.size()); ++id) {
    const TokenizerData::Piece& piece = data.pieces[static_cast<std::size_t>(id)];
    if (data.kind == Kind::words || (data.ignores_merges && !piece.is_literal)) words.findOrInsert(piece.bytes, id);
    if (piece.bytes.size() == 1 && !piece.is_literal) byte_ids[static_cast<unsigned char>(piece.bytes[0])] = id;
  }
  for (const TokenizerData::Added& token : data.added) {
    contents.push_back(token.is_normalized ? normalised(bytesOf(token.id)) : bytesOf(token.id));
    if (!contents.back().empty()) starts_added[static_cast<unsigned char>(contents.back()[0])] = true;
  }
  if (data.has_byte_tokens) spellBytes();
}

/// Bytes without a token of their own are spelt as the bytes of their letters (byte_letters.h): that is what the file's
/// own reader looks up.
void Tokenizer::Tables::spellBytes() {
  TextTable ids;
  for (std::size_t id = 0; id < data.pieces.size(); ++id) {
    const std::string& bytes = data.pieces[id].bytes;
    if (bytes.size() == 6 && bytes.starts_with("<0x")) ids.findOrInsert(bytes, static_cast<int>(id));
  }
  for (std::size_t byte = 0; byte < 256; ++byte) {
    std::vector<int> tokens;
    for (const char part : lettersOfBytes(std::string(1, static_cast<char>(byte)))) {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      const auto value = static_cast<unsigned char>(part);
      const std::string name = std::string("<0x") + kDigits[value / 16] + kDigits[value % 16] + ">";
      if (const int* const id = ids.find(name))
        tokens.push_back(*id);
      else
        tokens.push_back(-1);
    }
    if (std::find(tokens.begin(), tokens.end(), -1) == tokens.end()) spelt[byte] = tokens;
  }
}

/// One text on its way to tokens. Where a pre-token comes again, its tokens are copied from where it came first.
struct Tokenizer::Encoding {
  struct Slice {
    std::size_t start;
    std::size_t length;
  };

  const Tables& tables;
  std::vector<int> ids{};
  BpeEncoder encoder{tables.merges};
  TextTable known{};  // to places in slices
  std::vector<Slice> slices{};

  std::vector<std::unique_ptr<const std::string>> texts{};  // that were made on the way; `known` shows them

  std::string_view keep(std::string text);
  void addText(std::string_view text);
  void addSegment(std::string_view segment);
  void addWords(std::string_view segment);
  void addWord(std::string_view word, std::size_t first);
  void addPreToken(std::string_view bytes);
  void addBytes(std::string_view bytes);

 private:
  template <class AddRest>
  void cutAtAdded(std::string_view text, bool is_normalized, AddRest addRest);
  int addedAt(std::string_view text, bool is_normalized) const;
  bool isInWord(std::string_view text, std::size_t begin, std::size_t end) const;
  bool isWordAt(std::string_view text, std::size_t at) const;
};

/// The place in `added` of the longest added token that `text` starts with, or -1.
int Tokenizer::Encoding::addedAt(std::string_view text, bool is_normalized) const {
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

bool Tokenizer::Encoding::isWordAt(std::string_view text, std::size_t at) const {
  const char32_t c = decodeUtf8(text, at).value;
  const CharacterClass of = tables.classes.of(c);
  return c == U'_' || of == CharacterClass::letter || of == CharacterClass::number;
}

/// Whether a letter, a number or _ is beside [begin, end).
bool Tokenizer::Encoding::isInWord(std::string_view text, std::size_t begin, std::size_t end) const {
  if (end < text.size() && isWordAt(text, end)) return true;
  if (begin == 0) return false;
  return isWordAt(text, lastCharacter(text.substr(0, begin)));
}

/// Adds the added tokens of the one sort, and calls addRest for what is between them.
template <class AddRest>
void Tokenizer::Encoding::cutAtAdded(std::string_view text, bool is_normalized, AddRest addRest) {
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

std::string_view Tokenizer::Encoding::keep(std::string text) {
  return *texts.emplace_back(std::make_unique<const std::string>(std::move(text)));
}

void Tokenizer::Encoding::addText(std::string_view text) {
  cutAtAdded(text, false, [this](std::string_view part) {
    if (!tables.data.forms.empty()) part = keep(tables.normalised(part));
    cutAtAdded(part, true, [this](std::string_view segment) { addSegment(segment); });
  });
}

void Tokenizer::Encoding::addSegment(std::string_view segment) {
  if (tables.data.kind == Kind::words) return addWords(segment);
  if (tables.data.adds_space && segment[0] != ' ') segment = keep(" " + std::string(segment));
  if (!tables.data.has_pre_tokens) return addBytes(segment);
  while (!segment.empty()) {
    const std::string_view pre_token = tables.pre_tokenizer.first(segment);
    addPreToken(pre_token);
    segment.remove_prefix(pre_token.size());
  }
}

void Tokenizer::Encoding::addWords(std::string_view segment) {
  std::size_t at = 0;
  for (std::string_view word = nextWord(segment, at); !word.empty(); word = nextWord(segment, at)) addWord(word, 0);
}

/// A word without whitespace, cut at the isolated texts from `first` on.
void Tokenizer::Encoding::addWord(std::string_view word, std::size_t first) {
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

void Tokenizer::Encoding::addPreToken(std::string_view bytes) {
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

void Tokenizer::Encoding::addBytes(std::string_view bytes) {
  const TokenizerData& data = tables.data;
  if (data.ignores_merges) {
    if (const int* const whole = tables.words.find(bytes)) return ids.push_back(*whole);
  }
  const std::size_t start = ids.size();
  bool was_unknown = false;
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

Tokenizer Tokenizer::words(std::string_view text, std::int64_t most) {
  requireInRange(kWordsRange, most);
  requireText(text);
  WordCounts counts;
  std::size_t at = 0;
  for (std::string_view word = nextWord(text, at); !word.empty(); word = nextWord(text, at)) {
    if (word != kUnknown) counts.add(word);
  }
  if (counts.all().empty()) refuse("text", "must have at least one word, not {}", {Quoted{text}});
  TokenizerData data{.kind = Kind::words, .pieces = {{std::string(kUnknown)}}, .unknown = 0};
  for (const CountedWord& word : mostFrequent(counts.all(), static_cast<std::size_t>(most) - 1)) {
    data.pieces.push_back({std::string(word.bytes)});
  }
  return Tokenizer(std::move(data));
}

Tokenizer Tokenizer::bytes() { return Tokenizer(TokenizerData{.kind = Kind::bytes, .pieces = bytePieces()}); }

Tokenizer Tokenizer::trainBpe(std::string_view text, std::int64_t size) {
  requireInRange(kVocabularySizeRange, size);
  requireText(text);
  const PreTokenizer pre_tokenizer;
  WordCounts counts;
  while (!text.empty()) {
    const std::string_view pre_token = pre_tokenizer.first(text);
    counts.add(pre_token);
    text.remove_prefix(pre_token.size());
  }
  TokenizerData data{.kind = Kind::bpe, .pieces = bytePieces(), .has_pre_tokens = true};
  data.merges = trainMerges(counts.all(), static_cast<int>(size) - 256);
  for (const Merge& merge : data.merges) {
    const auto bytesOf = [&](int id) { return data.pieces[static_cast<std::size_t>(id)].bytes; };
    data.pieces.push_back({bytesOf(merge.pair.left) + bytesOf(merge.pair.right)});
  }
  return Tokenizer(std::move(data));
}

Tokenizer Tokenizer::read(std::string_view json, Normalise normalise) {
  return Tokenizer(readTokenizerJson(json, normalise != nullptr), normalise);
}

std::string Tokenizer::write() const { return writeTokenizerJson(tables_->data); }

Tokenizer::Tokenizer(TokenizerData data, Normalise normalise)
    : tables_(std::make_shared<const Tables>(std::move(data), normalise)) {}

Tokenizer::Kind Tokenizer::kind() const { return tables_->data.kind; }

int Tokenizer::size() const { return static_cast<int>(tables_->data.pieces.size()); }

std::vector<int> Tokenizer::encode(std::string_view text) const {
  requireText(text);
  Encoding encoding{*tables_};
  encoding.addText(text);
  return std::move(encoding.ids);
}

std::vector<int> Tokenizer::encodePrompt(std::string_view text) const {
  std::vector<int> ids = tables_->data.before;
  const std::vector<int> inside = encode(text);
  ids.insert(ids.end(), inside.begin(), inside.end());
  ids.insert(ids.end(), tables_->data.after.begin(), tables_->data.after.end());
  return ids;
}

std::string Tokenizer::decode(std::span<const int> ids) const {
  const IntegerRange range{"id", 0, size() - 1};
  std::string text;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    requireInRange(range, ids[i]);
    if (kind() == Kind::words && i > 0) text += ' ';
    text += tables_->bytesOf(ids[i]);
  }
  return text;
}

std::string Tokenizer::piece(int id) const { return decode({&id, 1}); }

}  // namespace attention
