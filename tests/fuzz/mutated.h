// Bytes that were valid once.
#pragma once

#include <string>
#include <string_view>

#include "math/numpy_random.h"

/// The bytes after one to four random changes: bits flipped, parts removed, repeated or replaced, the end cut off; and,
/// as most of what is read is JSON, numbers and texts in it replaced by ones that readers stumble over.
std::string mutated(std::string_view bytes, attention::NumpyRandom& random);

/// The same for binary files, most of whose damage is in their numbers: also 4 or 8 bytes replaced by such as sizes
/// stumble over.
std::string mutatedBinary(std::string_view bytes, attention::NumpyRandom& random);
