#include <algorithm>

#include "base/built_for.h"
#include "formats/json_writer.h"
#include "text/byte_letters.h"
#include "text/normal_forms.h"
#include "text/tokenizer_json.h"
#include "text/tokenizer_json_parts.h"

namespace attention {

namespace {

class Writer {
 public:
  explicit Writer(const TokenizerData& data) : data_(data) {}

  std::string write();

 private:
  void null(std::string_view name);
  void field(std::string_view name, std::string_view value);
  void field(std::string_view name, bool value);
  void field(std::string_view name, int value);
  void byteLevel(std::string_view name);
  void writeAdded();
  void writeNormalizer();
  void writePostProcessor();
  void writeTemplate(std::string_view text);
  void writePart(std::string_view kind, std::string_view id);
  void writeSpecial(int id);
  void writeModel();
  void writeVocabulary();
  void writeWordSplits();
  void writeMerges();
  void writeScores();
  void writeUnigram();

  bool isWords() const { return data_.kind == Tokenizer::Kind::words; }
  std::string keyOf(int id) const;

  const TokenizerData& data_;
  JsonWriter json_{};
};

void Writer::null(std::string_view name) {
  json_.key(name);
  json_.null();
}

void Writer::field(std::string_view name, std::string_view value) {
  json_.key(name);
  json_.text(value);
}

void Writer::field(std::string_view name, bool value) {
  json_.key(name);
  json_.boolean(value);
}

void Writer::field(std::string_view name, int value) {
  json_.key(name);
  json_.integer(value);
}

std::string Writer::keyOf(int id) const {
  const TokenizerData::Piece& piece = data_.pieces[static_cast<std::size_t>(id)];
  const bool is_text = isWords() || (kEveryModel && data_.is_of_characters) || piece.is_literal;
  return is_text ? piece.bytes : lettersOfBytes(piece.bytes);
}

/// A pre-tokenizer, post-processor or decoder; each has its own use for the same settings.
void Writer::byteLevel(std::string_view name) {
  json_.key(name);
  json_.beginObject();
  field("type", std::string_view("ByteLevel"));
  field("add_prefix_space", data_.adds_space);
  field("trim_offsets", true);
  field("use_regex", data_.has_pre_tokens);
  json_.endObject();
}

void Writer::writeAdded() {
  json_.key("added_tokens");
  json_.beginList();
  for (const TokenizerData::Added& added : data_.added) {
    json_.beginObject();
    field("id", added.id);
    field("content", std::string_view(data_.pieces[static_cast<std::size_t>(added.id)].bytes));
    field("single_word", added.is_word);
    field("lstrip", added.takes_left);
    field("rstrip", added.takes_right);
    field("normalized", added.is_normalized);
    field("special", added.is_special);
    json_.endObject();
  }
  json_.endList();
}

void Writer::writeNormalizer() {
  json_.key("normalizer");
  if constexpr (kEveryModel) return writeRewrites(data_, json_);
  if (data_.rewrites.empty()) return json_.null();
  json_.beginObject();
  field("type", std::string_view("Sequence"));
  json_.key("normalizers");
  json_.beginList();
  for (const Rewrite& rewrite : data_.rewrites) {
    json_.beginObject();
    field("type", std::string_view(nameOf(rewrite.form)));
    json_.endObject();
  }
  json_.endList();
  json_.endObject();
}

void Writer::writePostProcessor() {
  std::vector<int> tokens = data_.before;
  tokens.insert(tokens.end(), data_.after.begin(), data_.after.end());
  if (tokens.empty() && (isWords() || (kEveryModel && data_.is_of_characters))) return null("post_processor");
  if (tokens.empty()) return byteLevel("post_processor");
  json_.key("post_processor");
  json_.beginObject();
  field("type", std::string_view("TemplateProcessing"));
  for (const std::string_view key : {"single", "pair"}) {
    json_.key(key);
    json_.beginList();
    writeTemplate("A");
    if (key == "pair") writeTemplate("B");
    json_.endList();
  }
  json_.key("special_tokens");
  json_.beginObject();
  for (auto token = tokens.begin(); token != tokens.end(); ++token) {
    if (std::find(tokens.begin(), token, *token) == token) writeSpecial(*token);
  }
  json_.endObject();
  json_.endObject();
}

void Writer::writeTemplate(std::string_view text) {
  for (const int id : data_.before) writePart("SpecialToken", keyOf(id));
  writePart("Sequence", text);
  for (const int id : data_.after) writePart("SpecialToken", keyOf(id));
}

void Writer::writeSpecial(int id) {
  const std::string name = keyOf(id);
  json_.key(name);
  json_.beginObject();
  field("id", std::string_view(name));
  json_.key("ids");
  json_.beginList();
  json_.integer(id);
  json_.endList();
  json_.key("tokens");
  json_.beginList();
  json_.text(name);
  json_.endList();
  json_.endObject();
}

void Writer::writePart(std::string_view kind, std::string_view id) {
  json_.beginObject();
  json_.key(kind);
  json_.beginObject();
  field("id", id);
  field("type_id", 0);
  json_.endObject();
  json_.endObject();
}

void Writer::writeVocabulary() {
  json_.key("vocab");
  json_.beginObject();
  for (int id = 0; id < static_cast<int>(data_.pieces.size()); ++id) {
    if (!data_.pieces[static_cast<std::size_t>(id)].is_absent) field(keyOf(id), id);
  }
  json_.endObject();
}

void Writer::writeMerges() {
  json_.key("merges");
  json_.beginList();
  for (const Merge& merge : data_.merges) {
    if (kEveryModel && data_.is_of_characters) {  // which may have spaces in them
      json_.beginList();
      json_.text(keyOf(merge.pair.left));
      json_.text(keyOf(merge.pair.right));
      json_.endList();
      continue;
    }
    json_.text(keyOf(merge.pair.left) + " " + keyOf(merge.pair.right));
  }
  json_.endList();
}

void Writer::writeScores() {
  json_.key("vocab");
  json_.beginList();
  for (std::size_t id = 0; id < data_.scores.size(); ++id) {
    json_.beginList();
    json_.text(data_.pieces[id].bytes);
    json_.number(data_.scores[id]);
    json_.endList();
  }
  json_.endList();
}

void Writer::writeUnigram() {
  json_.key("model");
  json_.beginObject();
  field("type", std::string_view("Unigram"));
  if (data_.unknown < 0) {
    null("unk_id");
  } else {
    field("unk_id", data_.unknown);
  }
  field("byte_fallback", data_.has_byte_tokens);
  writeScores();
  json_.endObject();
}

void Writer::writeModel() {
  if (kEveryModel && data_.kind == Tokenizer::Kind::unigram) return writeUnigram();
  json_.key("model");
  json_.beginObject();
  field("type", std::string_view(isWords() ? "WordLevel" : "BPE"));
  if (data_.unknown < 0) {
    null("unk_token");
  } else {
    field("unk_token", std::string_view(keyOf(data_.unknown)));
  }
  if (!isWords()) {
    for (const char* name : {"dropout", "continuing_subword_prefix", "end_of_word_suffix"}) null(name);
    field("fuse_unk", data_.fuses_unknown);
    field("byte_fallback", data_.has_byte_tokens);
    field("ignore_merges", data_.ignores_merges);
  }
  writeVocabulary();
  if (!isWords()) writeMerges();
  json_.endObject();
}

void Writer::writeWordSplits() {
  const bool is_sequence = !data_.isolated.empty();
  json_.key("pre_tokenizer");
  if (is_sequence) {
    json_.beginObject();
    field("type", std::string_view("Sequence"));
    json_.key("pretokenizers");
    json_.beginList();
  }
  json_.beginObject();
  field("type", std::string_view("WhitespaceSplit"));
  json_.endObject();
  if (!is_sequence) return;
  for (const std::string& text : data_.isolated) {
    json_.beginObject();
    field("type", std::string_view("Split"));
    json_.key("pattern");
    json_.beginObject();
    field("String", std::string_view(text));
    json_.endObject();
    field("behavior", std::string_view("Isolated"));
    field("invert", false);
    json_.endObject();
  }
  json_.endList();
  json_.endObject();
}

std::string Writer::write() {
  json_.beginObject();
  field("version", std::string_view("1.0"));
  for (const char* name : {"truncation", "padding"}) null(name);
  writeAdded();
  writeNormalizer();
  if (kEveryModel && (!data_.cuts.empty() || data_.is_of_characters)) {
    json_.key("pre_tokenizer");
    writeCuts(data_, json_);
  } else if (isWords()) {
    writeWordSplits();
  } else {
    byteLevel("pre_tokenizer");
  }
  writePostProcessor();
  if (isWords()) {
    null("decoder");
  } else if (kEveryModel && data_.is_of_characters) {
    json_.key("decoder");
    writeDecoder(data_, json_);
  } else {
    byteLevel("decoder");
  }
  writeModel();
  json_.endObject();
  return json_.take();
}

}  // namespace

std::string writeTokenizerJson(const TokenizerData& data) { return Writer(data).write(); }

}  // namespace attention
