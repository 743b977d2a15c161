// JavaScript values to the plain structs of the post's model, and back.
#pragma once

#include "border.h"
#include "math/softmax.h"
#include "post/reading.h"
#include "post/run.h"

namespace attention {

/// From an object with the fields of the struct, all optional but `sentence` and `scores`; an unknown name, a wrong
/// type or a number that is not whole is refused with an InputError that names the field and quotes the value.
/// `corrected` is "all", "none" or the names of switches with commas between them.
PostOptions toPostOptions(const emscripten::val& options);
PostReadingOptions toPostReadingOptions(const emscripten::val& options);

struct SoftmaxOptions {
  Vector scores;
  double temperature = 1;
  bool subtract_maximum = true;
};
SoftmaxOptions toSoftmaxOptions(const emscripten::val& options);

/// The shapes of what these return are declared in web/src/engine/post.ts.
emscripten::val fromPostRun(const PostRun& run);
emscripten::val fromPostReading(const PostReading& reading);
emscripten::val fromSoftmaxSteps(const SoftmaxSteps& steps);

}  // namespace attention
