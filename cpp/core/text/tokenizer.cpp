#include "text/tokenizer.h"

#include <array>

#include "base/hash_table.h"
#include "base/utf8.h"
#include "text/bpe.h"
#include "text/bpe_training.h"
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

std::vector<TokenizerData::Piece> bytePieces() {
  std::vector<TokenizerData::Piece> pieces;
  for (int byte = 0; byte < 256; ++byte) pieces.push_back({std::string(1, static_cast<char>(byte))});
  return pieces;
}

}  // namespace

/// A TokenizerData and the tables in which encoding looks things up.
struct Tokenizer::Tables {
  explicit Tables(TokenizerData given);

  const std::string& bytesOf(int id) const { return data.pieces[static_cast<std::size_t>(id)].bytes; }

  TokenizerData data;
  Merges merges;
  PreTokenizer pre_tokenizer;
  TextTable words{};                     // of words: their ids
  std::array<int, 256> byte_ids{};       // of bytes and bpe; -1: no token
  std::array<bool, 256> starts_added{};  // whether an added token starts with this byte
};

Tokenizer::Tables::Tables(TokenizerData given) : data(std::move(given)), merges(data.merges) {
  byte_ids.fill(data.unknown);
  for (int id = 0; id < static_cast<int>(data.pieces.size()); ++id) {
    const TokenizerData::Piece& piece = data.pieces[static_cast<std::size_t>(id)];
    if (data.kind == Kind::words) words.findOrInsert(piece.bytes, id);
    if (piece.bytes.size() == 1 && !piece.is_literal) byte_ids[static_cast<unsigned char>(piece.bytes[0])] = id;
  }
  for (const TokenizerData::Added& token : data.added) {
    starts_added[static_cast<unsigned char>(bytesOf(token.id)[0])] = true;
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

  void addText(std::string_view text);
  void addSegment(std::string_view segment);
  void addWords(std::string_view segment);
  void addPreToken(std::string_view bytes);
  void addBytes(std::string_view bytes);
  int addedAt(std::string_view text) const;
};

/// The longest added token that `text` starts with, or -1.
int Tokenizer::Encoding::addedAt(std::string_view text) const {
  if (!tables.starts_added[static_cast<unsigned char>(text[0])]) return -1;
  int longest = -1;
  for (const TokenizerData::Added& token : tables.data.added) {
    if (!text.starts_with(tables.bytesOf(token.id))) continue;
    if (longest < 0 || tables.bytesOf(token.id).size() > tables.bytesOf(longest).size()) longest = token.id;
  }
  return longest;
}

void Tokenizer::Encoding::addText(std::string_view text) {
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size();) {
    const int id = addedAt(text.substr(at));
    if (id < 0) {
      ++at;
      continue;
    }
    addSegment(text.substr(start, at - start));
    ids.push_back(id);
    at += tables.bytesOf(id).size();
    start = at;
  }
  addSegment(text.substr(start));
}

void Tokenizer::Encoding::addSegment(std::string_view segment) {
  if (tables.data.kind == Kind::words) return addWords(segment);
  if (!tables.data.has_pre_tokens) return addBytes(segment);
  while (!segment.empty()) {
    const std::string_view pre_token = tables.pre_tokenizer.first(segment);
    addPreToken(pre_token);
    segment.remove_prefix(pre_token.size());
  }
}

void Tokenizer::Encoding::addWords(std::string_view segment) {
  std::size_t at = 0;
  for (std::string_view word = nextWord(segment, at); !word.empty(); word = nextWord(segment, at)) {
    const int* id = tables.words.find(word);
    ids.push_back(id ? *id : tables.data.unknown);
  }
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
  const std::size_t start = ids.size();
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    const int id = tables.byte_ids[value];
    if (id < 0) {
      refuse("text", "has the byte {}, which the tokenizer has no token for", {value});
    }
    ids.push_back(id);
  }
  if (!tables.data.merges.empty()) encoder.mergeFrom(start, ids);
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

Tokenizer Tokenizer::read(std::string_view json) { return Tokenizer(readTokenizerJson(json)); }

std::string Tokenizer::write() const { return writeTokenizerJson(tables_->data); }

Tokenizer::Tokenizer(TokenizerData data) : tables_(std::make_shared<const Tables>(std::move(data))) {}

Tokenizer::Kind Tokenizer::kind() const { return tables_->data.kind; }

int Tokenizer::size() const { return static_cast<int>(tables_->data.pieces.size()); }

std::vector<int> Tokenizer::encode(std::string_view text) const {
  requireText(text);
  Encoding encoding{*tables_};
  encoding.addText(text);
  return std::move(encoding.ids);
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
