#include "checkpoint/architectures.h"

#include <numeric>

#include "architecture_golden.h"
#include "base/input_error.h"
#include "checkpoint/checkpoint.h"
#include "doctest.h"
#include "formats/safetensors.h"
#include "safetensors_bytes.h"

using namespace attention;

namespace {

const golden::ArchitectureCase& caseNamed(std::string_view name) {
  for (const golden::ArchitectureCase& one : golden::architectureCases()) {
    if (one.name == name) return one;
  }
  throw std::runtime_error("no such case");
}

/// What reading a case's own weights says with `from` replaced in their header.
std::string refusal(std::string_view name, std::string_view from, std::string_view to) {
  const golden::ArchitectureCase& one = caseNamed(name);
  try {
    readCheckpoint(one.config, withHeader(one.weights, from, to));
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a fused tensor holds query, key and value of one head after the other") {
  const golden::ArchitectureCase& neox = caseNamed("GPT-NeoX");
  const TensorFile file = readSafetensors(neox.weights, "file");
  const auto tensor = std::find_if(file.tensors.begin(), file.tensors.end(), [](const StoredTensor& one) {
    return one.name == "gpt_neox.layers.1.attention.query_key_value.weight";
  });
  std::vector<float> stored(36 * 12);
  readNumbers(file, *tensor, stored);
  const Tensors<const float> tensors = neox.parameters.tensors();
  const int size = 6;
  for (int head = 0; head < 2; ++head) {
    for (const auto& [weight, part] : {std::pair(Weight::w_q, 0), {Weight::w_k, 1}, {Weight::w_v, 2}}) {
      for (int i = 0; i < size; ++i) {
        const int row = (head * 3 + part) * size + i;
        for (int input = 0; input < 12; ++input) {
          CHECK(tensors.view(weight, 1).row(input)[head * size + i] ==
                stored[static_cast<std::size_t>(row * 12 + input)]);
        }
      }
    }
  }
}

TEST_CASE("files of other kinds may have the numbers that are turned together side by side") {
  const golden::ArchitectureCase& llama = caseNamed("Llama 3");
  TensorFile file = readSafetensors(llama.weights, "model.bin");
  for (StoredTensor& tensor : file.tensors) {
    if (tensor.name.find("q_proj") != std::string::npos) tensor.rows = {3, 2, 1};
  }
  const std::string_view bytes = file.data;
  CheckpointReader reader(llama.config);
  reader.addFile(file);
  reader.append(bytes);
  const Parameters read = reader.finish();
  const ConstView halves = llama.parameters.tensors().view(Weight::w_q), pairs = read.tensors().view(Weight::w_q);
  for (int row = 0; row < 8; ++row) {
    for (int head = 0; head < 4; ++head) {
      for (int i = 0; i < 6; ++i) {
        CHECK(pairs.row(row)[head * 6 + i % 2 * 3 + i / 2] == halves.row(row)[head * 6 + i]);
      }
    }
  }
  const ConstView values = llama.parameters.tensors().view(Weight::w_v), same = read.tensors().view(Weight::w_v);
  for (int row = 0; row < 8; ++row) CHECK(std::equal(values.row(row), values.row(row) + 12, same.row(row)));
}

TEST_CASE("files come in pieces of any size, in halves as in whole numbers") {
  for (const golden::ArchitectureCase& one : golden::architectureCases()) {
    if (!one.isPlain()) continue;
    CAPTURE(one.name);
    const Checkpoint halves = writeCheckpoint(one.parameters, Dtype::f16);
    const Parameters whole = readCheckpoint(halves.config, halves.weights);
    for (const std::size_t size : {3U, 1001U}) {
      CheckpointReader reader(halves.config);
      auto at = static_cast<std::size_t>(reader.addFile("model.safetensors", halves.weights, halves.weights.size()));
      for (; at < halves.weights.size(); at += size) reader.append(std::string_view(halves.weights).substr(at, size));
      CHECK(reader.finish().data == whole.data);
    }
    for (std::size_t i = 0; i < whole.data.size(); ++i) {
      REQUIRE(std::abs(whole.data[i] - one.parameters.data[i]) <= 1e-3f);
    }
  }
}

TEST_CASE(
    "a head that stands beside a tied embedding is passed over where it is the same, and the model's own if not") {
  const golden::ArchitectureCase& tied = caseNamed("Gemma");
  for (const bool is_same : {true, false}) {
    Checkpoint checkpoint = writeCheckpoint(tied.parameters);
    TransformerConfig own = tied.parameters.config;
    own.is_head_tied = false;
    Parameters parameters{own, tied.parameters.data};
    const ConstView embedding = tied.parameters.tensors().view(Weight::wte);
    parameters.data.insert(parameters.data.end(), embedding.data, embedding.row(embedding.rows));
    if (!is_same) parameters.data.back() += 1;
    checkpoint.weights = writeCheckpoint(parameters).weights;
    const Parameters read = readCheckpoint(checkpoint.config, checkpoint.weights);
    CHECK(read.config.is_head_tied == is_same);
    CHECK(read.data.size() == (is_same ? tied.parameters.data.size() : parameters.data.size()));
    if (!is_same) CHECK(read.tensors().head().row(6)[7] == parameters.data.back());
  }
}

TEST_CASE("a tensor that is missing, of another shape or not of the architecture is refused by its name in the file") {
  CHECK(refusal("Llama 3", "layers.1.self_attn.k_proj", "layers.1.self_attn.l_proj") ==
        "model.safetensors: \"layers.1.self_attn.k_proj.weight\" is missing");
  CHECK(refusal("Phi", "lm_head.bias", "lm_head.bios") == "model.safetensors: \"lm_head.bias\" is missing");
  CHECK(refusal("Qwen 3", "[18,8]", "[8,18]")
            .starts_with("model.safetensors: \"model.layers.0.self_attn.q_proj.weight\""
                         " must have shape [18, 8], not [8, 18]"));
  const golden::ArchitectureCase& llama = caseNamed("Llama 3");
  CHECK_THROWS_WITH_AS(readCheckpoint(replaced(llama.config, "\"llama\"", "\"qwen3\""), llama.weights),
                       "model.safetensors: \"layers.0.self_attn.q_norm.weight\" is missing", InputError);
  const golden::ArchitectureCase& biased = caseNamed("Llama with biases, one key and value head");
  CHECK_THROWS_WITH_AS(
      readCheckpoint(replaced(biased.config, "\"attention_bias\": true", "\"attention_bias\": false"), biased.weights),
      doctest::Contains("self_attn.q_proj.bias\" is not a tensor of this model"), InputError);
}

TEST_CASE(
    "a new model of any architecture can be trained: its heads divide its width, and it is what it would be read as") {
  for (const char* type : {"gpt_neox", "llama", "mistral", "qwen2", "qwen3", "gemma", "phi"}) {
    CAPTURE(type);
    const TransformerConfig config = newModel(
        type,
        {.layers = 2, .heads = 4, .d_model = 24, .d_mlp = 10, .context = 8, .vocab_size = 9, .key_value_heads = 4});
    CHECK(config.headSize() == 6);
    for (const Initialisation initialisation : {Initialisation::gpt2, Initialisation::width}) {
      const Parameters parameters = initialParameters(config, 1, initialisation);
      const Checkpoint checkpoint = writeCheckpoint(parameters);
      CHECK(readCheckpoint(checkpoint.config, checkpoint.weights).config == config);
    }
  }
  const TransformerConfig shared = newModel("llama", {.heads = 4, .d_model = 24, .key_value_heads = 2});
  const Parameters parameters = initialParameters(shared, 1, Initialisation::width);
  const ConstView queries = parameters.tensors().view(Weight::w_q), keys = parameters.tensors().view(Weight::w_k);
  double products = 0, first = 0, second = 0;
  for (int row = 0; row < 24; ++row) {
    for (int i = 0; i < 6; ++i) {  // the second of them is the third head's
      const double query = double(queries.row(row)[12 + i]), key = double(keys.row(row)[6 + i]);
      products += query * key;
      first += query * query;
      second += key * key;
    }
  }
  CHECK(products / std::sqrt(first * second) == doctest::Approx(0.9).epsilon(0.1));
  CHECK_THROWS_WITH_AS(newModel("gpt2", {.key_value_heads = 2}),
                       "key_value_heads must be as many as the 4 heads of gpt2, not 2", InputError);
  CHECK(newModel("gpt2", {.layers = 3}) == TransformerConfig{.layers = 3});
  CHECK_THROWS_WITH_AS(
      newModel("mamba", {}),
      "architecture must be one of gpt2, gpt_neox, llama, mistral, qwen2, qwen3, gemma, phi, not \"mamba\"",
      InputError);
}
