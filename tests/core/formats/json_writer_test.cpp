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

TEST_CASE("a float is written with as few digits as bring it back") {
  JsonWriter json;
  json.beginList();
  for (const float number : {1e-5f, 0.1f, -2.5f, 0.0f, 16777217.0f, 3.1415927f, 1.1754942e-38f}) json.number(number);
  json.endList();
  CHECK(json.take() == "[1e-05,0.1,-2.5,0,16777216,3.1415927,1.1754942e-38]");
}
