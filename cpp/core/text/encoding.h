// From a text to the ids of its tokens, as a TokenizerData says.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash_table.h"
#include "text/bpe.h"
#include "text/cuts.h"
#include "text/pre_tokenizer.h"
#include "text/tokenizer_data.h"
#include "text/unicode_classes.h"
#include "text/unigram.h"

namespace attention {

/// A TokenizerData and the tables in which encoding looks things up.
struct TokenizerTables {
  TokenizerTables(TokenizerData given, Normalise normalise);

  const std::string& bytesOf(int id) const { return data.pieces[static_cast<std::size_t>(id)].bytes; }
  /// What a token adds to a text.
  std::string textOf(int id) const;
  std::string normalised(std::string_view text) const;

  TokenizerData data;
  Normalise normalise;
  Merges merges;
  PreTokenizer pre_tokenizer;
  UnicodeClasses classes{};
  TextTable words{};                           // pieces that are looked up whole: their ids
  std::array<int, 256> byte_ids{};             // of bytes and bpe; -1: no token
  std::array<std::vector<int>, 256> spelt{};   // of bytes without: the tokens that spell them, if there are such
  std::vector<std::string> contents{};         // of the added tokens, as they are looked for
  std::array<bool, 256> starts_added{};        // whether an added token starts with this byte
  PointerOfEveryModel<const Cutter> cutter{};  // where there are cuts
  PointerOfEveryModel<const Unigram> unigram{};

 private:
  void spellBytes();
  bool isLookedUp(const TokenizerData::Piece& piece) const;
};

/// `text` must be UTF-8. Throws as Tokenizer::encode does.
std::vector<int> encoded(const TokenizerTables& tables, std::string_view text);

}  // namespace attention
