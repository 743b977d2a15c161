// What a tokenizer consists of, as it is trained, or stands in a tokenizer.json; tokenizer.h does the work with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/bpe.h"
#include "text/tokenizer.h"

namespace attention {

struct TokenizerData {
  struct Piece {
    std::string bytes;
    /// Of bytes and bpe: tokenizer.json has it as it is, not in the letters of its bytes (byte_letters.h).
    bool is_literal = false;
  };
  /// A token that is found in the text before anything else is done to it.
  struct Added {
    int id;
    bool is_special;
  };

  Tokenizer::Kind kind = Tokenizer::Kind::bytes;
  std::vector<Piece> pieces{};  // [V]
  std::vector<Merge> merges{};  // of bpe
  std::vector<Added> added{};
  int unknown = -1;             // the token for what has none; -1: there is no such token
  bool has_pre_tokens = false;  // of bpe: merges stay within the pre-tokens of pre_tokenizer.h
};

}  // namespace attention
