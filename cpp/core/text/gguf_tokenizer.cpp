#include "text/gguf_tokenizer.h"

#include <string>
#include <vector>

#include "base/input_error.h"
#include "text/sentence_pieces.h"

namespace attention {

namespace {

constexpr std::string_view kModel = "tokenizer.ggml.model";
constexpr std::string_view kTokens = "tokenizer.ggml.tokens";
constexpr std::string_view kScores = "tokenizer.ggml.scores";
constexpr std::string_view kTypes = "tokenizer.ggml.token_type";
constexpr std::string_view kPre = "tokenizer.ggml.pre";

bool flag(const GgufMetadata& metadata, std::string_view key, bool otherwise) {
  return metadata.has(key) ? metadata.boolean(key) : otherwise;
}

/// -1: there is none.
int idOf(const GgufMetadata& metadata, std::string_view key, std::size_t tokens) {
  if (!metadata.has(key)) return -1;
  return static_cast<int>(metadata.integer(key, 0, static_cast<std::int64_t>(tokens) - 1));
}

std::vector<double> numbersOf(const GgufMetadata& metadata, std::string_view key, std::size_t tokens) {
  std::vector<double> numbers = metadata.numbers(key);
  if (numbers.size() != tokens) {
    refuse(metadata.place(key), "must have {} numbers, one for each token, not {}", {tokens, numbers.size()});
  }
  return numbers;
}

/// Empty: all are normal.
std::vector<PieceType> typesOf(const GgufMetadata& metadata, std::size_t tokens) {
  std::vector<PieceType> types;
  if (!metadata.has(kTypes)) return types;
  for (const double number : numbersOf(metadata, kTypes, tokens)) {
    const int type = number >= 1 && number <= 6 ? static_cast<int>(number) : 0;
    if (type != number) refuse(metadata.place(kTypes), "must be whole numbers from {} to {}, not {}", {1, 6, number});
    types.push_back(static_cast<PieceType>(type));
  }
  return types;
}

TokenizerData scored(const GgufMetadata& metadata, bool is_unigram) {
  const std::vector<std::string_view> tokens = metadata.texts(kTokens);
  const std::vector<double> scores = numbersOf(metadata, kScores, tokens.size());
  const std::vector<PieceType> types = typesOf(metadata, tokens.size());
  SentencePieces pieces;
  pieces.is_unigram = is_unigram;
  pieces.adds_space = flag(metadata, "tokenizer.ggml.add_space_prefix", true);
  pieces.collapses_spaces = flag(metadata, "tokenizer.ggml.remove_extra_whitespaces", false);
  pieces.begin = idOf(metadata, "tokenizer.ggml.bos_token_id", tokens.size());
  pieces.end = idOf(metadata, "tokenizer.ggml.eos_token_id", tokens.size());
  pieces.adds_begin = pieces.begin >= 0 && flag(metadata, "tokenizer.ggml.add_bos_token", !is_unigram);
  pieces.adds_end = pieces.end >= 0 && flag(metadata, "tokenizer.ggml.add_eos_token", is_unigram);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    pieces.pieces.push_back(
        {std::string(tokens[i]), static_cast<float>(scores[i]), types.empty() ? PieceType::normal : types[i]});
  }
  return tokenizerData(pieces, metadata.place(kTokens));
}

TokenizerData lettered(const GgufMetadata& metadata) {
  LetteredPieces pieces;
  for (const std::string_view token : metadata.texts(kTokens)) pieces.pieces.emplace_back(token);
  for (const std::string_view merge : metadata.texts("tokenizer.ggml.merges")) pieces.merges.emplace_back(merge);
  pieces.types = typesOf(metadata, pieces.pieces.size());
  if (metadata.has(kPre)) pieces.pre = metadata.text(kPre);
  const bool is_llama3 = pieces.pre == "llama-bpe" || pieces.pre == "llama-v3" || pieces.pre == "llama3";
  const int begin = idOf(metadata, "tokenizer.ggml.bos_token_id", pieces.pieces.size());
  const int end = idOf(metadata, "tokenizer.ggml.eos_token_id", pieces.pieces.size());
  if (flag(metadata, "tokenizer.ggml.add_bos_token", is_llama3)) pieces.begin = begin;
  if (flag(metadata, "tokenizer.ggml.add_eos_token", false)) pieces.end = end;
  return tokenizerData(pieces, metadata.place(kTokens));
}

}  // namespace

TokenizerData ggufTokenizer(const GgufMetadata& metadata) {
  const std::string_view model = metadata.text(kModel);
  if (model == "llama" || model == "t5") return scored(metadata, model == "t5");
  if (model == "gpt2") return lettered(metadata);
  refuse(metadata.place(kModel), "must be llama, t5 or gpt2, not {}", {Quoted{model}});
}

}  // namespace attention
