// The parts of a tokenizer.json that models other than GPT-2's have: normalizers, pre-tokenizers and decoders, read and
// written. Only where kEveryModel.
#pragma once

#include <vector>

#include "formats/json.h"
#include "formats/json_writer.h"
#include "text/tokenizer_data.h"

namespace attention {

/// "NFC", "NFD", "NFKC", "NFKD", "Lowercase" if can_normalise; "Prepend", "Strip", "Replace" of a "String", and of the
/// "Regex" " {2,}", which is several spaces, or "\A +| +\z", which is those at the ends.
std::vector<Rewrite> readRewrites(const JsonValue& root, bool can_normalise);

/// "Split" at a "String", or at one of the "Regex" that are done by hand (cuts.h): those of GPT-2, cl100k, Llama 3 and
/// Qwen 2 as their files have them; "Digits", "Punctuation", "Whitespace", "WhitespaceSplit"; "Metaspace" with U+2581.
/// After them all, "ByteLevel". Returns whether it is there; sets cuts, and what ByteLevel says.
bool readCuts(const JsonValue& root, TokenizerData& data);

/// Of pieces of characters: "Replace" of U+2581 by " ", "ByteFallback", "Fuse", "Strip" of one " " at the start,
/// "Metaspace"; or none, which is a space between all pieces.
void readDecoder(const JsonValue& root, TokenizerData& data);

void writeRewrites(const TokenizerData& data, JsonWriter& json);
void writeCuts(const TokenizerData& data, JsonWriter& json);
void writeDecoder(const TokenizerData& data, JsonWriter& json);

}  // namespace attention
