// What a tokenizer consists of, as it is trained, or stands in a tokenizer.json; tokenizer.h does the work with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/built_for.h"
#include "text/bpe.h"
#include "text/cuts.h"
#include "text/rewrite.h"
#include "text/tokenizer.h"

namespace attention {

struct TokenizerData {
  struct Piece {
    std::string bytes;
    /// Of bytes and bpe: tokenizer.json has it as it is, not in the letters of its bytes (byte_letters.h).
    bool is_literal = false;
    bool is_absent = false;  // no token has this id
  };
  /// A token that is found in the text before the rest is cut.
  struct Added {
    int id;
    bool is_special = false;
    bool takes_left = false;  // the white space before it, and after it
    bool takes_right = false;
    bool is_word = false;        // only where no letter, number or _ is beside it
    bool is_normalized = false;  // found after the text was normalised; else before
  };

  Tokenizer::Kind kind = Tokenizer::Kind::bytes;
  std::vector<Piece> pieces{};  // [V]
  std::vector<Merge> merges{};  // of bpe
  std::vector<Added> added{};
  int unknown = -1;                 // the token for what has none; -1: there is no such token
  std::vector<Rewrite> rewrites{};  // what is done to the text, in order
  std::vector<int> before{};        // the tokens of every prompt, around those of its text
  std::vector<int> after{};
  std::vector<std::string> isolated{};  // of words: texts that are words of their own within words; applied in order
  // Of bpe:
  bool has_pre_tokens = false;   // merges stay within the pre-tokens of pre_tokenizer.h
  bool adds_space = false;       // before a text that does not begin with one
  bool ignores_merges = false;   // where a whole pre-token is a token
  bool fuses_unknown = false;    // unknown bytes that follow each other are one token
  bool has_byte_tokens = false;  // "<0xE9>" stands for what has no token, byte by byte
  // Only where kEveryModel:
  ListOfEveryModel<Cut> cuts{};   // made one after the other, before has_pre_tokens and adds_space
  bool is_of_characters = false;  // of bpe: pieces are texts, with kSpaceMark for spaces, not bytes; of unigram too
  ListOfEveryModel<int> merge_orders{};  // [merges] the merges with the smaller one first; empty: as they stand
  ListOfEveryModel<double> scores{};     // of unigram: of the first pieces, those that a text is cut into
  bool drops_first_space = false;        // when tokens become a text again
  bool joins_with_spaces = false;        // then a space is put between them
};

}  // namespace attention
