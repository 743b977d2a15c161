// tokenizer.model, the file that SentencePiece writes: a protocol buffer of pieces, scores, and how they were trained.
#pragma once

#include <string_view>

#include "text/sentence_pieces.h"

namespace attention {

/// `name` is what errors call the file. Throws InputError, which names the byte and the field, for what is no such
/// file, and for one of words or characters, or with white space behind words or as it is: of models only BPE and
/// unigram, with U+2581 for spaces, are read. What of it tokenizerData refuses is not looked at here. Memory: as much
/// as the file has for its pieces, and their number is bounded by its size.
SentencePieces readSentencePieceModel(std::string_view bytes, std::string_view name);

}  // namespace attention
