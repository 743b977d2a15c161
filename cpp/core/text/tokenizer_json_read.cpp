#include <algorithm>
#include <optional>
#include <utility>

#include "base/built_for.h"
#include "base/hash_table.h"
#include "base/input_error.h"
#include "formats/json.h"
#include "text/byte_letters.h"
#include "text/normal_forms.h"
#include "text/tokenizer_json.h"
#include "text/tokenizer_json_fields.h"
#include "text/tokenizer_json_parts.h"

namespace attention {

namespace {

constexpr int kNotRead = -1;
constexpr std::int64_t kLastId = static_cast<std::int64_t>(kMaxTokens) - 1;

/// Of a component that is there the message says the type.
void requireNull(const JsonValue& object, std::string_view key) {
  const std::optional<JsonValue> value = present(object, key);
  if (!value) return;
  const std::optional<JsonValue> type = value->isObject() ? present(*value, "type") : std::nullopt;
  type.value_or(*value).refuseFor(*value, "null");
}

void requireCount(const JsonValue& container, std::size_t minimum, std::size_t maximum) {
  if (container.size() >= minimum && container.size() <= maximum) return;
  refuse(container.place(), "must have from {} to {} tokens, not {}", {minimum, maximum, container.size()});
}

class Reader {
 public:
  Reader(const JsonFile& file, bool can_normalise)
      : root_(file.root()), model_(root_.member("model")), can_normalise_(can_normalise) {}

  TokenizerData read();

 private:
  void readBpe();
  void readByteLevel();
  void readUnigram();
  void readScores();
  void readAdded();
  bool cutsAsWords() const;
  void readWordSplit(const JsonValue& part);
  void readWords();
  void readNormalizer();
  void readPostProcessor();
  void readTemplate(const JsonValue& processor);
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
  bool can_normalise_;
  TokenizerData data_;
  bool is_in_letters_ = false;  // model.vocab has the letters of bytes
  TextTable ids_;               // of the keys of model.vocab and the contents of added_tokens; kNotRead at first
  std::vector<JsonValue> added_;
  TextTable added_contents_;
};

void Reader::readNormalizer() {
  if constexpr (kEveryModel) {
    data_.rewrites = readRewrites(root_, can_normalise_);
    return;
  }
  if (!can_normalise_) return requireNull(root_, "normalizer");
  for (const JsonValue& part : partsOf(root_, "normalizer", "normalizers")) {
    const JsonValue type = part.member("type");
    const auto known = std::find_if(std::begin(kForms), std::end(kForms),
                                    [&](const FormName& form) { return form.name == type.text(); });
    if (known == std::end(kForms)) type.refuse("NFC, NFD, NFKC, NFKD or Lowercase");
    data_.rewrites.push_back({.form = known->form});
  }
}

void Reader::readPostProcessor() {
  for (const JsonValue& part : partsOf(root_, "post_processor", "processors")) {
    if (hasType(part, "TemplateProcessing")) {
      readTemplate(part);
    } else if (!hasType(part, "ByteLevel")) {
      part.member("type").refuse("\"ByteLevel\" or \"TemplateProcessing\"");
    }
  }
}

/// `single` is a list of special tokens and, once, the text "A". A template after another goes round it.
void Reader::readTemplate(const JsonValue& processor) {
  const JsonValue single = processor.member("single");
  const JsonValue special = processor.member("special_tokens");
  std::vector<int> before;
  int texts = 0;
  for (const JsonValue item : single.elements()) {
    const std::optional<JsonValue> token = item.find("SpecialToken");
    if (!token) {
      if (const JsonValue id = item.member("Sequence").member("id"); id.text() != "A") id.refuse("\"A\"");
      ++texts;
      continue;
    }
    for (const JsonValue id : special.member(token->member("id").text()).member("ids").elements()) {
      const auto last = static_cast<std::int64_t>(data_.pieces.size()) - 1;
      (texts == 0 ? before : data_.after).push_back(static_cast<int>(id.integer(0, last)));
    }
  }
  if (texts != 1) single.refuse("a list with the text once");
  data_.before.insert(data_.before.begin(), before.begin(), before.end());
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
    added_.push_back(token);
  }
  requireCount(*list, 0, kMaxAddedTokens);
}

/// V is one more than the largest id.
void Reader::countTokens(const JsonValue& vocabulary) {
  std::size_t size = 0;
  for (const JsonValue member : vocabulary.members()) {
    ids_.findOrInsert(member.key(), kNotRead);
    if (ids_.size() == size) refuse(member.place(), "is there twice");
    size = ids_.size();
  }
  requireCount(vocabulary, 1, kMaxTokens);
  for (const JsonValue& added : added_) ids_.findOrInsert(added.member("content").text(), kNotRead);
  std::int64_t last = -1;
  const auto look = [&](const JsonValue& id) { last = std::max(last, id.integer(0, kLastId)); };
  for (const JsonValue member : vocabulary.members()) look(member);
  for (const JsonValue& added : added_) look(added.member("id"));
  data_.pieces.resize(static_cast<std::size_t>(last) + 1, {"", true, true});
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
  const auto index = static_cast<std::size_t>(id.integer(0, kLastId));
  if (!data_.pieces[index].is_absent) id.refuse("an id that no other token has");
  data_.pieces[index] = pieceOf(key);
  *ids_.find(key) = static_cast<int>(index);
}

void Reader::readVocabulary() {
  collectAdded();
  const JsonValue vocabulary = model_.member("vocab");
  countTokens(vocabulary);
  for (const JsonValue member : vocabulary.members()) addToken(member, member.key());
  readAdded();
}

void Reader::readAdded() {
  for (const JsonValue& token : added_) {
    const std::string_view content = token.member("content").text();
    const JsonValue id = token.member("id");
    if (*ids_.find(content) == kNotRead) addToken(id, content);
    const int known = *ids_.find(content);
    if (id.integer(0, INT64_MAX) != known) id.refuse("{} as in model.vocab", {known});
    data_.added.push_back({known, flagOf(token, "special"), flagOf(token, "lstrip"), flagOf(token, "rstrip"),
                           flagOf(token, "single_word"), flagOf(token, "normalized")});
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
  std::vector<Merge> merges;
  for (const JsonValue value : model_.member("merges").elements()) merges.push_back(mergeOf(value));
  PairTable seen;  // from the end: of a pair that is merged twice the last merge counts
  for (std::size_t i = merges.size(); i-- > 0;) {
    const int place = static_cast<int>(i);
    if (seen.findOrInsert(merges[i].pair, place) == place) data_.merges.push_back(merges[i]);
  }
  std::reverse(data_.merges.begin(), data_.merges.end());
}

bool Reader::isBytes() const {
  if (!is_in_letters_ || !data_.cuts.empty()) return false;
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
  data_.fuses_unknown = flagOf(model_, "fuse_unk");
  data_.has_byte_tokens = flagOf(model_, "byte_fallback");
  data_.ignores_merges = flagOf(model_, "ignore_merges");
  root_.member("pre_tokenizer");
  if (kEveryModel) {
    is_in_letters_ = readCuts(root_, data_);
    data_.is_of_characters = !is_in_letters_;
    if (data_.is_of_characters) readDecoder(root_, data_);
  } else {
    readByteLevel();
  }
  if (!data_.is_of_characters) {
    for (const JsonValue& part : partsOf(root_, "decoder", "decoders")) requireType(part, "ByteLevel");
  }
  readVocabulary();
  readMerges();
  data_.kind = isBytes() ? Tokenizer::Kind::bytes : Tokenizer::Kind::bpe;
}

void Reader::readByteLevel() {
  const std::vector<JsonValue> parts = partsOf(root_, "pre_tokenizer", "pretokenizers");
  for (const JsonValue& part : parts) requireType(part, "ByteLevel");
  if (parts.size() != 1) root_.member("pre_tokenizer").refuse("one part of type \"ByteLevel\"");
  data_.adds_space = flagOf(parts[0], "add_prefix_space");
  data_.has_pre_tokens = flagOf(parts[0], "use_regex", true);
  is_in_letters_ = true;
}

void Reader::readScores() {
  collectAdded();
  const JsonValue vocabulary = model_.member("vocab");
  requireCount(vocabulary, 1, kMaxTokens);
  for (const JsonValue entry : vocabulary.elements()) {
    if (!entry.isList() || entry.size() != 2) entry.refuse("a list of a token and its score");
    const JsonValue token = *entry.elements().begin();
    const int id = static_cast<int>(data_.pieces.size());
    if (ids_.findOrInsert(token.text(), id) != id) token.refuse("a token that is not there yet");
    data_.pieces.push_back({std::string(token.text())});
    data_.scores.push_back((*++entry.elements().begin()).number());
  }
  for (const JsonValue& added : added_) {
    ids_.findOrInsert(added.member("content").text(), kNotRead);
    const auto id = static_cast<std::size_t>(added.member("id").integer(0, kLastId));
    if (id >= data_.pieces.size()) data_.pieces.resize(id + 1, {"", true, true});
  }
  readAdded();
}

void Reader::readUnigram() {
  data_.kind = Tokenizer::Kind::unigram;
  data_.is_of_characters = true;
  data_.fuses_unknown = true;
  data_.has_byte_tokens = flagOf(model_, "byte_fallback");
  if (readCuts(root_, data_)) root_.member("pre_tokenizer").refuse("without \"ByteLevel\" for the model \"Unigram\"");
  readDecoder(root_, data_);
  readScores();
  const std::optional<JsonValue> unknown = present(model_, "unk_id");
  const auto last = static_cast<std::int64_t>(data_.scores.size()) - 1;
  if (unknown) data_.unknown = static_cast<int>(unknown->integer(0, last));
}

void Reader::readWordSplit(const JsonValue& part) {
  if (!hasType(part, "Split")) return requireType(part, "WhitespaceSplit");
  const JsonValue text = part.member("pattern").member("String");
  if (text.text().empty()) text.refuse("a text with something in it");
  if (const JsonValue behavior = part.member("behavior"); behavior.text() != "Isolated") {
    behavior.refuse("\"Isolated\"");
  }
  data_.isolated.emplace_back(text.text());
}

/// Whether the pre-tokenizer is one that the words of words.h have: "WhitespaceSplit", and "Split" at texts after it.
bool Reader::cutsAsWords() const {
  const std::vector<JsonValue> parts = partsOf(root_, "pre_tokenizer", "pretokenizers");
  const auto isTextSplit = [](const JsonValue& part) {
    return hasType(part, "Split") && part.member("pattern").find("String");
  };
  return !parts.empty() && hasType(parts[0], "WhitespaceSplit") &&
         std::all_of(parts.begin() + 1, parts.end(), isTextSplit);
}

void Reader::readWords() {
  root_.member("pre_tokenizer");
  if (!kEveryModel || cutsAsWords()) {
    for (const JsonValue& part : partsOf(root_, "pre_tokenizer", "pretokenizers")) readWordSplit(part);
  } else if (readCuts(root_, data_)) {
    root_.member("pre_tokenizer").refuse("without \"ByteLevel\" for the model \"WordLevel\"");
  }
  requireNull(root_, "decoder");
  model_.member("unk_token").text();
  readVocabulary();
  data_.kind = Tokenizer::Kind::words;
}

TokenizerData Reader::read() {
  readNormalizer();
  const std::optional<JsonValue> type = model_.find("type");
  if (!type || type->text() == "BPE") {
    readBpe();
  } else if (type->text() == "WordLevel") {
    readWords();
  } else if (!kEveryModel) {
    type->refuse("\"BPE\" or \"WordLevel\"");
  } else if (type->text() == "Unigram") {
    readUnigram();
  } else {
    type->refuse("\"BPE\", \"Unigram\" or \"WordLevel\"");
  }
  readPostProcessor();
  const std::optional<JsonValue> unknown = present(model_, "unk_token");
  if (unknown && !unknown->text().empty()) {
    const int* found = ids_.find(unknown->text());
    if (!found) unknown->refuse("a token of model.vocab");
    data_.unknown = *found;
  }
  return std::move(data_);
}

}  // namespace

TokenizerData readTokenizerJson(std::string_view json, bool can_normalise) {
  const JsonFile file(json, "tokenizer.json");
  return Reader(file, can_normalise).read();
}

}  // namespace attention
