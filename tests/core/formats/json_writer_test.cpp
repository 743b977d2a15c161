#include "formats/json_writer.h"

#include "doctest.h"
#include "formats/json.h"

using attention::JsonWriter;

TEST_CASE("values are written one after another, with the commas between them") {
  JsonWriter json;
  json.beginObject();
  json.key("a");
  json.beginList();
  json.integer(-3);
  json.integer(INT64_MAX);
  json.beginList();
  json.endList();
  json.text("{");
  json.null();
  json.endList();
  json.key("b:");
  json.boolean(true);
  json.key("c");
  json.beginObject();
  json.endObject();
  json.key("d");
  json.boolean(false);
  json.endObject();
  CHECK(json.take() == R"({"a":[-3,9223372036854775807,[],"{",null],"b:":true,"c":{},"d":false})");
}

TEST_CASE("what a text may not have is escaped") {
  JsonWriter json;
  json.text("\"\\/\b\t\n\v\f\r\x1f é🦊");
  CHECK(json.take() == R"("\"\\/\b\t\n\u000B\f\r\u001F é🦊")");
}

TEST_CASE("every character comes back") {
  std::string text;
  for (int c = 0; c < 128; ++c) text += static_cast<char>(c);
  JsonWriter json;
  json.text(text);
  CHECK(attention::JsonFile(json.take(), "f").root().text() == text);
}
