// The test program's main function. Colours would break the reading of its output under wasm.
#define DOCTEST_CONFIG_COLORS_NONE
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "doctest.h"
