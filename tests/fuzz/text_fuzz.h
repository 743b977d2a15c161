// What readers and writers type, given any bytes: see checkpoint_fuzz.h. Each returns what InputError said, or nothing.
#pragma once

#include <string>
#include <string_view>

/// A sentence, further ones and sampled words, with zero bytes between them, for the post's model: every row of the
/// pattern must be shares of one.
std::string fuzzSentence(std::string_view text);

/// A text from which vocabularies of words and of byte pairs are taken: they must give back what they cut.
std::string fuzzCorpus(std::string_view text);

/// A decimal: must be what the C library reads, and come back from 17 digits.
std::string fuzzDecimal(std::string_view text);

/// Valid ones of each.
inline constexpr int kTextSeeds = 3;
std::string textSeed(int kind);
std::string decimalSeed(int kind);
