#include "formats/gguf.h"

#include <limits>

#include "base/input_error.h"
#include "doctest.h"
#include "gguf_bytes.h"

using namespace attention;

namespace {

std::string refusal(const std::string& file) {
  try {
    readGguf(file, file.size(), "file");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

template <class Number>
std::string value(std::uint32_t type, Number number) {
  return bytesOf(type) + bytesOf(number);
}

}  // namespace

TEST_CASE("every type of value in a GGUF file is read, and shown") {
  GgufBytes bytes;
  bytes.entry("u8", value(0, std::uint8_t{200}))
      .entry("i8", value(1, std::int8_t{-100}))
      .entry("u16", value(2, std::uint16_t{60000}))
      .entry("i16", value(3, std::int16_t{-30000}))
      .entry("u32", ggufU32(4000000000))
      .entry("i32", value(5, std::int32_t{-2000000000}))
      .entry("f32", value(6, 0.25f))
      .entry("boolean", value(7, '\1'))
      .entry("text", ggufString("a \"tést\""))
      .entry("u64", value(10, std::uint64_t{1} << 63))
      .entry("i64", value(11, std::int64_t{-9007199254740993}))
      .entry("f64", value(12, 1e-9))
      .entry("texts", ggufList(8, 4, ggufText("a") + ggufText("") + ggufText("b") + ggufText("c")))
      .entry("numbers", ggufList(3, 2, bytesOf(std::int16_t{-1}) + bytesOf(std::int16_t{2})))
      .entry("booleans", ggufList(7, 2, std::string("\0\1", 2)))
      .entry("none", ggufList(6, 0, ""))
      .entry("lists", ggufList(9, 1, bytesOf(std::uint32_t{8}) + bytesOf(std::uint64_t{1}) + ggufText("deep")));
  const std::string file = bytes.with("");
  const std::optional<Gguf> gguf = readGguf(file, file.size(), "file");
  REQUIRE(gguf);
  const GgufMetadata& metadata = gguf->metadata;
  CHECK(metadata.integer("u8", 0, 255) == 200);
  CHECK(metadata.integer("i8", -128, 0) == -100);
  CHECK(metadata.integer("u16", 0, 1 << 20) == 60000);
  CHECK(metadata.integer("i16", -40000, 0) == -30000);
  CHECK(metadata.integer("u32", 0, std::int64_t{1} << 40) == 4000000000);
  CHECK(metadata.integer("i32", -2000000000, 0) == -2000000000);
  CHECK(metadata.integer("i64", std::numeric_limits<std::int64_t>::min(), 0) == -9007199254740993);
  CHECK(metadata.number("f32") == 0.25);
  CHECK(metadata.number("f64") == 1e-9);
  CHECK(metadata.number("u8") == 200);
  CHECK(metadata.boolean("boolean"));
  CHECK(metadata.text("text") == "a \"tést\"");
  CHECK(metadata.texts("texts") == std::vector<std::string_view>{"a", "", "b", "c"});
  CHECK(metadata.numbers("numbers") == std::vector<double>{-1, 2});
  CHECK(metadata.numbers("none").empty());
  CHECK(!metadata.has("other"));

  const std::vector<ShownEntry> shown = metadata.shown();
  REQUIRE(shown.size() == 17);
  const char* const expected[][2] = {{"uint8", "200"},
                                     {"int8", "-100"},
                                     {"uint16", "60000"},
                                     {"int16", "-30000"},
                                     {"uint32", "4000000000"},
                                     {"int32", "-2000000000"},
                                     {"float32", "0.25"},
                                     {"bool", "true"},
                                     {"string", "\"a \"tést\"\""},
                                     {"uint64", "9223372036854775808"},
                                     {"int64", "-9007199254740993"},
                                     {"float64", "1e-09"},
                                     {"string[4]", "[\"a\", \"\", \"b\", …]"},
                                     {"int16[2]", "[-1, 2]"},
                                     {"bool[2]", "[false, true]"},
                                     {"float32[0]", "[]"},
                                     {"array[1]", "[…]"}};
  for (std::size_t i = 0; i < shown.size(); ++i) {
    CHECK(shown[i].type == expected[i][0]);
    CHECK(shown[i].value == expected[i][1]);
  }

  CHECK_THROWS_WITH_AS(metadata.integer("u8", 0, 100), "file: u8 must be a whole number from 0 to 100, not 200",
                       InputError);
  CHECK_THROWS_WITH_AS(metadata.integer("u64", 0, std::numeric_limits<std::int64_t>::max()),
                       "file: u64 must be a whole number from 0 to 9223372036854775807, not 9223372036854775808",
                       InputError);
  CHECK_THROWS_WITH_AS(metadata.integer("f32", 0, 1), "file: f32 must be a whole number from 0 to 1, not 0.25",
                       InputError);
  CHECK_THROWS_WITH_AS(metadata.number("text"), "file: text must be a finite number, not \"a \"tést\"\"", InputError);
  CHECK_THROWS_WITH_AS(metadata.boolean("u8"), "file: u8 must be true or false, not 200", InputError);
  CHECK_THROWS_WITH_AS(metadata.text("texts"), "file: texts must be a text, not [\"a\", \"\", \"b\", …]", InputError);
  CHECK_THROWS_WITH_AS(metadata.texts("numbers"), "file: numbers must be a list of texts, not [-1, 2]", InputError);
  CHECK_THROWS_WITH_AS(metadata.numbers("texts"), "file: texts must be a list of numbers, not [\"a\", \"\", \"b\", …]",
                       InputError);
  CHECK_THROWS_WITH_AS(metadata.text("other"), "file: other is missing", InputError);
}

TEST_CASE("a GGUF file's tensors are in the order of their bytes, with gaps between them or without") {
  GgufBytes bytes;
  bytes.tensor("b", {3, 2}, 0, 64).tensor("a", {32}, 8, 0).tensor("none", {0}, 0, 64).entry("k", ggufU32(1));
  const std::string file = bytes.with(std::string(64 + 24, '\0'));
  const std::optional<Gguf> gguf = readGguf(file, file.size(), "file");
  REQUIRE(gguf);
  REQUIRE(gguf->file.tensors.size() == 3);
  CHECK(gguf->file.tensors[0].name == "a");
  CHECK(gguf->file.tensors[0].dtype == "Q8_0");
  CHECK(gguf->file.tensors[0].end == 34);
  CHECK(gguf->file.tensors[1].name == "none");
  CHECK(gguf->file.tensors[2].shape == std::vector<std::int64_t>{2, 3});
  CHECK(gguf->file.tensors[2].begin == 64);
  CHECK(gguf->file.tensors[2].end == 88);
  CHECK(gguf->file.data_begin % 32 == 0);
  CHECK(gguf->file.data_size == 88);
  CHECK(gguf->file.data.size() == 88);
}

TEST_CASE("of a GGUF file whose header is not whole yet more is wanted; cut off there, it is refused") {
  GgufBytes bytes;
  bytes.entry("texts", ggufList(8, 2, ggufText("one") + ggufText("two"))).tensor("w", {1}, 0, 0);
  const std::string header = bytes.header();
  const std::string file = bytes.with(std::string(4, '\0'));
  for (std::size_t size = 0; size < header.size(); ++size) {
    const std::string_view beginning = std::string_view(file).substr(0, size);
    CHECK(!readGguf(beginning, file.size(), "file"));
    CHECK_THROWS_AS(readGguf(beginning, size, "file"), InputError);
  }
  const std::optional<Gguf> gguf = readGguf(std::string_view(file).substr(0, header.size()), file.size(), "file");
  REQUIRE(gguf);
  CHECK(gguf->file.data.empty());
}

TEST_CASE("what is no GGUF file of a version that is read is refused") {
  CHECK(refusal("GGML\3\0\0\0") == "file must begin with GGUF, not \"GGML\"");
  CHECK(refusal("<!doctype html>") == "file is a web page, not the file itself: its download link leads to that");
  GgufBytes bytes;
  bytes.version = 1;
  CHECK(refusal(bytes.with("")) == "file must be GGUF of version 2 or 3, not 1");
  bytes.version = 0x03000000;
  CHECK(refusal(bytes.with("")) ==
        "file has its numbers with the highest byte first (big-endian); only the other way round is read");
}

TEST_CASE("counts and lengths that a GGUF file cannot hold are refused before memory is taken") {
  GgufBytes bytes;
  bytes.tensor_count = std::uint64_t{1} << 62;
  CHECK(refusal(bytes.with("")) ==
        "file: tensor_count must count at most 0, for which the file has bytes, not 4611686018427387904");
  bytes.tensor_count = 0;
  bytes.entry_count = ~std::uint64_t{0};
  CHECK(refusal(bytes.with("")) ==
        "file: metadata_kv_count must count at most 0, for which the file has bytes, not 18446744073709551615");
  CHECK(refusal(GgufBytes().entry("k", ggufList(4, ~std::uint64_t{0} / 2, "")).with("")) ==
        "file: k must count at most 3, for which the file has bytes, not 9223372036854775807");
  CHECK(
      refusal(GgufBytes().entry("k", bytesOf(std::uint32_t{8}) + bytesOf(~std::uint64_t{0})).with("")) ==
      "file: k must have 18446744073709551615 bytes more from byte 45 on, not 19: the file is cut short, or of another "
      "format");
  CHECK(refusal(GgufBytes().entry("k", bytesOf(std::uint32_t{13}) + std::string(32, '\0')).with("")) ==
        "file: k must have a type from 0 to 12, not 13");
}

TEST_CASE("lists in a GGUF file may be in lists, but not without end") {
  for (const int depth : {8, 9}) {
    std::string list = bytesOf(std::uint32_t{0}) + bytesOf(std::uint64_t{0});
    for (int i = 1; i < depth; ++i) list = bytesOf(std::uint32_t{9}) + bytesOf(std::uint64_t{1}) + list;
    const std::string file = GgufBytes().entry("k", bytesOf(std::uint32_t{9}) + list).with("");
    CHECK(refusal(file) == (depth == 8 ? "" : "file: k must be lists within lists at most 8 deep"));
  }
}

TEST_CASE("a key or a tensor that a GGUF file has twice is refused") {
  CHECK(refusal(GgufBytes().entry("k", ggufU32(1)).entry("k", ggufU32(1)).with("")) ==
        "file must name nothing twice, as it does \"k\"");
  CHECK(refusal(GgufBytes().tensor("w", {0}, 0, 0).tensor("w", {0}, 0, 0).with("")) ==
        "file must name nothing twice, as it does \"w\"");
}

TEST_CASE("an alignment that is no power of two is refused, and offsets that are not multiples of it") {
  CHECK(refusal(GgufBytes().entry("general.alignment", ggufU32(24)).with("")) ==
        "file: general.alignment must be a power of two, not 24");
  CHECK(refusal(GgufBytes().entry("general.alignment", ggufU32(0)).with("")) ==
        "file: general.alignment must be a whole number from 1 to 1048576, not 0");
  CHECK(refusal(GgufBytes().tensor("w", {1}, 0, 16).with(std::string(64, '\0'))) ==
        "file: \"w\" must begin at a multiple of 32 bytes, not at 16");
  GgufBytes bytes;
  bytes.entry("general.alignment", ggufU32(8)).tensor("w", {1}, 0, 8);
  CHECK(refusal(bytes.with(std::string(12, '\0'), 8)) == "");
}

TEST_CASE("tensors of a GGUF file that overlap, reach beyond the end or have no shape that can be are refused") {
  const std::string data(64, '\0');
  CHECK(refusal(GgufBytes().tensor("a", {9}, 0, 0).tensor("b", {1}, 0, 32).with(data)) ==
        "file: \"b\" must begin after the tensor before it, at 36, not at 32");
  CHECK(refusal(GgufBytes().tensor("w", {9}, 0, 32).with(data)) ==
        "file: \"w\" must end within the 64 bytes after the header, not at 36 bytes from 32: the file is cut short");
  CHECK(refusal(GgufBytes().tensor("w", {1}, 0, std::uint64_t{1} << 62).with(data)).ends_with("the file is cut short"));
  CHECK(refusal(GgufBytes().tensor("w", {1}, 0, ~std::uint64_t{0}).with(data)) ==
        "file: \"w\" must begin at byte 9223372036854775807 at most, not at 18446744073709551615");
  const std::uint64_t most = std::uint64_t{1} << 40;
  CHECK(refusal(GgufBytes().tensor("w", {most, most}, 0, 0).with(data)) ==
        "file: \"w\" must fit into the 64 bytes after the header, not have shape [1099511627776, 1099511627776]");
  CHECK(refusal(GgufBytes().tensor("w", {~std::uint64_t{0}}, 0, 0).with(data)) ==
        "file: \"w\" must have dimensions of at most 9223372036854775807, not 18446744073709551615");
  CHECK(refusal(GgufBytes().tensor("w", {1, 1, 1, 1, 1}, 0, 0).with(data)) ==
        "file: \"w\" must have at most 4 dimensions, not 5");
  CHECK(refusal(GgufBytes().tensor("w", {33}, 8, 0).with(data)) ==
        "file: \"w\" must have rows of whole blocks of 32 numbers, as Q8_0 has them, not of 33");
}

TEST_CASE("types of a GGUF file's numbers that are not read are refused by name") {
  CHECK(refusal(GgufBytes().tensor("w", {0}, 23, 0).with("")) ==
        "file: \"w\" must have a dtype of floating point, not \"IQ4_XS\"");
  CHECK(refusal(GgufBytes().tensor("w", {0}, 999, 0).with("")) ==
        "file: \"w\" has a type of numbers that is not known: 999");
}
