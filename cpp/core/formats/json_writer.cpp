#include "formats/json_writer.h"

#include "base/decimal.h"

namespace attention {

namespace {

constexpr std::string_view kShortEscapes = "btn-fr";  // of the characters from 8 on
constexpr std::string_view kHexadecimal = "0123456789ABCDEF";

void appendEscaped(std::string& json, char c) {
  const auto value = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') json += '\\';
  if (value >= 0x20) {
    json += c;
  } else if (value >= 8 && value <= 13 && value != 11) {
    json += '\\';
    json += kShortEscapes[value - 8u];
  } else {
    json += "\\u00";
    json += kHexadecimal[value / 16u];
    json += kHexadecimal[value % 16u];
  }
}

}  // namespace

/// The comma before a value that is not the first. A text ends in a quote, so the last character tells.
void JsonWriter::separate() {
  const char last = json_.empty() ? '[' : json_.back();
  if (last != '{' && last != '[' && last != ':') json_ += ',';
}

void JsonWriter::word(std::string_view value) {
  separate();
  json_ += value;
}

void JsonWriter::begin(char bracket) { word({&bracket, 1}); }

void JsonWriter::key(std::string_view name) {
  text(name);
  json_ += ':';
}

void JsonWriter::text(std::string_view value) {
  separate();
  json_ += '"';
  for (const char c : value) appendEscaped(json_, c);
  json_ += '"';
}

void JsonWriter::integer(std::int64_t value) { word(std::to_string(value)); }

void JsonWriter::number(float value) { word(shortest(value)); }
void JsonWriter::number(double value) { word(significant(value, 17)); }

void JsonWriter::boolean(bool value) { word(value ? "true" : "false"); }

void JsonWriter::null() { word("null"); }

}  // namespace attention
