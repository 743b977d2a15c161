#include "formats/tensor_file.h"

#include <cmath>

#include "base/input_error.h"
#include "block_golden_text.h"
#include "doctest.h"
#include "golden_record.h"

using attention::blockOf;
using attention::InputError;
using attention::readNumbers;
using attention::StoredTensor;
using attention::TensorFile;

namespace {

const golden::Record& blocks() {
  static const golden::Record record = [] {
    golden::Record lines;
    for (auto& [name, values] : golden::linesOf(kBlockGolden)) lines.add(name, values);
    return lines;
  }();
  return record;
}

std::string bytesOf(const std::string& dtype) {
  std::string bytes;
  for (const int byte : blocks().integers(dtype)) bytes += static_cast<char>(byte);
  return bytes;
}

/// A file of one tensor with these bytes; they must outlive it.
TensorFile fileOf(const std::string& dtype, const std::string& bytes, std::int64_t numbers) {
  return {"file", {{"w", dtype, {numbers}, 0, static_cast<std::int64_t>(bytes.size())}}, {}, 0, bytes.size(), bytes};
}

constexpr const char* kDtypes[] = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0",    "Q2_K",
                                   "Q3_K", "Q4_K", "Q5_K", "Q6_K", "F8_E4M3", "F8_E5M2"};

}  // namespace

TEST_CASE("blocks of every quantised dtype, and floats of one byte, are the numbers that NumPy makes of them") {
  for (const std::string dtype : kDtypes) {
    CAPTURE(dtype);
    const std::string bytes = bytesOf(dtype);
    const attention::Vector expected = blocks().numbers(dtype + ":numbers");
    const TensorFile file = fileOf(dtype, bytes, expected.size());
    std::vector<float> numbers(static_cast<std::size_t>(expected.size()));
    readNumbers(file, file.tensors[0], numbers);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      REQUIRE(numbers[i] == static_cast<float>(expected[static_cast<Eigen::Index>(i)]));
    }
    const attention::Block block = blockOf(file, file.tensors[0]);
    std::vector<float> last(block.numbers);
    readNumbers(file, file.tensors[0], bytes.data() + bytes.size() - block.bytes, numbers.size() - block.numbers, last);
    CHECK(std::equal(last.begin(), last.end(), numbers.end() - static_cast<std::ptrdiff_t>(block.numbers)));
  }
}

TEST_CASE("blocks whose scale or minimum is no number are refused, and the tensor named") {
  struct Scales {
    const char* dtype;
    std::vector<std::size_t> places;
  };
  const Scales all[] = {{"Q4_0", {0}},      {"Q4_1", {0, 2}}, {"Q5_0", {0}},    {"Q5_1", {0, 2}}, {"Q8_0", {0}},
                        {"Q2_K", {80, 82}}, {"Q3_K", {108}},  {"Q4_K", {0, 2}}, {"Q5_K", {0, 2}}, {"Q6_K", {208}}};
  for (const Scales& scales : all) {
    const char* const dtype = scales.dtype;
    for (const std::size_t place : scales.places) {
      for (const char* half : {"\x00\x7c", "\x00\xfc", "\x01\x7c"}) {  // infinite, and not a number
        CAPTURE(dtype);
        std::string bytes = bytesOf(dtype);
        bytes.replace(place, 2, half, 2);
        std::vector<float> numbers(static_cast<std::size_t>(blocks().numbers(dtype + std::string(":numbers")).size()));
        const TensorFile file = fileOf(dtype, bytes, static_cast<std::int64_t>(numbers.size()));
        CHECK_THROWS_AS(readNumbers(file, file.tensors[0], numbers), InputError);
      }
    }
  }
  const std::string bytes = "\x01\x7c" + std::string(32, '\1');
  const TensorFile file = fileOf("Q8_0", bytes, 32);
  std::vector<float> numbers(32);
  CHECK_THROWS_WITH_AS(readNumbers(file, file.tensors[0], bytes.data(), 64, numbers),
                       "file: \"w\" must have finite numbers, not nan at 64", InputError);
}

TEST_CASE("a float of one byte that is infinite or no number is refused") {
  for (const auto& [dtype, byte] :
       {std::pair("F8_E4M3", '\x7f'), {"F8_E4M3", '\xff'}, {"F8_E5M2", '\x7c'}, {"F8_E5M2", '\xfd'}}) {
    const std::string bytes(1, byte);
    const TensorFile file = fileOf(dtype, bytes, 1);
    float number = 0;
    CHECK_THROWS_AS(readNumbers(file, file.tensors[0], {&number, 1}), InputError);
  }
}

TEST_CASE("a dtype of whole numbers, or one that is not known, is refused by name") {
  for (const std::string dtype : {"I8", "BOOL", "IQ2_XXS", "Q8_1", ""}) {
    const TensorFile file = fileOf(dtype, "", 0);
    CHECK_THROWS_WITH_AS(blockOf(file, file.tensors[0]),
                         ("file: \"w\" must have a dtype of floating point, not \"" + dtype + "\"").c_str(),
                         InputError);
  }
}
