#include <optional>
#include <utility>

#include "base/hash_table.h"
#include "base/input_error.h"
#include "formats/json.h"
#include "text/byte_letters.h"
#include "text/tokenizer_json.h"

namespace attention {

namespace {

constexpr int kNotRead = -1;

/// The member, unless it is null or not there at all.
std::optional<JsonValue> present(const JsonValue& object, std::string_view key) {
  const std::optional<JsonValue> value = object.find(key);
  return value && !value->isNull() ? value : std::nullopt;
}

/// Of a component that is there the message says the type.
void requireNull(const JsonValue& object, std::string_view key) {
  const std::optional<JsonValue> value = present(object, key);
  if (!value) return;
  const std::optional<JsonValue> type = value->isObject() ? present(*value, "type") : std::nullopt;
  type.value_or(*value).refuseFor(*value, "null");
}

void requireFalse(const JsonValue& object, std::string_view key) {
  const std::optional<JsonValue> value = present(object, key);
  if (value && value->boolean()) value->refuse("false");
}

void requireType(const JsonValue& component, std::string_view type) {
  const JsonValue value = component.member("type");
  if (value.text() != type) value.refuse("{}", {Quoted{type}});
}

void requireCount(const JsonValue& container, std::size_t minimum, std::size_t maximum) {
  if (container.size() >= minimum && container.size() <= maximum) return;
  refuse(container.place(), "must have from {} to {} tokens, not {}", {minimum, maximum, container.size()});
}

class Reader {
 public:
  explicit Reader(const JsonFile& file) : root_(file.root()), model_(root_.member("model")) {}

  TokenizerData read();

 private:
  void readBpe();
  void readWords();
  void requireNothingElse() const;
  void readVocabulary();
  void collectAdded();
  void countTokens(const JsonValue& vocabulary);
  void addToken(const JsonValue& id, std::string_view key);
  TokenizerData::Piece pieceOf(std::string_view key) const;
  void readMerges();
  Merge mergeOf(const JsonValue& value) const;
  int partOf(const JsonValue& merge, std::string_view part, std::string_view both) const;
  bool isBytes() const;

  JsonValue root_;
  JsonValue model_;
  TokenizerData data_;
  bool is_in_letters_ = false;  // model.vocab has the letters of bytes
  TextTable ids_;               // of the keys of model.vocab and the contents of added_tokens; kNotRead at first
  std::vector<JsonValue> added_;
  TextTable added_contents_;
  std::vector<bool> is_taken_;  // [V]
};

void Reader::requireNothingElse() const {
  for (const char* key : {"normalizer", "truncation", "padding"}) requireNull(root_, key);
  const std::optional<JsonValue> post_processor = present(root_, "post_processor");
  if (post_processor) requireType(*post_processor, "ByteLevel");
}

void Reader::collectAdded() {
  const std::optional<JsonValue> list = present(root_, "added_tokens");
  if (!list) return;
  for (const JsonValue token : list->elements()) {
    const JsonValue content = token.member("content");
    if (content.text().empty()) content.refuse("a text with something in it");
    const auto place = static_cast<int>(added_.size());
    const bool is_new = added_contents_.findOrInsert(content.text(), place) == place;
    if (!is_new) content.refuse("a text that no other added token has");
    for (const char* key : {"single_word", "lstrip", "rstrip"}) requireFalse(token, key);
    added_.push_back(token);
  }
  requireCount(*list, 0, kMaxAddedTokens);
}

/// The ids must be 0 to V - 1, so V is known, and within what the file holds, before any is looked at.
void Reader::countTokens(const JsonValue& vocabulary) {
  std::size_t size = 0;
  for (const JsonValue member : vocabulary.members()) {
    ids_.findOrInsert(member.key(), kNotRead);
    if (ids_.size() == size) refuse(member.place(), "is there twice");
    size = ids_.size();
  }
  requireCount(vocabulary, 1, kMaxTokens);
  for (const JsonValue& added : added_) ids_.findOrInsert(added.member("content").text(), kNotRead);
  data_.pieces.resize(ids_.size());
  is_taken_.resize(ids_.size());
}

TokenizerData::Piece Reader::pieceOf(std::string_view key) const {
  const std::string as_it_is(key);
  if (!is_in_letters_) return {as_it_is};
  const std::optional<std::string> bytes = bytesOfLetters(key);
  // The text has an added token as it is, even if it could also be read as letters of bytes.
  if (!bytes || (added_contents_.find(key) && *bytes != as_it_is)) return {as_it_is, true};
  return {*bytes};
}

void Reader::addToken(const JsonValue& id, std::string_view key) {
  const auto last = static_cast<std::int64_t>(data_.pieces.size()) - 1;
  const auto index = static_cast<std::size_t>(id.integer(0, last));
  if (is_taken_[index]) id.refuse("an id that no other token has");
  is_taken_[index] = true;
  data_.pieces[index] = pieceOf(key);
  *ids_.find(key) = static_cast<int>(index);
}

void Reader::readVocabulary() {
  collectAdded();
  const JsonValue vocabulary = model_.member("vocab");
  countTokens(vocabulary);
  for (const JsonValue member : vocabulary.members()) addToken(member, member.key());
  for (const JsonValue& token : added_) {
    const std::string_view content = token.member("content").text();
    const JsonValue id = token.member("id");
    if (*ids_.find(content) == kNotRead) addToken(id, content);
    const int known = *ids_.find(content);
    if (id.integer(0, INT64_MAX) != known) id.refuse("{} as in model.vocab", {known});
    const std::optional<JsonValue> special = present(token, "special");
    data_.added.push_back({known, special && special->boolean()});
  }
}

int Reader::partOf(const JsonValue& merge, std::string_view part, std::string_view both) const {
  const int* found = ids_.find(part);
  const bool is_known = found && !data_.pieces[static_cast<std::size_t>(*found)].is_literal;
  if (!is_known) {
    refuse(merge.place(), "must join two tokens of model.vocab to a third, not {}: {} is not in it",
           {Quoted{both}, Quoted{part}});
  }
  return *found;
}

Merge Reader::mergeOf(const JsonValue& value) const {
  std::string_view left;
  std::string_view right;
  if (value.isList() && value.size() == 2) {
    auto part = value.elements().begin();
    left = (*part).text();
    right = (*++part).text();
  } else {
    const std::string_view text = value.isText() ? value.text() : "";
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) value.refuse("two tokens with a space between them, or a list of two");
    left = text.substr(0, space);
    right = text.substr(space + 1);
  }
  const std::string both = message("{} {}", {left, right});
  const std::string joined = message("{}{}", {left, right});
  return {{partOf(value, left, both), partOf(value, right, both)}, partOf(value, joined, both)};
}

void Reader::readMerges() {
  const JsonValue list = model_.member("merges");
  PairTable seen;
  for (const JsonValue value : list.elements()) {
    const int rank = static_cast<int>(data_.merges.size());
    data_.merges.push_back(mergeOf(value));
    const int first = seen.findOrInsert(data_.merges.back().pair, rank);
    if (first != rank) {
      refuse(value.place(), "must be a pair of its own, not that of merges[{}]", {first});
    }
  }
}

bool Reader::isBytes() const {
  if (data_.pieces.size() != 256 || data_.has_pre_tokens || !data_.merges.empty()) return false;
  for (std::size_t i = 0; i < 256; ++i) {
    if (data_.pieces[i].is_literal || data_.pieces[i].bytes != std::string(1, static_cast<char>(i))) return false;
  }
  return true;
}

void Reader::readBpe() {
  const std::optional<JsonValue> dropout = present(model_, "dropout");
  if (dropout && dropout->number() != 0) dropout->refuse("null or 0");
  for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"}) {
    const std::optional<JsonValue> affix = present(model_, key);
    if (affix && !affix->text().empty()) affix->refuse("null or \"\"");
  }
  for (const char* key : {"fuse_unk", "byte_fallback", "ignore_merges"}) requireFalse(model_, key);
  const JsonValue pre_tokenizer = root_.member("pre_tokenizer");
  requireType(pre_tokenizer, "ByteLevel");
  requireFalse(pre_tokenizer, "add_prefix_space");
  requireType(root_.member("decoder"), "ByteLevel");
  const std::optional<JsonValue> use_regex = present(pre_tokenizer, "use_regex");
  data_.has_pre_tokens = !use_regex || use_regex->boolean();
  is_in_letters_ = true;
  readVocabulary();
  readMerges();
  data_.kind = isBytes() ? Tokenizer::Kind::bytes : Tokenizer::Kind::bpe;
}

void Reader::readWords() {
  requireType(root_.member("pre_tokenizer"), "WhitespaceSplit");
  requireNull(root_, "decoder");
  model_.member("unk_token").text();
  readVocabulary();
  data_.kind = Tokenizer::Kind::words;
}

TokenizerData Reader::read() {
  requireNothingElse();
  const std::optional<JsonValue> type = model_.find("type");
  if (!type || type->text() == "BPE") {
    readBpe();
  } else if (type->text() == "WordLevel") {
    readWords();
  } else {
    type->refuse("\"BPE\" or \"WordLevel\"");
  }
  const std::optional<JsonValue> unknown = present(model_, "unk_token");
  if (unknown) {
    const int* found = ids_.find(unknown->text());
    if (!found) unknown->refuse("a token of model.vocab");
    data_.unknown = *found;
  }
  return std::move(data_);
}

}  // namespace

TokenizerData readTokenizerJson(std::string_view json) {
  const JsonFile file(json, "tokenizer.json");
  return Reader(file).read();
}

}  // namespace attention
