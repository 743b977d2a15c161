// tokenizer.json, the format of Hugging Face's tokenizers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "text/tokenizer_data.h"

namespace attention {

/// The most tokens that a file can have, and the most added ones.
inline constexpr std::size_t kMaxTokens = std::size_t{1} << 20;
inline constexpr std::size_t kMaxAddedTokens = 1000;

/// Throws InputError, which names the field and quotes the value, unless the file is one of these:
/// - model "BPE" (also without a type, as GPT-2's file) with pre_tokenizer and decoder "ByteLevel", add_prefix_space
///   false; without dropout, prefix or suffix of words, byte_fallback, fuse_unk and ignore_merges;
/// - model "WordLevel" with pre_tokenizer "WhitespaceSplit" and an unk_token. Hugging Face's WhitespaceSplit does not
///   split at U+001C to U+001F; the words of words.h do.
/// Either without normalizer, truncation and padding; post_processor "ByteLevel" or none; added_tokens without
/// single_word, lstrip and rstrip. Ids, those of added tokens included, are 0 to V - 1 in any order, each once; both
/// parts of a merge and what they make are in the vocabulary, and no pair is merged twice.
/// Fields that are not named here say nothing about the tokens and are not looked at.
TokenizerData readTokenizerJson(std::string_view json);

/// The same format. What was read is written with the same tokens, ids and merges.
std::string writeTokenizerJson(const TokenizerData& data);

}  // namespace attention
