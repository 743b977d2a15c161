#include "checkpoint/checkpoint.h"

#include <algorithm>

#include "base/input_error.h"
#include "doctest.h"
#include "formats/float16.h"
#include "safetensors_bytes.h"

using attention::Checkpoint;
using attention::Dtype;
using attention::InputError;
using attention::Parameters;
using attention::readCheckpoint;
using attention::readSafetensors;
using attention::Safetensors;
using attention::StoredTensor;
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

const StoredTensor& tensorNamed(const Safetensors& file, std::string_view name) {
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
    const Safetensors file = readSafetensors(checkpoint.weights, "file");
    CHECK(file.tensors.size() == attention::parameterTable(config).size());
    CHECK(file.tensors.back().name == "lm_head.weight");
  }
}

TEST_CASE("a checkpoint may come in pieces of any size, which are needed only while they are taken") {
  TransformerConfig config = kConfig;
  const Parameters parameters = parametersOf(config);
  for (const Dtype dtype : {Dtype::f32, Dtype::f16}) {
    const Checkpoint checkpoint = writeCheckpoint(parameters, dtype);
    // A tensor of an odd number of bytes before the last: what follows is at no multiple of a number's size.
    const std::string weights = withTensor(checkpoint.weights, "h.0.attn.bias", "U8", "[3]", "abc");
    const Parameters whole = readCheckpoint(checkpoint.config, weights);
    for (const std::size_t size : {1U, 3U, 7U, 64U, 1000U}) {
      CAPTURE(size);
      attention::CheckpointReader reader(checkpoint.config, weights, weights.size());
      for (auto at = static_cast<std::size_t>(reader.dataBegin()); at < weights.size(); at += size) {
        const std::string piece = weights.substr(at, size);
        reader.append(piece);
      }
      CHECK(reader.finish().data == whole.data);
    }
  }
}

TEST_CASE("a checkpoint that ends too early, or goes on after its end, is refused") {
  const Checkpoint checkpoint = writeCheckpoint(parametersOf(kConfig));
  attention::CheckpointReader reader(checkpoint.config, checkpoint.weights, checkpoint.weights.size());
  const std::string_view data =
      std::string_view(checkpoint.weights).substr(static_cast<std::size_t>(reader.dataBegin()));
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
  const Safetensors file = readSafetensors(weights, "file");
  CHECK(file.metadata == attention::Metadata{{"format", "pt"}});
  CHECK(file.tensors.size() == 2 + 2 * 12 + 2);
  CHECK(tensorNamed(file, "transformer.h.1.attn.c_attn.weight").shape == std::vector<std::int64_t>{4, 12});

  const std::string bare_weights = writeCheckpoint(withoutMlp()).weights;
  const Safetensors bare = readSafetensors(bare_weights, "file");
  CHECK(bare.tensors.size() == 2 + 2 * 12 + 2);
  CHECK(tensorNamed(bare, "transformer.h.0.mlp.c_fc.weight").shape == std::vector<std::int64_t>{4, 0});
  CHECK(tensorNamed(bare, "transformer.h.0.mlp.c_proj.weight").shape == std::vector<std::int64_t>{0, 4});
  std::vector<float> ones(4);
  attention::readNumbers(bare, tensorNamed(bare, "transformer.h.1.ln_2.weight"), ones);
  CHECK(ones == std::vector<float>{1, 1, 1, 1});
}

TEST_CASE("names without the prefix, masks and a head that is wte again are read too") {
  const Parameters parameters = parametersOf(kConfig);
  const Checkpoint checkpoint = writeCheckpoint(parameters);
  std::string header(headerIn(checkpoint.weights));
  while (header.find("transformer.") != std::string::npos) header = replaced(header, "transformer.", "");
  std::string weights = fileOf(header, dataIn(checkpoint.weights));
  weights = withTensor(weights, "h.0.attn.bias", "U8", "[1,1,2,2]", std::string(4, '\1'));
  weights = withTensor(weights, "h.0.attn.masked_bias", "F32", "[]", std::string("\0\0\x80\xff", 4));
  weights = withTensor(weights, "lm_head.weight", "F32", "[5,4]", dataIn(checkpoint.weights).substr(0, 80));
  CHECK(readCheckpoint(checkpoint.config, weights).data == parameters.data);
}

TEST_CASE("a head that is not wte is refused") {
  const Checkpoint checkpoint = writeCheckpoint(parametersOf(kConfig));
  const auto read = [&](std::string_view dtype, std::string_view shape, std::size_t bytes) {
    readCheckpoint(checkpoint.config,
                   withTensor(checkpoint.weights, "lm_head.weight", dtype, shape, std::string(bytes, '\0')));
  };
  CHECK_THROWS_WITH_AS(read("F32", "[5,4]", 80),
                       "model.safetensors: \"lm_head.weight\" must equal wte.weight, as tie_word_embeddings says",
                       InputError);
  CHECK_THROWS_WITH_AS(read("F32", "[6,4]", 96),
                       "model.safetensors: \"lm_head.weight\" must have shape [5, 4], not [6, 4]", InputError);
}

TEST_CASE("tensors that are missing, unknown or there twice are refused by name") {
  const Parameters parameters = parametersOf(kConfig);
  CHECK(refusal(parameters, "h.1.ln_1.weight", "h.1.ln_0.weight") ==
        "model.safetensors: \"h.1.ln_1.weight\" is missing");
  CHECK(refusal(parameters, "transformer.wte.weight", "model.wte.weight") ==
        "model.safetensors: \"wte.weight\" is missing");
  const Checkpoint checkpoint = writeCheckpoint(parameters);
  CHECK_THROWS_WITH_AS(
      readCheckpoint(checkpoint.config, withTensor(checkpoint.weights, "h.2.ln_1.weight", "F32", "[0]", "")),
      "model.safetensors: \"h.2.ln_1.weight\" is not a tensor of this model", InputError);
  CHECK_THROWS_WITH_AS(readCheckpoint(checkpoint.config, withTensor(checkpoint.weights, "ln_f.bias", "F32", "[0]", "")),
                       "model.safetensors: \"ln_f.bias\" must not be there both with and without \"transformer.\"",
                       InputError);
}

TEST_CASE("a tensor of another shape or dtype than config.json asks for is refused by name") {
  const Parameters parameters = parametersOf(kConfig);
  CHECK(refusal(parameters, "[4,12]", "[12,4]") ==
        "model.safetensors: \"transformer.h.0.attn.c_attn.weight\" must have shape [4, 12], not [12, 4]");
  CHECK(refusal(parameters, "\"dtype\":\"F32\",\"shape\":[5,4]", "\"dtype\":\"I32\",\"shape\":[5,4]") ==
        "model.safetensors: \"transformer.wte.weight\" must have dtype F32 or F16, not \"I32\"");
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
