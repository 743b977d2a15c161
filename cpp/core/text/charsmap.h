// SentencePiece's normalisation of characters, as tokenizer.model and tokenizer.json ("Precompiled") carry it: texts
// and what becomes of them, in a double-array trie. nmt_nfkc, which is SentencePiece's own choice, is one. Source: J.
// Aoe, "An Efficient Digital Search Algorithm by Using a Double-Array Structure", IEEE Transactions on Software
// Engineering 15 (9), 1989; the layout of its units is that of S. Yata's Darts-clone.
#pragma once

#include <string>
#include <string_view>

namespace attention {

/// Throws InputError, which begins with `name`, unless the bytes are a map: the size of a trie, four bytes,
/// little-endian; the trie, of units of four bytes; what its values point into, texts in UTF-8, each with a zero byte
/// after it.
void requireCharsmap(std::string_view bytes, std::string_view name);

/// At each place the longest text that is in the map, if there is one, becomes what it says. `text` must be UTF-8, and
/// so is the result.
std::string mapped(std::string_view text, std::string_view charsmap);

}  // namespace attention
