// The readers of tensor files in binary formats, given any bytes: they may throw InputError and nothing else, crash
// never, and every number of what they accept can be read, whole or in pieces, to the same.
#pragma once

#include <string>
#include <string_view>

/// All return what InputError said, or nothing if the bytes were accepted. They throw what else is thrown, and
/// std::logic_error if a file in pieces is another than the whole one.

/// For readGguf, `translated` and, if that knows the architecture, CheckpointReader.
std::string fuzzGguf(std::string_view bytes);

/// For translatedLlama2c and CheckpointReader.
std::string fuzzLlama2c(std::string_view bytes);

/// For readSafetensors.
std::string fuzzSafetensors(std::string_view bytes);

/// Valid bytes for the three: tests/reference/model_files_golden.txt has those of the first two.
inline constexpr int kGgufSeeds = 9;
inline constexpr int kLlama2cSeeds = 4;
inline constexpr int kSafetensorsSeeds = 2;
std::string ggufSeed(int kind);
std::string llama2cSeed(int kind);
std::string safetensorsSeed(int kind);
