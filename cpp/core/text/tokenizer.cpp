#include "text/tokenizer.h"

#include <algorithm>
#include <memory>

#include "base/built_for.h"
#include "base/hash_table.h"
#include "base/utf8.h"
#include "text/bpe_training.h"
#include "text/encoding.h"
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

bool isSpecial(const TokenizerData& data, int id) {
  const auto isIn = [&](const std::vector<int>& ids) { return std::find(ids.begin(), ids.end(), id) != ids.end(); };
  const auto isIt = [&](const TokenizerData::Added& added) { return added.id == id && added.is_special; };
  return std::any_of(data.added.begin(), data.added.end(), isIt) || isIn(data.before) || isIn(data.after);
}

}  // namespace

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

Tokenizer Tokenizer::of(TokenizerData data, Normalise normalise) { return Tokenizer(std::move(data), normalise); }

std::string Tokenizer::write() const { return writeTokenizerJson(tables_->data); }

Tokenizer::Tokenizer(TokenizerData data, Normalise normalise)
    : tables_(std::make_shared<const TokenizerTables>(std::move(data), normalise)) {}

Tokenizer::Kind Tokenizer::kind() const { return tables_->data.kind; }

int Tokenizer::size() const { return static_cast<int>(tables_->data.pieces.size()); }

std::vector<int> Tokenizer::encode(std::string_view text) const {
  requireText(text);
  return encoded(*tables_, text);
}

std::vector<int> Tokenizer::encodePrompt(std::string_view text) const {
  std::vector<int> ids = tables_->data.before;
  const std::vector<int> inside = encode(text);
  ids.insert(ids.end(), inside.begin(), inside.end());
  ids.insert(ids.end(), tables_->data.after.begin(), tables_->data.after.end());
  return ids;
}

std::string Tokenizer::decode(std::span<const int> ids, bool skips_special) const {
  const IntegerRange range{"id", 0, size() - 1};
  const bool has_spaces = kind() == Kind::words || (kEveryModel && tables_->data.joins_with_spaces);
  std::string text;
  bool is_first = true;
  for (const int id : ids) {
    requireInRange(range, id);
    if (skips_special && isSpecial(tables_->data, id)) continue;
    if (has_spaces && !is_first) text += ' ';
    is_first = false;
    text += tables_->textOf(id);
  }
  if (kEveryModel && tables_->data.drops_first_space && text.starts_with(' ')) text.erase(0, 1);
  return text;
}

std::string Tokenizer::piece(int id) const {
  requireInRange(IntegerRange{"id", 0, size() - 1}, id);
  return tables_->textOf(id);
}

}  // namespace attention
