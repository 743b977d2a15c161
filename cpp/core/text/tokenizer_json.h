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
/// - model "BPE" (also without a type, as GPT-2's file) with pre_tokenizer "ByteLevel" and decoder "ByteLevel" or none;
///   without dropout, prefix or suffix of words;
/// - model "WordLevel" with pre_tokenizer "WhitespaceSplit" and an unk_token; after it, in a "Sequence", any "Split" at
/// a
///   "String" with the behavior "Isolated". Hugging Face's WhitespaceSplit does not split at U+001C to U+001F; the
///   words of words.h do.
/// Either with a normalizer "NFC", "NFD", "NFKC", "NFKD" or "Lowercase" (if can_normalise) or none, and post_processor
/// "ByteLevel", "TemplateProcessing" or none. Where one part is named, a "Sequence" of such is accepted too. Ids, those
/// of added tokens included, are below kMaxTokens, each once; both parts of a merge and what they make are in the
/// vocabulary; of a pair that is merged twice the last merge counts.
/// Fields that are not named here say nothing about the tokens (truncation, padding, trim_offsets), and are not looked
/// at.
TokenizerData readTokenizerJson(std::string_view json, bool can_normalise);

/// The same format. What was read is written with the same tokens, ids and merges.
std::string writeTokenizerJson(const TokenizerData& data);

}  // namespace attention
