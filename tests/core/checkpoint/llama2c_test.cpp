#include "checkpoint/llama2c.h"

#include "base/input_error.h"
#include "doctest.h"
#include "model_files_golden.h"

using namespace attention;

namespace {

std::string refusal(const std::string& file) {
  try {
    translatedLlama2c(file, file.size(), "file");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// The first of the golden files of this version with one of its numbers of 4 bytes replaced.
std::string with(int version, std::size_t place, std::int32_t number) {
  std::string bytes = golden::llama2cFiles()[static_cast<std::size_t>(version == 0 ? 0 : version + 1)].bytes;
  bytes.replace(place, 4, reinterpret_cast<const char*>(&number), 4);
  return bytes;
}

}  // namespace

TEST_CASE("llama2.c's files of each version are told as Hugging Face has them") {
  const std::vector<golden::ModelFile> files = golden::llama2cFiles();
  CHECK(files.size() == 4);
  for (const golden::ModelFile& file : files) {
    CAPTURE(file.name);
    const TranslatedModel model = translatedLlama2c(file.bytes, file.bytes.size(), file.name);
    CHECK(golden::difference(file, model) == "");
    CHECK(golden::differenceOnceRead(file, model) == "");
    const std::string_view beginning = std::string_view(file.bytes).substr(0, kLlama2cHeaderBytes);
    CHECK(translatedLlama2c(beginning, file.bytes.size(), "file").weights.data.empty());
  }
}

TEST_CASE("a llama2.c file whose sizes cannot be is refused") {
  CHECK(refusal("") == "file must begin with a header of 28 bytes, not end after 0");
  CHECK(refusal(golden::llama2cFiles()[2].bytes.substr(0, 255)) ==
        "file must begin with a header of 256 bytes, not end after 255");
  CHECK(refusal(with(1, 4, 3)) == "file: version must be 1 or 2, not 3");
  CHECK(refusal(with(0, 0, 0)) == "file: dim must be a whole number from 1 to 16777216, not 0");
  CHECK(refusal(with(0, 8, 1001)) == "file: n_layers must be a whole number from 1 to 1000, not 1001");
  CHECK(refusal(with(0, 20, 0)) == "file: vocab_size must be a whole number from 1 to 16777216, not 0");
  CHECK(refusal(with(0, 20, -2147483647 - 1)) ==
        "file: vocab_size must be a whole number from 1 to 16777216, not 2147483648");
  CHECK(refusal(with(0, 12, 3)) == "file: n_heads must divide dim (8), not be 3");
  CHECK(refusal(with(0, 12, 8)) == "file: n_heads must leave heads of even size, not 1");
  CHECK(refusal(with(0, 16, 3)) == "file: n_kv_heads must divide n_heads (4), not be 3");
  CHECK(refusal(with(2, 37, 3)) == "file: group_size must divide dim (8), not be 3");
  CHECK(refusal(with(2, 37, 0)) == "file: group_size must be a whole number from 1 to 16777216, not 0");
  CHECK(
      refusal(with(0, 4, 1 << 24)) ==
      "file: \"model.layers.0.mlp.gate_proj.weight\" must have 536870912 bytes, not 2384: the file is cut short, or of "
      "another format");
}

TEST_CASE("a llama2.c file that is longer or shorter than its sizes say is refused") {
  for (const golden::ModelFile& file : golden::llama2cFiles()) {
    const std::size_t data = file.bytes.size() - (file.name.starts_with("llama2c-v0") ? 28 : 256);
    CHECK(refusal(file.bytes + '\0') == "file must have " + std::to_string(data) +
                                            " bytes after its header, as its sizes say, not " +
                                            std::to_string(data + 1));
    CHECK(
        refusal(file.bytes.substr(0, file.bytes.size() - 1)).ends_with("the file is cut short, or of another format"));
  }
}
