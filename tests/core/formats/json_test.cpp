#include "formats/json.h"

#include <tuple>

#include "base/input_error.h"
#include "doctest.h"

using attention::InputError;
using attention::JsonFile;
using attention::JsonValue;

TEST_CASE("values are read as they stand") {
  const JsonFile file(R"({"a": 1, "b": {"c": [true, null, -2.5, "x\u00e9\ud83e\udd8a\u0000y"]}, "": []})", "file");
  const JsonValue root = file.root();
  CHECK(root.size() == 3);
  CHECK(root.member("a").integer(1, 1) == 1);
  CHECK(root.member("a").number() == 1.0);
  CHECK(root.member("").size() == 0);
  std::vector<JsonValue> list;
  for (const JsonValue element : root.member("b").member("c").elements()) list.push_back(element);
  REQUIRE(list.size() == 4);
  CHECK(list[0].boolean());
  CHECK(list[1].isNull());
  CHECK(list[2].number() == -2.5);
  CHECK(list[3].text() == std::string("xé🦊\0y", 9));
}

TEST_CASE("members come in the order of the text, with their keys") {
  const JsonFile file(R"({"z": [[1, 2], {}], "a\tb": 3, "z2": 4})", "file");
  std::string keys;
  for (const JsonValue member : file.root().members()) keys += std::string(member.key()) + ";";
  CHECK(keys == "z;a\tb;z2;");
}

TEST_CASE("short numbers are read to the last bit, long ones nearly, whole numbers to 64 bits") {
  const JsonFile file(
      "[0.1, 1e-05, 1.7976931348623157e300, 2.2250738585072014e-308, 9223372036854775807, -9223372036854775808, -0]",
      "f");
  std::vector<JsonValue> list;
  for (const JsonValue element : file.root().elements()) list.push_back(element);
  CHECK(list[0].number() == 0.1);
  CHECK(list[1].number() == 1e-05);
  CHECK(list[2].number() == doctest::Approx(1.7976931348623157e300).epsilon(1e-15));
  CHECK(list[3].number() == doctest::Approx(2.2250738585072014e-308).epsilon(1e-15));
  CHECK(list[4].integer(0, INT64_MAX) == INT64_MAX);
  CHECK(list[5].integer(INT64_MIN, 0) == INT64_MIN);
  CHECK(list[6].integer(0, 0) == 0);
}

TEST_CASE("a 0 with an exponent is 0, and a number beyond the doubles is none") {
  CHECK(JsonFile("0e58", "f").root().number() == 0);
  CHECK(JsonFile("-0.000e-58", "f").root().number() == 0);
  CHECK_THROWS_WITH_AS(JsonFile("1.8e308", "f").root().number(), "f must be a number, not 1.8e308", InputError);
  CHECK_THROWS_AS(JsonFile("1e309", "f"), InputError);
}

TEST_CASE("a value that does not fit is refused with its place, and quoted") {
  const JsonFile file(
      R"({"n": "two", "l": [1, {"a b": 1.50}], "big": 18446744073709551616, "o": {"p": {}}, "t": true, "e": [1e2]})",
      "config.json");
  const JsonValue root = file.root();
  const auto second = [](const JsonValue& list) { return *++list.elements().begin(); };
  CHECK_THROWS_WITH_AS(root.member("n").integer(1, 96),
                       "config.json: n must be a whole number from 1 to 96, not \"two\"", InputError);
  CHECK_THROWS_WITH_AS(second(root.member("l")).member("a b").integer(0, 9),
                       "config.json: l[1][\"a b\"] must be a whole number from 0 to 9, not 1.50", InputError);
  CHECK_THROWS_WITH_AS(root.member("big").integer(0, INT64_MAX),
                       "config.json: big must be a whole number from 0 to 9223372036854775807, not "
                       "18446744073709551616",
                       InputError);
  CHECK_THROWS_WITH_AS((*root.member("e").elements().begin()).integer(0, 9),
                       "config.json: e[0] must be a whole number from 0 to 9, not 1e2", InputError);
  CHECK_THROWS_WITH_AS(root.member("o").member("p").text(), "config.json: o.p must be a text, not an object",
                       InputError);
  CHECK_THROWS_WITH_AS(root.member("l").number(), "config.json: l must be a number, not a list", InputError);
  CHECK_THROWS_WITH_AS(root.member("t").elements(), "config.json: t must be a list, not true", InputError);
  CHECK_THROWS_WITH_AS(root.elements(), "config.json must be a list, not an object", InputError);
  CHECK_THROWS_WITH_AS(root.member("n").boolean(), "config.json: n must be true or false, not \"two\"", InputError);
  CHECK_THROWS_WITH_AS(root.member("n").find("x"), "config.json: n must be an object, not \"two\"", InputError);
}

TEST_CASE("what stands in the place of another value is a piece of the message, or a word of its pattern") {
  const auto refusalOf = [](const char* text) {
    try {
      JsonFile(text, "file").root().integer(1, 9);
    } catch (const InputError& error) {
      return error;
    }
    FAIL("nothing was refused");
    return InputError("", "", {});
  };
  using attention::OwnedPiece;
  for (const auto& [text, kind, shown] :
       {std::tuple{"\"two\"", OwnedPiece::Kind::quoted, "two"}, std::tuple{"1.50", OwnedPiece::Kind::number, "1.50"},
        std::tuple{"10", OwnedPiece::Kind::number, "10"}, std::tuple{"null", OwnedPiece::Kind::text, "null"},
        std::tuple{"false", OwnedPiece::Kind::text, "false"}}) {
    const InputError error = refusalOf(text);
    CHECK(error.argument == "file");
    CHECK(error.pattern == "must be a whole number from {} to {}, not {}");
    REQUIRE(error.pieces.size() == 3);
    CHECK(error.pieces[2].kind == kind);
    CHECK(error.pieces[2].text == shown);
  }
  CHECK(refusalOf("[]").pattern == "must be a whole number from {} to {}, not a list");
  CHECK(refusalOf("{}").pattern == "must be a whole number from {} to {}, not an object");
}

TEST_CASE("a missing member is named, and so is one that is there twice") {
  const JsonFile file(R"({"model": {"type": 1, "type": 2}})", "tokenizer.json");
  CHECK(!file.root().find("x"));
  CHECK_THROWS_WITH_AS(file.root().member("x"), "tokenizer.json: x is missing", InputError);
  CHECK_THROWS_WITH_AS(file.root().member("model").member("vocab"), "tokenizer.json: model.vocab is missing",
                       InputError);
  CHECK_THROWS_WITH_AS(file.root().member("model").member("type"), "tokenizer.json: model.type is there twice",
                       InputError);
}

TEST_CASE("what is not JSON is refused, and the byte named") {
  struct Sample {
    std::string text;
    std::size_t byte;
  };
  for (const Sample& sample : {Sample{"", 0},
                               {"  ", 2},
                               {R"({"a": 1)", 7},
                               {R"({"a": 1} x)", 9},
                               {std::string("[1]\0[2]", 7), 3},
                               {"{a: 1}", 1},
                               {"[1,]", 3},
                               {"[1e999]", 1},
                               {"[\"\xff\"]", 2},
                               {R"(["\ud800"])", 2},
                               {R"(["\udc00"])", 9},
                               {"[Nan]", 3},
                               {"[\"a\nb\"]", 3}}) {
    INFO(sample.text);
    const std::string message = "f is not JSON at byte " + std::to_string(sample.byte) + ": ";
    CHECK_THROWS_WITH_AS(JsonFile(sample.text, "f"), doctest::Contains(message.c_str()), InputError);
  }
}

TEST_CASE("what Python and editors add to JSON is no matter until it is read") {
  const JsonFile file("\xef\xbb\xbf{\"a\": NaN, \"b\": -Infinity, \"c\": 1}", "f");
  CHECK(file.root().member("c").number() == 1);
  CHECK_THROWS_WITH_AS(file.root().member("a").number(), "f: a must be a number, not NaN", InputError);
  CHECK_THROWS_WITH_AS(file.root().member("b").number(), "f: b must be a number, not -Infinity", InputError);
  CHECK_THROWS_WITH_AS(file.root().member("a").integer(0, 9), "f: a must be a whole number from 0 to 9, not NaN",
                       InputError);
  CHECK_THROWS_WITH_AS(JsonFile("<html>", "f"), "f is a web page, not the file itself: its download link leads to that",
                       InputError);
}

TEST_CASE("a text cut short anywhere is refused") {
  const std::string text = R"({"a": [1.5e3, "b\u00e9", {"c": null}], "d": true})";
  CHECK_NOTHROW(JsonFile(text, "f"));
  for (std::size_t length = 0; length < text.size(); ++length) {
    CHECK_THROWS_AS(JsonFile(std::string_view(text).substr(0, length), "f"), InputError);
  }
}

TEST_CASE("nesting cannot exhaust the stack, nor a message grow with it") {
  constexpr std::size_t kDepth = 1'000'000;
  const JsonFile file(std::string(kDepth, '[') + std::string(kDepth, ']'), "deep.json");
  JsonValue value = file.root();
  while (value.size() > 0) value = *value.elements().begin();
  CHECK_THROWS_WITH_AS(value.text(), "deep.json: [0][0][0][0][0][0]… must be a text, not a list", InputError);
  CHECK_THROWS_AS(JsonFile(std::string(kDepth, '['), "deep.json"), InputError);
}
