// GGUF, ggml's format of one file: keys and values, then the tensors' names, shapes, types and offsets, then their
// numbers. Versions 2 and 3, little-endian. Reading trusts nothing in the file and copies no numbers; texts and lists
// point into the caller's bytes. Source: https://github.com/ggml-org/ggml, docs/gguf.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "formats/gguf_metadata.h"
#include "formats/tensor_file.h"

namespace attention {

struct Gguf {
  TensorFile file;  // shapes with the longest step first, as everywhere here: GGUF has them the other way round
  GgufMetadata metadata;
};

/// A file that comes in pieces: `beginning` its first bytes, which must outlive the result, `size` that of all of it.
/// Nothing if the header goes on beyond `beginning`: more of the file is wanted then. Throws InputError that says what
/// is wrong with a file that is not one: what it is instead (foreign.h), another version or big-endian numbers, counts
/// and lengths beyond the file's end, types that are unknown or not read, lists more than 8 deep, a key or tensor given
/// twice, more than 4 dimensions, rows that are not whole blocks, sizes beyond 63 bits, an alignment that is no power
/// of two, offsets that are not aligned, overlap, or reach beyond the end.
std::optional<Gguf> readGguf(std::string_view beginning, std::uint64_t size, std::string_view name);

/// Whether these are a GGUF file's first bytes; 4 are enough.
bool isGguf(std::string_view beginning);

}  // namespace attention
