// The readers of SentencePiece's tokenizer.model and of llama2.c's tokenizer.bin, given any bytes: see
// checkpoint_fuzz.h.
#pragma once

#include <string>
#include <string_view>

/// What InputError said, or nothing if the bytes were accepted. Throws what else is thrown, and std::logic_error if the
/// tokenizer that was accepted is another when written and read again, or takes texts for what they are not.
std::string fuzzSentencePieces(std::string_view bytes);
std::string fuzzTokenizerBin(std::string_view bytes);

/// Valid files, of several kinds; those of SentencePiece are the ones of tests/reference.
inline constexpr int kSentencePieceSeeds = 6;
std::string sentencePiecesSeed(int kind);
inline constexpr int kTokenizerBinSeeds = 1;
std::string tokenizerBinSeed(int kind);
