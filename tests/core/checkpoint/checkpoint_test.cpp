#include "checkpoint/checkpoint.h"

#include <algorithm>
#include <cstring>

#include "base/float16.h"
#include "base/input_error.h"
#include "doctest.h"
#include "safetensors_bytes.h"

using attention::Checkpoint;
using attention::Dtype;
using attention::InputError;
using attention::Parameters;
using attention::readCheckpoint;
using attention::readSafetensors;
using attention::StoredTensor;
using attention::TensorFile;
using attention::TransformerConfig;
using attention::writeCheckpoint;

namespace {

constexpr TransformerConfig kConfig{.layers = 2, .heads = 2, .d_model = 4, .d_mlp = 6, .context = 3, .vocab_size = 5};

Parameters parametersOf(TransformerConfig config) {
  Parameters parameters = attention::initialParameters(config, 1);
  for (std::size_t i = 0; i < parameters.data.size(); ++i) parameters.data[i] += static_cast<float>(i % 7) * 0.125f;
  return parameters;
}

Parameters withoutMlp() {
  TransformerConfig config = kConfig;
  config.d_mlp = 0;
  return parametersOf(config);
}

/// What readCheckpoint says of kConfig's own checkpoint with `from` replaced in the weights' header.
std::string refusal(const Parameters& parameters, std::string_view from, std::string_view to) {
  const Checkpoint checkpoint = writeCheckpoint(parameters);
  try {
    readCheckpoint(checkpoint.config, withHeader(checkpoint.weights, from, to));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// The file with another tensor at its end.
std::string withTensor(std::string_view file, std::string_view name, std::string_view dtype, std::string_view shape,
                       std::string_view bytes) {
  const std::string begin = std::to_string(dataIn(file).size());
  const std::string end = std::to_string(dataIn(file).size() + bytes.size());
  const std::string entry = "{\"" + std::string(name) + "\":{\"dtype\":\"" + std::string(dtype) +
                            "\",\"shape\":" + std::string(shape) + ",\"data_offsets\":[" + begin + "," + end + "]},";
  return fileOf(replaced(headerIn(file), "{", entry), std::string(dataIn(file)).append(bytes));
}

std::uint32_t bitsOf(float number) {
  std::uint32_t bits;
  std::memcpy(&bits, &number, sizeof bits);
  return bits;
}

const StoredTensor& tensorNamed(const TensorFile& file, std::string_view name) {
  return *std::find_if(file.tensors.begin(), file.tensors.end(),
                       [&](const StoredTensor& tensor) { return tensor.name == name; });
}

}  // namespace

TEST_CASE("a checkpoint is read back to the bit, with an MLP and without") {
  for (const Parameters& parameters : {parametersOf(kConfig), withoutMlp()}) {
    const Checkpoint checkpoint = writeCheckpoint(parameters);
    const Parameters read = readCheckpoint(checkpoint.config, checkpoint.weights);
    CHECK(read.config == parameters.config);
    CHECK(read.data == parameters.data);
  }
}

TEST_CASE("a head of its own, and the biases that there are, are read back; those that are not stay absent") {
  for (const attention::Biases& biases : {attention::Biases{},
                                          {false, true, true, true},
                                          {true, false, true, true},
                                          {true, true, false, true},
                                          {true, true, true, false},
                                          {false, false, false, false}}) {
    TransformerConfig config = kConfig;
    config.biases = biases;
    config.is_head_tied = false;
    const Parameters parameters = parametersOf(config);
    const Checkpoint checkpoint = writeCheckpoint(parameters);
    const Parameters read = readCheckpoint(checkpoint.config, checkpoint.weights);
    CHECK(read.config == config);
    CHECK(read.data == parameters.data);
    const TensorFile file = readSafetensors(checkpoint.weights, "file");
    CHECK(file.tensors.size() == attention::parameterTable(config).size());
    CHECK(file.tensors.back().name == "lm_head.weight");
  }
}

TEST_CASE("a checkpoint may come in pieces of any size, which are needed only while they are taken") {
  TransformerConfig config = kConfig;
  const Parameters parameters = parametersOf(config);
  for (const Dtype dtype : {Dtype::f32, Dtype::f16, Dtype::bf16}) {
    const Checkpoint checkpoint = writeCheckpoint(parameters, dtype);
    // A tensor of an odd number of bytes before the last: what follows is at no multiple of a number's size.
    const std::string weights = withTensor(checkpoint.weights, "h.0.attn.bias", "U8", "[3]", "abc");
    const Parameters whole = readCheckpoint(checkpoint.config, weights);
    for (const std::size_t size : {1U, 3U, 7U, 64U, 1000U}) {
      CAPTURE(size);
      attention::CheckpointReader reader(checkpoint.config);
      auto at = static_cast<std::size_t>(reader.addFile("model.safetensors", weights, weights.size()));
      for (; at < weights.size(); at += size) {
        const std::string piece = weights.substr(at, size);
        reader.append(piece);
      }
      CHECK(reader.finish().data == whole.data);
    }
  }
}

TEST_CASE("a checkpoint that ends too early, or goes on after its end, is refused") {
  const Checkpoint checkpoint = writeCheckpoint(parametersOf(kConfig));
  attention::CheckpointReader reader(checkpoint.config);
  const std::uint64_t data_begin = reader.addFile("model.safetensors", checkpoint.weights, checkpoint.weights.size());
  const std::string_view data = std::string_view(checkpoint.weights).substr(static_cast<std::size_t>(data_begin));
  reader.append(data.substr(0, 10));
  const std::string message =
      "model.safetensors must have " + std::to_string(data.size()) + " bytes after its header, not 10";
  CHECK_THROWS_WITH_AS(reader.finish(), message.c_str(), InputError);
  reader.append(data.substr(10));
  CHECK_THROWS_WITH_AS(reader.append("abc"), "model.safetensors must end here, not have 3 bytes more", InputError);
}

TEST_CASE("a checkpoint of halves is read back to the nearest half") {
  const Parameters parameters = parametersOf(kConfig);
  const Checkpoint checkpoint = writeCheckpoint(parameters, Dtype::f16);
  CHECK(checkpoint.weights.size() < writeCheckpoint(parameters).weights.size());
  const Parameters read = readCheckpoint(checkpoint.config, checkpoint.weights);
  for (std::size_t i = 0; i < read.data.size(); ++i) {
    REQUIRE(read.data[i] == attention::fromFloat16(attention::toFloat16(parameters.data[i])));
  }
}

TEST_CASE("a checkpoint has Hugging Face's names, and what its GPT-2 has even without MLP") {
  const std::string weights = writeCheckpoint(parametersOf(kConfig)).weights;
  const TensorFile file = readSafetensors(weights, "file");
  CHECK(file.metadata == attention::Metadata{{"format", "pt"}});
  CHECK(file.tensors.size() == 2 + 2 * 12 + 2);
  CHECK(tensorNamed(file, "transformer.h.1.attn.c_attn.weight").shape == std::vector<std::int64_t>{4, 12});

  const std::string bare_weights = writeCheckpoint(withoutMlp()).weights;
  const TensorFile bare = readSafetensors(bare_weights, "file");
  CHECK(bare.tensors.size() == 2 + 2 * 12 + 2);
  CHECK(tensorNamed(bare, "transformer.h.0.mlp.c_fc.weight").shape == std::vector<std::int64_t>{4, 0});
  CHECK(tensorNamed(bare, "transformer.h.0.mlp.c_proj.weight").shape == std::vector<std::int64_t>{0, 4});
  std::vector<float> ones(4);
  attention::readNumbers(bare, tensorNamed(bare, "transformer.h.1.ln_2.weight"), ones);
  CHECK(ones == std::vector<float>{1, 1, 1, 1});
}

TEST_CASE("names may have prefixes in any nesting; masks and other tasks' heads are passed over, and named") {
  const Parameters parameters = parametersOf(kConfig);
  const Checkpoint checkpoint = writeCheckpoint(parameters);
  for (const std::string prefix : {"", "model.", "module._orig_mod.transformer.", "transformer.module.model.module."}) {
    CAPTURE(prefix);
    std::string header(headerIn(checkpoint.weights));
    while (header.find("\"transformer.") != std::string::npos) header = replaced(header, "\"transformer.", "\"@");
    while (header.find('@') != std::string::npos) header = replaced(header, "@", prefix);
    std::string weights = fileOf(header, dataIn(checkpoint.weights));
    weights = withTensor(weights, "module.h.0.attn.bias", "BOOL", "[1,1,2,2]", std::string(4, '\1'));
    weights = withTensor(weights, "h.0.attn.masked_bias", "F32", "[]", std::string("\0\0\x80\xff", 4));
    weights = withTensor(weights, "score.weight", "I64", "[1,1]", std::string(8, '\1'));
    weights = withTensor(weights, "multiple_choice_head.summary.bias", "F32", "[1]", std::string(4, '\1'));
    attention::CheckpointReader reader(checkpoint.config);
    const auto begin = static_cast<std::size_t>(reader.addFile("model.safetensors", weights, weights.size()));
    reader.append(std::string_view(weights).substr(begin));
    CHECK(reader.finish().data == parameters.data);
    CHECK(reader.passedOver() == std::vector<std::string>{"module.h.0.attn.bias", "h.0.attn.masked_bias",
                                                          "score.weight", "multiple_choice_head.summary.bias"});
  }
}

TEST_CASE("a tied head may be there under either name, or both; one that differs is the model's own") {
  const Parameters parameters = parametersOf(kConfig);
  const Checkpoint checkpoint = writeCheckpoint(parameters);
  const std::string both =
      withTensor(checkpoint.weights, "lm_head.weight", "F32", "[5,4]", dataIn(checkpoint.weights).substr(0, 80));
  const std::string only = withHeader(checkpoint.weights, "transformer.wte.weight", "lm_head.weight");
  for (const std::string& weights : {both, only}) {
    const Parameters read = readCheckpoint(checkpoint.config, weights);
    CHECK(read.config == parameters.config);
    CHECK(read.data == parameters.data);
  }
  const std::string own(dataIn(checkpoint.weights).substr(80, 80));
  const Parameters read =
      readCheckpoint(checkpoint.config, withTensor(checkpoint.weights, "lm_head.weight", "F32", "[5,4]", own));
  CHECK(!read.config.is_head_tied);
  CHECK(read.data.size() == parameters.data.size() + 20);
  CHECK(std::equal(parameters.data.begin(), parameters.data.end(), read.data.begin()));
  CHECK(std::memcmp(read.tensors().head().data, own.data(), 80) == 0);
  CHECK_THROWS_WITH_AS(readCheckpoint(checkpoint.config, withTensor(checkpoint.weights, "lm_head.weight", "F32",
                                                                    "[6,4]", std::string(96, '\0'))),
                       "model.safetensors: \"lm_head.weight\" must have shape [5, 4], not [6, 4]", InputError);
  CHECK_THROWS_WITH_AS(
      readCheckpoint(replaced(checkpoint.config, "\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false"),
                     checkpoint.weights),
      "model.safetensors: \"lm_head.weight\" is missing", InputError);
}

TEST_CASE("products' weights that all lie the other way round, as nanoGPT's, are turned") {
  const Parameters parameters = parametersOf(kConfig);
  std::vector<attention::TensorToStore> tensors;
  std::vector<std::vector<float>> turned;
  turned.reserve(100);
  for (const attention::ParameterInfo& info : attention::parameterTable(kConfig)) {
    const float* const numbers = parameters.data.data() + info.offset;
    std::vector<std::int64_t> shape(info.shape.begin(), info.shape.end());
    turned.emplace_back(numbers, numbers + info.size);
    if (shape.size() == 2 && info.name.starts_with("h.")) {
      std::swap(shape[0], shape[1]);
      for (std::size_t i = 0; i < info.size; ++i) {
        const auto columns = static_cast<std::size_t>(info.shape[1]), rows = static_cast<std::size_t>(info.shape[0]);
        turned.back()[i % columns * rows + i / columns] = numbers[i];
      }
    }
    tensors.push_back({"_orig_mod.transformer." + info.name, shape, turned.back()});
  }
  const std::string weights = attention::writeSafetensors(tensors, {}, Dtype::f32);
  CHECK(readCheckpoint(writeCheckpoint(parameters).config, weights).data == parameters.data);
}

TEST_CASE("weights may be in several files, whose bytes come one file after the other") {
  const Parameters parameters = parametersOf(kConfig);
  const Checkpoint checkpoint = writeCheckpoint(parameters);
  const std::vector<attention::ParameterInfo> table = attention::parameterTable(kConfig);
  std::vector<std::vector<attention::TensorToStore>> shards(3);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::vector<std::int64_t> shape(table[i].shape.begin(), table[i].shape.end());
    shards[i % 2 * 2].push_back({table[i].name, shape, {parameters.data.data() + table[i].offset, table[i].size}});
  }
  std::string data;
  attention::CheckpointReader reader(checkpoint.config);
  for (const auto& shard : shards) {  // the one in the middle is empty
    const std::string file = attention::writeSafetensors(shard, {}, Dtype::f32);
    const auto begin = static_cast<std::size_t>(reader.addFile("shard", file, file.size()));
    data += file.substr(begin);
  }
  for (std::size_t at = 0; at < data.size(); at += 7) reader.append(std::string_view(data).substr(at, 7));
  CHECK_THROWS_WITH_AS(reader.append("abc"), "shard must end here, not have 3 bytes more", InputError);
  CHECK(reader.finish().data == parameters.data);

  attention::CheckpointReader twice(checkpoint.config);
  for (const char* name : {"a", "b"}) twice.addFile(name, checkpoint.weights, checkpoint.weights.size());
  CHECK_THROWS_WITH_AS(twice.append("x"),
                       "b: \"transformer.wte.weight\" must not be there twice, as it is in a as "
                       "\"transformer.wte.weight\"",
                       InputError);
}

TEST_CASE("doubles and bfloat16 are read as the nearest floats") {
  const Parameters parameters = parametersOf(kConfig);
  const Checkpoint checkpoint = writeCheckpoint(parameters);
  for (const bool is_double : {true, false}) {
    std::string header = "{", data;
    for (const attention::ParameterInfo& info : attention::parameterTable(kConfig)) {
      const std::string begin = std::to_string(data.size());
      for (std::size_t i = 0; i < info.size; ++i) {
        const float number = parameters.data[info.offset + i];
        const double wide = static_cast<double>(number) + 1e-12;
        const auto upper = static_cast<std::uint16_t>(bitsOf(number) >> 16);
        if (is_double) data.append(reinterpret_cast<const char*>(&wide), 8);
        if (!is_double) data.append(reinterpret_cast<const char*>(&upper), 2);
      }
      std::string shape;
      for (const int extent : info.shape) shape += (shape.empty() ? "" : ",") + std::to_string(extent);
      header += std::string(header.size() > 1 ? "," : "") + "\"" + info.name + "\":{\"dtype\":\"" +
                (is_double ? "F64" : "BF16") + "\",\"shape\":[" + shape + "],\"data_offsets\":[" + begin + "," +
                std::to_string(data.size()) + "]}";
    }
    const Parameters read = readCheckpoint(checkpoint.config, fileOf(header + "}", data));
    for (std::size_t i = 0; i < read.data.size(); ++i) {
      const float number = parameters.data[i];
      const auto nearest = static_cast<float>(static_cast<double>(number) + 1e-12);
      if (is_double) REQUIRE(read.data[i] == nearest);
      if (!is_double) REQUIRE(bitsOf(read.data[i]) == (bitsOf(number) & 0xFFFF0000u));
    }
  }
}

TEST_CASE("a file of another kind is called what it is") {
  const std::string config = writeCheckpoint(parametersOf(kConfig)).config;
  const auto refusalOf = [&](const std::string& weights) -> std::string {
    try {
      readCheckpoint(config, weights);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(refusalOf("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n") ==
        "model.safetensors is a Git LFS pointer, not the file itself: git lfs pull fetches it");
  CHECK(refusalOf("\n<!DOCTYPE html><html></html>").find("model.safetensors is a web page") == 0);
  CHECK(refusalOf("PK\x03\x04 and more bytes").find("this converts it: python") != std::string::npos);
  CHECK(refusalOf("\x80\x02}q\x00 and more").find("is a Python pickle") != std::string::npos);
}

TEST_CASE("tensors that are missing, unknown or there twice are refused by name") {
  const Parameters parameters = parametersOf(kConfig);
  CHECK(refusal(parameters, "h.1.ln_1.weight", "h.1.ln_0.weight") ==
        "model.safetensors: \"h.1.ln_1.weight\" is missing");
  CHECK(refusal(parameters, "transformer.wte.weight", "other.wte.weight") ==
        "model.safetensors: \"wte.weight\" is missing");
  const Checkpoint checkpoint = writeCheckpoint(parameters);
  CHECK_THROWS_WITH_AS(
      readCheckpoint(checkpoint.config, withTensor(checkpoint.weights, "h.2.ln_1.weight", "F32", "[0]", "")),
      "model.safetensors: \"h.2.ln_1.weight\" is not a tensor of this model", InputError);
  CHECK_THROWS_WITH_AS(readCheckpoint(checkpoint.config, withTensor(checkpoint.weights, "ln_f.bias", "F32", "[0]", "")),
                       "model.safetensors: \"ln_f.bias\" must not be there twice, as it is in model.safetensors as "
                       "\"transformer.ln_f.bias\"",
                       InputError);
}

TEST_CASE("a tensor of another shape or dtype than config.json asks for is refused by name") {
  const Parameters parameters = parametersOf(kConfig);
  CHECK(refusal(parameters, "[4,12]", "[12,4]") ==
        "model.safetensors: \"transformer.h.0.attn.c_attn.weight\" must have shape [4, 12], not [12, 4]");
  CHECK(refusal(parameters, "\"dtype\":\"F32\",\"shape\":[5,4]", "\"dtype\":\"I32\",\"shape\":[5,4]") ==
        "model.safetensors: \"transformer.wte.weight\" must have a dtype of floating point, not \"I32\"");
  const Checkpoint checkpoint = writeCheckpoint(parameters);
  CHECK_THROWS_WITH_AS(
      readCheckpoint(replaced(checkpoint.config, "\"vocab_size\": 5", "\"vocab_size\": 1000000"), checkpoint.weights),
      "model.safetensors: \"transformer.wte.weight\" must have shape [1000000, 4], not [5, 4]", InputError);
  CHECK_THROWS_WITH_AS(
      readCheckpoint(replaced(checkpoint.config, "\"n_layer\": 2", "\"n_layer\": 3"), checkpoint.weights),
      "model.safetensors: \"h.2.ln_1.weight\" is missing", InputError);
}

TEST_CASE("an MLP that config.json denies is refused") {
  const Parameters parameters = withoutMlp();
  const Checkpoint checkpoint = writeCheckpoint(parameters);
  std::string weights = checkpoint.weights;
  weights.back() = '\x3f';
  CHECK_THROWS_WITH_AS(
      readCheckpoint(checkpoint.config, weights),
      "model.safetensors: \"transformer.h.1.mlp.c_proj.bias\" must be all zeros, as n_inner 0 leaves no MLP",
      InputError);
  CHECK_THROWS_WITH_AS(readCheckpoint(checkpoint.config, writeCheckpoint(parametersOf(kConfig)).weights),
                       "model.safetensors: \"transformer.h.0.mlp.c_fc.weight\" must have shape [4, 0], not [4, 6]",
                       InputError);
}

TEST_CASE("weights that are not finite are neither read nor written") {
  Parameters parameters = parametersOf(kConfig);
  Checkpoint checkpoint = writeCheckpoint(parameters);
  checkpoint.weights.replace(checkpoint.weights.size() - 4, 4, std::string("\0\0\x80\x7f", 4));
  CHECK_THROWS_WITH_AS(readCheckpoint(checkpoint.config, checkpoint.weights),
                       "model.safetensors: \"transformer.ln_f.bias\" must have finite numbers, not inf at 3",
                       InputError);
  parameters.data[1] = 1e6f;
  CHECK_THROWS_WITH_AS(writeCheckpoint(parameters, Dtype::f16),
                       "\"transformer.wte.weight\" must have numbers up to 65504 for F16, not 1e+06 at 1", InputError);
}
