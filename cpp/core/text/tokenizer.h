// Text to tokens and back, in three ways; each is written as, and read from, Hugging Face's tokenizer.json.
// Text is UTF-8; every function that takes some throws InputError, which names the byte, if it is not.
// Sources: R. Sennrich, B. Haddow, A. Birch, "Neural Machine Translation of Rare Words with Subword Units", ACL 2016
// (byte-pair encoding); A. Radford et al., "Language Models are Unsupervised Multitask Learners", 2019 (over bytes).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/input_error.h"
#include "text/rewrite.h"

namespace attention {

/// What a training of byte-pair encoding can be asked for, and how many words a vocabulary of words can have.
inline constexpr IntegerRange kVocabularySizeRange{"vocab_size", 256, 65'536};
inline constexpr IntegerRange kWordsRange{"vocab_size", 2, 65'536};

/// Gives a UTF-8 text in a form. Unicode's tables for that are not in the core: who calls it has them.
using Normalise = std::string (*)(std::string_view text, NormalForm form);

struct TokenizerData;
struct TokenizerTables;

/// A vocabulary and the way to cut a text into its tokens. Never changes once it is made; a copy costs nothing.
class Tokenizer {
 public:
  enum class Kind {
    words,    // words between whitespace, as the post has them: those of a text, and one token for all others
    bytes,    // the 256 bytes
    bpe,      // the bytes, or characters, and longer pieces made by merging two shorter ones
    unigram,  // pieces with scores
  };

  /// Id 0 is "<unk>", which stands for every word that is not in the vocabulary; then the words of `text` (words.h) in
  /// order of first appearance. At most `most` tokens: of a text with more words the most frequent stay, of equally
  /// frequent ones those that come first. Throws InputError if `text` has no word, or `most` is not in kWordsRange.
  static Tokenizer words(std::string_view text, std::int64_t most = 4096);

  /// Id = byte.
  static Tokenizer bytes();

  /// Ids 0 to 255 are the bytes; each further one merges the pair of tokens that is next to each other most often in
  /// `text`, within GPT-2's pre-tokens (pre_tokenizer.h). Of equally frequent pairs the one with the smaller left id is
  /// taken, then the one with the smaller right id. Stops at `size` tokens, or before it when no pair is there twice.
  /// Throws InputError unless `size` is in kVocabularySizeRange.
  static Tokenizer trainBpe(std::string_view text, std::int64_t size);

  /// A tokenizer.json: what write() writes, and what GPT-2 is published with. tokenizer_json.h says what is accepted.
  /// normalise: for a file that wants it; null: such a file is refused.
  /// Throws InputError, which names the field and quotes the value, for anything else.
  static Tokenizer read(std::string_view json, Normalise normalise = nullptr);
  std::string write() const;

  /// What another file's reader made (sentence_pieces.h).
  static Tokenizer of(TokenizerData data, Normalise normalise = nullptr);

  Kind kind() const;
  /// V: ids are 0 to V - 1, of which a file may leave some out.
  int size() const;

  /// Bytes and bpe: decode(encode(text)) == text for every text. A token that the file of this tokenizer adds to the
  /// vocabulary, such as GPT-2's <|endoftext|>, is found in the text wherever it stands.
  /// Throws InputError, which quotes the character, for a byte that the tokenizer read from a file has no token for.
  std::vector<int> encode(std::string_view text) const;

  /// The same with the tokens that the file puts before and after every prompt.
  std::vector<int> encodePrompt(std::string_view text) const;

  /// Bytes and bpe: the pieces, joined; not UTF-8 where a character's other bytes are in tokens that are not there.
  /// Words: with a space between them. Of a tokenizer that puts a space before every text, it is left out again. Throws
  /// InputError unless 0 <= id < V for each. skips_special: without the tokens that the file calls special, and those
  /// that it puts around every prompt: they are marks for the model, and no text.
  std::string decode(std::span<const int> ids, bool skips_special = false) const;

  /// The token's own bytes (words: the word). They need not be UTF-8. Throws InputError unless 0 <= id < V.
  std::string piece(int id) const;

 private:
  explicit Tokenizer(TokenizerData data, Normalise normalise = nullptr);

  std::shared_ptr<const TokenizerTables> tables_;
};

}  // namespace attention
