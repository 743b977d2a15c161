// The reader of tokenizer.json, given any bytes: see checkpoint_fuzz.h.
#pragma once

#include <string>
#include <string_view>

/// What InputError said, or nothing if the bytes were accepted. Throws what else is thrown, and std::logic_error if the
/// tokenizer that was accepted does not work: if it is another when written and read again, or loses text.
std::string fuzzTokenizerJson(std::string_view bytes);

/// Valid files, of several kinds.
inline constexpr int kTokenizerSeeds = 6;
std::string tokenizerSeed(int kind);
