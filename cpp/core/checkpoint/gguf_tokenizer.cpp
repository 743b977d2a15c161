#include "checkpoint/gguf_tokenizer.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/input_error.h"
#include "text/sentence_pieces.h"

namespace attention {

namespace {

constexpr std::int64_t kMostId = std::int64_t{1} << 30;

/// The keys without what all of them begin with.
class Keys {
 public:
  explicit Keys(const GgufMetadata& metadata) : metadata_(metadata) {}

  std::string key(std::string_view name) const { return "tokenizer.ggml." + std::string(name); }
  bool has(std::string_view name) const { return metadata_.has(key(name)); }
  bool flag(std::string_view name, bool otherwise) const {
    return has(name) ? metadata_.boolean(key(name)) : otherwise;
  }
  int id(std::string_view name) const {
    return has(name) ? static_cast<int>(metadata_.integer(key(name), 0, kMostId)) : -1;
  }
  std::string text(std::string_view name, std::string_view otherwise) const {
    return std::string(has(name) ? metadata_.text(key(name)) : otherwise);
  }
  std::vector<std::string> texts(std::string_view name) const {
    const std::vector<std::string_view> views = metadata_.texts(key(name));
    return {views.begin(), views.end()};
  }
  std::vector<double> numbers(std::string_view name) const {
    return has(name) ? metadata_.numbers(key(name)) : std::vector<double>{};
  }
  std::string place(std::string_view name) const { return metadata_.place(key(name)); }

 private:
  const GgufMetadata& metadata_;
};

std::vector<PieceType> typesIn(const Keys& keys) {
  std::vector<PieceType> types;
  for (const double number : keys.numbers("token_type")) {
    if (number < 1 || number > 6 || number != static_cast<double>(static_cast<int>(number))) {
      refuse(keys.place("token_type"), "must be whole numbers from 1 to 6, not {} at {}", {number, types.size()});
    }
    types.push_back(static_cast<PieceType>(static_cast<int>(number)));
  }
  return types;
}

void requireAsMany(const Keys& keys, std::string_view name, std::size_t count, std::size_t pieces) {
  if (count == pieces) return;
  refuse(keys.place(name), "must be as many as the {} tokens, not {}", {pieces, count});
}

TokenizerData scoredPieces(const Keys& keys, bool is_unigram, std::string_view name) {
  std::vector<std::string> texts = keys.texts("tokens");
  const std::vector<double> scores = keys.numbers("scores");
  const std::vector<PieceType> types = typesIn(keys);
  requireAsMany(keys, "scores", scores.size(), texts.size());
  if (!types.empty()) requireAsMany(keys, "token_type", types.size(), texts.size());
  SentencePieces pieces{.is_unigram = is_unigram,
                        .adds_space = keys.flag("add_space_prefix", true),
                        .collapses_spaces = keys.flag("remove_extra_whitespaces", false),
                        .begin = keys.id("bos_token_id"),
                        .end = keys.id("eos_token_id"),
                        .adds_begin = keys.flag("add_bos_token", !is_unigram),
                        .adds_end = keys.flag("add_eos_token", is_unigram)};
  pieces.adds_begin = pieces.adds_begin && pieces.begin >= 0;
  pieces.adds_end = pieces.adds_end && pieces.end >= 0;
  for (const double byte : keys.numbers("precompiled_charsmap")) {
    if (!(byte >= 0 && byte <= 255)) {
      refuse(keys.place("precompiled_charsmap"), "must be bytes, not {} at {}", {byte, pieces.charsmap.size()});
    }
    pieces.charsmap.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    pieces.pieces.push_back(
        {std::move(texts[i]), static_cast<float>(scores[i]), types.empty() ? PieceType::normal : types[i]});
  }
  return tokenizerData(pieces, name);
}

/// Whether texts begin with <s> where the file does not say.
bool beginsTexts(std::string_view pre) { return pre == "llama-bpe" || pre == "llama-v3" || pre == "llama3"; }

TokenizerData letteredPieces(const Keys& keys, std::string_view name) {
  LetteredPieces pieces{.pieces = keys.texts("tokens"),
                        .types = typesIn(keys),
                        .merges = keys.texts("merges"),
                        .pre = keys.text("pre", "gpt-2")};
  if (pieces.pre == "default") pieces.pre = "gpt-2";
  if (keys.flag("add_bos_token", beginsTexts(pieces.pre))) pieces.begin = keys.id("bos_token_id");
  if (keys.flag("add_eos_token", false)) pieces.end = keys.id("eos_token_id");
  return tokenizerData(pieces, name);
}

}  // namespace

Tokenizer tokenizerOf(const GgufMetadata& metadata, std::string_view name) {
  const Keys keys(metadata);
  const std::string_view model = metadata.text(keys.key("model"));
  if (model == "llama") return Tokenizer::of(scoredPieces(keys, false, name));
  if (model == "t5") return Tokenizer::of(scoredPieces(keys, true, name));
  if (model == "gpt2") return Tokenizer::of(letteredPieces(keys, name));
  refuse(keys.place("model"), "must be llama, gpt2 or t5, not {}", {Quoted{model}});
}

}  // namespace attention
