// tokenizer.bin, the vocabulary of llama2.c: the length of the longest piece; then, for each piece, its score, its
// length and its bytes. Numbers have four bytes, little-endian. Pieces are those of a SentencePiece BPE model with
// spaces as they are; the first three are <unk>, <s> and </s>. Source: A. Karpathy's llama2.c, tokenizer.py.
#pragma once

#include <string_view>

#include "text/sentence_pieces.h"

namespace attention {

/// `name` is what errors call the file. Throws InputError, which names the piece and the byte, for what is no such
/// file. What of it tokenizerData refuses is not looked at here. Memory: as much as the file has.
SentencePieces readTokenizerBin(std::string_view bytes, std::string_view name);

}  // namespace attention
