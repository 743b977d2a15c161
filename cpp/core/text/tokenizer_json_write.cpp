#include "formats/json_writer.h"
#include "text/byte_letters.h"
#include "text/tokenizer_json.h"

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
  void writeModel();
  void writeVocabulary();
  void writeMerges();

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
  return isWords() || piece.is_literal ? piece.bytes : lettersOfBytes(piece.bytes);
}

/// A pre-tokenizer, post-processor or decoder; each has its own use for the same settings.
void Writer::byteLevel(std::string_view name) {
  json_.key(name);
  json_.beginObject();
  field("type", std::string_view("ByteLevel"));
  field("add_prefix_space", false);
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
    for (const char* name : {"single_word", "lstrip", "rstrip", "normalized"}) field(name, false);
    field("special", added.is_special);
    json_.endObject();
  }
  json_.endList();
}

void Writer::writeVocabulary() {
  json_.key("vocab");
  json_.beginObject();
  for (int id = 0; id < static_cast<int>(data_.pieces.size()); ++id) field(keyOf(id), id);
  json_.endObject();
}

void Writer::writeMerges() {
  json_.key("merges");
  json_.beginList();
  for (const Merge& merge : data_.merges) json_.text(keyOf(merge.pair.left) + " " + keyOf(merge.pair.right));
  json_.endList();
}

void Writer::writeModel() {
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
    for (const char* name : {"fuse_unk", "byte_fallback", "ignore_merges"}) field(name, false);
  }
  writeVocabulary();
  if (!isWords()) writeMerges();
  json_.endObject();
}

std::string Writer::write() {
  json_.beginObject();
  field("version", std::string_view("1.0"));
  for (const char* name : {"truncation", "padding"}) null(name);
  writeAdded();
  null("normalizer");
  if (isWords()) {
    json_.key("pre_tokenizer");
    json_.beginObject();
    field("type", std::string_view("WhitespaceSplit"));
    json_.endObject();
    for (const char* name : {"post_processor", "decoder"}) null(name);
  } else {
    for (const char* name : {"pre_tokenizer", "post_processor", "decoder"}) byteLevel(name);
  }
  writeModel();
  json_.endObject();
  return json_.take();
}

}  // namespace

std::string writeTokenizerJson(const TokenizerData& data) { return Writer(data).write(); }

}  // namespace attention
