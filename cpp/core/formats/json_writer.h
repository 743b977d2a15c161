// JSON to be written: values in the order of the text, to which the commas are added. The caller opens and closes, and
// puts a key before each member of an object.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace attention {

class JsonWriter {
 public:
  void beginObject() { begin('{'); }
  void endObject() { json_ += '}'; }
  void beginList() { begin('['); }
  void endList() { json_ += ']'; }

  void key(std::string_view name);
  void text(std::string_view value);
  void integer(std::int64_t value);
  /// Finite; as few digits as bring the same float back.
  void number(float value);
  /// A finite one, with as many digits as bring it back.
  void number(double value);
  void boolean(bool value);
  void null();

  std::string take() { return std::move(json_); }

 private:
  void begin(char bracket);
  void separate();
  void word(std::string_view value);

  std::string json_;
};

}  // namespace attention
