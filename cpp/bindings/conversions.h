// JavaScript values to the core's plain structs and back, and C++ exceptions to JavaScript Errors. This is the border:
// what comes in is checked here or by the core, never again further up. Arrays leave as copies that JavaScript owns.
#pragma once

#include <emscripten/val.h>

#include <exception>
#include <functional>
#include <new>
#include <string>
#include <vector>

#include "blog_run.h"
#include "reading.h"
#include "softmax.h"

namespace attention {

/// From an object with the fields of the struct, all optional but `sentence` and `scores`; an unknown name, a wrong
/// type or a number that is not whole is refused with an InputError that names the field and quotes the value.
/// `corrected` is "all", "none" or the names of switches with commas between them.
BlogOptions toBlogOptions(const emscripten::val& options);
ReadingOptions toReadingOptions(const emscripten::val& options);

struct SoftmaxOptions {
  Vector scores;
  double temperature = 1;
  bool subtract_maximum = true;
};
SoftmaxOptions toSoftmaxOptions(const emscripten::val& options);

/// UTF-8 to a JavaScript string. Embind's own conversion, which looks at every byte in JavaScript, is slower.
emscripten::val fromText(const std::string& text);

/// The shapes of what these return are declared in web/src/engine/results.ts.
emscripten::val fromBlogRun(const BlogRun& run);
emscripten::val fromReading(const Reading& reading);
emscripten::val fromSoftmaxSteps(const SoftmaxSteps& steps);

/// Runs `body`; what it throws in C++ becomes a JavaScript Error with the same message (a RangeError where memory is
/// short), which is returned: thrown through WebAssembly's frames, it ends in WebKit 2.50 as "Maximum call stack size
/// exceeded".
template <class Body>
emscripten::val guarded(Body body) {
  const char* type = "Error";
  std::string message;
  try {
    return body();
  } catch (const std::bad_alloc&) {
    type = "RangeError";
    message = "this input needs more memory than the browser gives";
  } catch (const std::exception& error) {
    message = error.what();
  }
  return emscripten::val::global(type).new_(message);
}

}  // namespace attention
