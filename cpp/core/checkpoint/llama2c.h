// The files of https://github.com/karpathy/llama2.c, export.py: a Llama's sizes, then its numbers in a fixed order.
//   version 0   7 sizes, then floats; the rotary tables among them are passed over
//   version 1   "24ka" (a number that reads "ak42"), the version, the sizes, all in 256 bytes, then floats
//   version 2   the same with a group's size (q80): the norms are floats, all else integers of 8 bits, after each
//   tensor
//               of which come a float for each group
// Their tokenizer is a file of its own.
#pragma once

#include <cstdint>
#include <string_view>

#include "checkpoint/translated_model.h"

namespace attention {

/// The first bytes of a file that `translatedLlama2c` wants, or all, if it has fewer.
inline constexpr std::uint64_t kLlama2cHeaderBytes = 256;

/// `beginning`: at least kLlama2cHeaderBytes, `size` of the whole file in bytes; `name` is what errors call it. The
/// model ends a text at token 1 or 2, as llama2.c does. Throws InputError that names file and field and quotes the
/// value: another version, a size beyond its range, heads that do not divide dim, key/value heads that do not divide
/// heads, a group that does not divide every tensor's rows, a file that is longer or shorter than its sizes say.
TranslatedModel translatedLlama2c(std::string_view beginning, std::uint64_t size, std::string_view name);

}  // namespace attention
