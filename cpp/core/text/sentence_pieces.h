// The vocabularies that do not come as a tokenizer.json: pieces with scores, as SentencePiece trains them (its
// tokenizer.model, llama2.c's tokenizer.bin, GGUF's tokenizers "llama" and "t5"), and pieces with merges in the letters
// of bytes, as GPT-2 has them (GGUF's tokenizer "gpt2"). Their readers fill one of these; Tokenizer::of makes a
// tokenizer of what comes back.
// Source: T. Kudo, J. Richardson, "SentencePiece: A simple and language independent subword tokenizer and detokenizer
// for Neural Text Processing", EMNLP 2018.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/tokenizer_data.h"

namespace attention {

/// What a piece is for; the numbers are those of SentencePiece's files and of GGUF's tokenizer.ggml.token_type.
enum class PieceType : std::uint8_t {
  normal = 1,
  unknown = 2,       // stands for what has no piece
  control = 3,       // <s> and its kind
  user_defined = 4,  // found in the text before the rest is cut
  unused = 5,        // nothing is merged into it; of unigram it is like a normal one
  byte = 6,          // "<0xE9>", for the bytes of characters without a piece
};

struct ScoredPiece {
  std::string text;  // UTF-8, with U+2581 (kSpaceMark) for a space
  float score = 0;
  PieceType type = PieceType::normal;
};

struct SentencePieces {
  std::vector<ScoredPiece> pieces{};  // [V]
  /// true: of all ways to cut a text the one with the largest sum of scores is taken. false: neighbours are merged,
  /// those first whose merged piece has the largest score.
  bool is_unigram = false;
  /// What SentencePiece does to characters (charsmap.h); empty: nothing.
  std::string charsmap{};
  bool adds_space = true;         // before every text that is not empty
  bool collapses_spaces = false;  // several become one; none stay at the ends
  int begin = -1;                 // <s> and </s>; -1: there is none
  int end = -1;
  bool adds_begin = true;  // to every prompt
  bool adds_end = false;
};

struct LetteredPieces {
  std::vector<std::string> pieces{};  // [V] in the letters of their bytes (byte_letters.h)
  std::vector<PieceType> types{};  // [V], or empty: all are normal. control, user_defined: as they are, not in letters
  std::vector<std::string> merges{};  // two pieces with a space between them, the earliest first
  /// How texts are cut before they are merged, by GGUF's name tokenizer.ggml.pre: "gpt-2", "llama-bpe", "qwen2", …
  std::string pre = "gpt-2";
  int begin = -1;  // put before every prompt; -1: nothing is
  int end = -1;    // and after it
};

/// The longest piece, in bytes: a bound on the time it takes to find of which two pieces each is merged.
inline constexpr std::size_t kMaxPieceBytes = 512;

/// A tokenizer that writes itself as a tokenizer.json with the same ids, as Hugging Face converts it: control, unknown
/// and user_defined pieces are found in the text before the rest is cut, and adds_space holds after each of them too.
/// (SentencePiece itself finds no control pieces, and adds the space to the beginning of the text alone.) Qwen 2's NFC,
/// which GGUF does not have, is not done. `pre` is "gpt-2", "mpt", "olmo", "phi-2"; "llama-bpe", "llama-v3", "llama3",
/// "dbrx", "smaug-bpe"; "qwen2", "deepseek-r1-qwen", "stablelm2"; "smollm", "starcoder", "refact", "command-r",
/// "codeshell". `name` is what errors call it: "tokenizer.model". Throws InputError for what tokenizer.json could not
/// say either: no piece or more than kMaxTokens, one that is empty, there twice, not UTF-8 or longer than
/// kMaxPieceBytes, more than kMaxAddedTokens that are found in the text, a score that is not finite, types that are not
/// as many as the pieces, a begin or end that is not below V, merges of what is not there, a `pre` that is not known.
TokenizerData tokenizerData(const SentencePieces& pieces, std::string_view name);
TokenizerData tokenizerData(const LetteredPieces& pieces, std::string_view name);

}  // namespace attention
