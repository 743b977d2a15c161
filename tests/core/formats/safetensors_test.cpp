#include "formats/safetensors.h"

#include <cmath>

#include "base/input_error.h"
#include "doctest.h"
#include "safetensors_bytes.h"

using attention::Dtype;
using attention::InputError;
using attention::readNumbers;
using attention::readSafetensors;
using attention::TensorFile;
using attention::TensorToStore;
using attention::writeSafetensors;

namespace {

const std::vector<float> kNumbers{0.5f, -1, 3e-5f, 1000, 0, -0.0f};

std::vector<float> numbersOf(const TensorFile& file, std::size_t tensor) {
  std::size_t size = 1;
  for (const std::int64_t extent : file.tensors[tensor].shape) size *= static_cast<std::size_t>(extent);
  std::vector<float> numbers(size);
  readNumbers(file, file.tensors[tensor], numbers);
  return numbers;
}

/// What readSafetensors says of a file with this header and so many bytes behind it.
std::string refusal(std::string_view header, std::size_t bytes = 0) {
  try {
    readSafetensors(fileOf(header, std::string(bytes, '\0')), "file");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::string entry(std::string_view name, std::string_view dtype, std::string_view shape, std::string_view offsets) {
  return "\"" + std::string(name) + "\":{\"dtype\":\"" + std::string(dtype) + "\",\"shape\":" + std::string(shape) +
         ",\"data_offsets\":" + std::string(offsets) + "}";
}

std::string one(std::string_view dtype, std::string_view shape, std::string_view offsets) {
  return "{" + entry("w", dtype, shape, offsets) + "}";
}

}  // namespace

TEST_CASE("what was written as safetensors is read back") {
  const std::vector<TensorToStore> tensors{
      {"b", {2, 3}, kNumbers}, {"a \"é\"", {}, {kNumbers.data(), 1}}, {"none", {0, 7}, {}}};
  const std::string bytes = writeSafetensors(tensors, {{"format", "pt"}, {"step", "3"}}, Dtype::f32);
  CHECK((bytes.size() - dataIn(bytes).size()) % 8 == 0);
  const TensorFile file = readSafetensors(bytes, "file");
  REQUIRE(file.tensors.size() == 3);
  CHECK(file.tensors[0].name == "b");
  CHECK(file.tensors[0].dtype == "F32");
  CHECK(file.tensors[0].shape == std::vector<std::int64_t>{2, 3});
  CHECK(file.tensors[1].name == "a \"é\"");
  CHECK(file.tensors[1].shape.empty());
  CHECK(file.tensors[2].begin == file.tensors[2].end);
  CHECK(numbersOf(file, 0) == kNumbers);
  CHECK(std::signbit(numbersOf(file, 0)[5]));
  CHECK(numbersOf(file, 1) == std::vector<float>{0.5f});
  CHECK(numbersOf(file, 2).empty());
  CHECK(file.metadata == attention::Metadata{{"format", "pt"}, {"step", "3"}});
}

TEST_CASE("numbers written as F16 come back as the nearest halves") {
  const std::string bytes = writeSafetensors(std::vector<TensorToStore>{{"w", {6}, kNumbers}}, {}, Dtype::f16);
  CHECK(dataIn(bytes).size() == 12);
  const TensorFile file = readSafetensors(bytes, "file");
  CHECK(file.tensors[0].dtype == "F16");
  CHECK(numbersOf(file, 0) == std::vector<float>{0.5f, -1, std::round(3e-5f * 0x1p24f) * 0x1p-24f, 1000, 0, 0});
}

TEST_CASE("numbers written as BF16 come back with eight bits of their fraction") {
  const std::vector<float> numbers = {0.5f, -1, 1.00390625f, 1.01171875f, 3e38f, 0};
  const std::string bytes = writeSafetensors(std::vector<TensorToStore>{{"w", {6}, numbers}}, {}, Dtype::bf16);
  CHECK(dataIn(bytes).size() == 12);
  const TensorFile file = readSafetensors(bytes, "file");
  CHECK(file.tensors[0].dtype == "BF16");
  CHECK(numbersOf(file, 0) == std::vector<float>{0.5f, -1, 1, 1.015625f, 0x1.C4p127f, 0});
}

TEST_CASE("a file of the format's own example is read, whatever the order of its entries") {
  const std::string header = "{\"__metadata__\":{\"k\":\"v\"}," + entry("late", "F16", "[2]", "[4,8]") + "," +
                             entry("early", "F32", "[1,1]", "[0,4]") + "}   ";
  const std::string bytes = fileOf(header, std::string("\0\0\x80\x3f\0\x3c\0\xc0", 8));
  const TensorFile file = readSafetensors(bytes, "file");
  REQUIRE(file.tensors.size() == 2);
  CHECK(file.tensors[0].name == "early");
  CHECK(numbersOf(file, 0) == std::vector<float>{1});
  CHECK(numbersOf(file, 1) == std::vector<float>{1, -2});
}

TEST_CASE("tensors of dtypes that are not read are still accounted for") {
  const std::string header =
      "{" + entry("mask", "BOOL", "[3]", "[0,3]") + "," + entry("n", "I64", "[]", "[3,11]") + "}";
  const std::string bytes = fileOf(header, std::string(11, '\1'));
  const TensorFile file = readSafetensors(bytes, "file");
  CHECK(file.tensors[0].end - file.tensors[0].begin == 3);
  std::vector<float> numbers(3);
  CHECK_THROWS_WITH_AS(readNumbers(file, file.tensors[0], numbers),
                       "file: \"mask\" must have a dtype of floating point, not \"BOOL\"", InputError);
}

TEST_CASE("a header that is cut, too long or not JSON is refused") {
  CHECK_THROWS_WITH_AS(readSafetensors("1234567", "file"),
                       "file must begin with the 8 bytes of its header's length, not end after 7", InputError);
  CHECK_THROWS_WITH_AS(readSafetensors(std::string(8, '\xff') + "{}", "file"),
                       "file's header must be at most 2 bytes long, not 18446744073709551615: the file is cut short, "
                       "or of another format",
                       InputError);
  const std::uint64_t too_long = 100'000'001;
  const std::string beginning = std::string(reinterpret_cast<const char*>(&too_long), 8) + "{";
  CHECK_THROWS_WITH_AS(attention::readSafetensorsHeader(beginning, std::uint64_t{1} << 40, "file"),
                       "file's header must be at most 100000000 bytes long, not 100000001: the file is cut short, "
                       "or of another format",
                       InputError);
  CHECK(refusal("{}" + std::string((1 << 20) + 1, ' ')) == "");
  CHECK(refusal("") == "file's header must begin with {, not \"\"");
  CHECK(refusal(" {}") == "file's header must begin with {, not \" {}\"");
  CHECK(refusal("[]") == "file's header must begin with {, not \"[]\"");
  CHECK(refusal("{").starts_with("file is not JSON at byte 1"));
  CHECK(refusal("{}}").starts_with("file is not JSON at byte 2"));
  CHECK(refusal("{\"w\":" + std::string(100'000, '[')).starts_with("file is not JSON at byte"));
  CHECK(refusal("{}") == "");
}

TEST_CASE("an entry that is not a tensor is refused") {
  CHECK(refusal("{\"w\":3}") == "file: w must be an object of dtype, shape and data_offsets, not 3");
  CHECK(refusal("{\"w\":{}}") == "file: w must be an object of dtype, shape and data_offsets, not an object");
  CHECK(refusal("{\"w\":{\"dtype\":\"F32\",\"shape\":[],\"offsets\":[]}}") == "file: w.data_offsets is missing");
  CHECK(refusal("{\"w\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"data_offsets\":[]}}") != "");
  CHECK(refusal(one("F31", "[1]", "[0,4]"), 4) == "file: w.dtype must be a dtype of the format, not \"F31\"");
  CHECK(refusal("{\"__metadata__\":3}") != "");
  CHECK(refusal("{\"__metadata__\":{\"a\":3}}") == "file: __metadata__.a must be a text, not 3");
}

TEST_CASE("a shape that cannot be is refused") {
  CHECK(refusal(one("F32", "4", "[0,4]"), 4) == "file: w.shape must be a list of at most 8 numbers, not 4");
  CHECK(refusal(one("F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]"), 4) ==
        "file: w.shape must be a list of at most 8 numbers, not a list");
  CHECK(refusal(one("F32", "[-1]", "[0,4]"), 4) ==
        "file: w.shape[0] must be a whole number from 0 to 9223372036854775807, not -1");
  CHECK(refusal(one("F32", "[1,1.5]", "[0,4]"), 4) ==
        "file: w.shape[1] must be a whole number from 0 to 9223372036854775807, not 1.5");
  CHECK(refusal(one("F32", "[18446744073709551616]", "[0,4]"), 4) ==
        "file: w.shape[0] must be a whole number from 0 to 9223372036854775807, not 18446744073709551616");
}

TEST_CASE("a shape whose product overflows 32 or 64 bits is refused") {
  for (const char* shape : {"[65536,65536]", "[1073741825]", "[4294967297,4294967296]", "[9223372036854775807,2]",
                            "[9223372036854775807,9223372036854775807,9223372036854775807]", "[4611686018427387905]"}) {
    CAPTURE(shape);
    CHECK(refusal(one("F32", shape, "[0,4]"), 4).starts_with("file: w.data_offsets must enclose the bytes of"));
    CHECK(refusal(one("F32", shape, "[0,0]")).starts_with("file: w.data_offsets must enclose the bytes of"));
  }
  CHECK(refusal(one("F32", "[9223372036854775807,0,9223372036854775807]", "[0,0]")) == "");
}

TEST_CASE("offsets that do not fit their dtype and shape, or the file, are refused") {
  CHECK(refusal(one("F32", "[1,2]", "[0,4]"), 8) ==
        "file: w.data_offsets must enclose the bytes of dtype F32 and shape [1, 2], not 4");
  CHECK(refusal(one("F16", "[]", "[0,4]"), 4) ==
        "file: w.data_offsets must enclose the bytes of dtype F16 and shape [], not 4");
  CHECK(refusal(one("F32", "[1]", "[0]"), 4) == "file: w.data_offsets must be a list of two numbers, not a list");
  CHECK(refusal(one("F32", "[1]", "7"), 4) == "file: w.data_offsets must be a list of two numbers, not 7");
  CHECK(refusal(one("F32", "[1]", "[-4,0]"), 4) ==
        "file: w.data_offsets[0] must be a whole number from 0 to 4, not -4");
  CHECK(refusal(one("F32", "[1]", "[4,0]"), 4) == "file: w.data_offsets[1] must be a whole number from 4 to 4, not 0");
  CHECK(refusal(one("F32", "[2]", "[0,8]"), 7) ==
        "file: w.data_offsets must end within the 7 bytes after the header, not at 8: the file is cut short");
  CHECK(refusal(one("F32", "[1]", "[4294967296,4294967300]"), 4) ==
        "file: w.data_offsets must end within the 4 bytes after the header, not at 4294967300: the file is cut short");
}

TEST_CASE("bytes that belong to two tensors, or to none, are refused") {
  const auto two = [](const char* first, const char* second) {
    return "{" + entry("a", "F32", "[2]", first) + "," + entry("b", "F16", "[2]", second) + "}";
  };
  CHECK(refusal(two("[0,8]", "[8,12]"), 12) == "");
  CHECK(refusal(two("[4,12]", "[0,4]"), 12) == "");
  CHECK(refusal(two("[0,8]", "[6,10]"), 10) ==
        "file: \"b\" must begin at byte 8, where the tensor before it ends, not at 6");
  CHECK(refusal(two("[0,8]", "[0,4]"), 8) ==
        "file: \"a\" must begin at byte 4, where the tensor before it ends, not at 0");
  CHECK(refusal(two("[0,8]", "[9,13]"), 13) ==
        "file: \"b\" must begin at byte 8, where the tensor before it ends, not at 9");
  CHECK(refusal(two("[1,9]", "[9,13]"), 13) ==
        "file: \"a\" must begin at byte 0, where the tensor before it ends, not at 1");
  CHECK(refusal(two("[0,8]", "[8,12]"), 13) == "file must have 12 bytes after its header, as its tensors do, not 13");
  CHECK(refusal("{}", 1) == "file must have 0 bytes after its header, as its tensors do, not 1");
  CHECK(refusal("{" + entry("a", "F32", "[2]", "[0,8]") + "," + entry("b", "F32", "[0]", "[4,4]") + "}", 8) ==
        "file: \"b\" must begin at byte 8, where the tensor before it ends, not at 4");
}

TEST_CASE("a name that is given twice is refused") {
  const std::string tensor = entry("a", "F32", "[0]", "[0,0]");
  CHECK(refusal("{" + tensor + "," + tensor + "}") == "file must name nothing twice, as it does \"a\"");
  CHECK(refusal("{\"__metadata__\":{},\"__metadata__\":{}}") ==
        "file must name nothing twice, as it does \"__metadata__\"");
  CHECK(refusal("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}") ==
        "file: __metadata__ must name nothing twice, as it does \"k\"");
}

TEST_CASE("numbers that are not finite are neither read nor written") {
  const std::string f32 = fileOf(one("F32", "[2]", "[0,8]"), std::string("\0\0\0\0\0\0\xc0\x7f", 8));
  const TensorFile file = readSafetensors(f32, "file");
  CHECK_THROWS_WITH_AS(numbersOf(file, 0), "file: \"w\" must have finite numbers, not nan at 1", InputError);
  const std::string f16 = fileOf(one("F16", "[2]", "[0,4]"), std::string("\0\xfc\0\0", 4));
  const TensorFile halves = readSafetensors(f16, "file");
  CHECK_THROWS_WITH_AS(numbersOf(halves, 0), "file: \"w\" must have finite numbers, not -inf at 0", InputError);

  const auto written = [](float number, Dtype dtype) {
    const std::vector<float> numbers{1, number};
    writeSafetensors(std::vector<TensorToStore>{{"w", {2}, numbers}}, {}, dtype);
  };
  CHECK_THROWS_WITH_AS(written(NAN, Dtype::f32), "\"w\" must have finite numbers, not nan at 1", InputError);
  CHECK_THROWS_WITH_AS(written(INFINITY, Dtype::f16), "\"w\" must have finite numbers, not inf at 1", InputError);
  CHECK_THROWS_WITH_AS(written(70000, Dtype::f16), "\"w\" must have numbers up to 65504 for F16, not 70000 at 1",
                       InputError);
  CHECK_THROWS_WITH_AS(written(-3.4e38f, Dtype::bf16),
                       "\"w\" must have numbers up to 3.38953e+38 for BF16, not -3.4e+38 at 1", InputError);
  CHECK_NOTHROW(written(70000, Dtype::bf16));
  CHECK_NOTHROW(written(70000, Dtype::f32));
  CHECK_NOTHROW(written(65519, Dtype::f16));
}
