// How often memory was taken by new: for what promises not to.
#pragma once

#include <cstddef>

/// Since the program began.
std::size_t allocations();
