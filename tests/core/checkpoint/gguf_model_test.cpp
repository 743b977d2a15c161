#include "checkpoint/gguf_model.h"

#include "base/input_error.h"
#include "doctest.h"
#include "gguf_bytes.h"
#include "model_files_golden.h"

using namespace attention;

namespace {

/// What `translated` says of a file with these entries and tensors.
std::string refusal(const GgufBytes& bytes, std::string_view data = "") {
  const std::string file = bytes.with(data);
  try {
    translated(*readGguf(file, file.size(), "file"), file);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

GgufBytes llama() {
  GgufBytes bytes;
  bytes.entry("general.architecture", ggufString("llama"))
      .entry("llama.embedding_length", ggufU32(8))
      .entry("llama.feed_forward_length", ggufU32(8))
      .entry("llama.block_count", ggufU32(1))
      .entry("llama.context_length", ggufU32(8))
      .entry("llama.attention.head_count", ggufU32(2))
      .entry("llama.attention.layer_norm_rms_epsilon", bytesOf(std::uint32_t{6}) + bytesOf(1e-5f));
  return bytes;
}

}  // namespace

TEST_CASE("GGUF files of every architecture are told as Hugging Face has them") {
  const std::vector<golden::ModelFile> files = golden::ggufFiles();
  CHECK(files.size() == 9);
  for (const golden::ModelFile& file : files) {
    CAPTURE(file.name);
    const std::optional<Gguf> gguf = readGguf(file.bytes, file.bytes.size(), file.name);
    REQUIRE(gguf);
    const std::optional<TranslatedModel> model = translated(*gguf, file.bytes);
    REQUIRE(model);
    CHECK(golden::difference(file, *model) == "");
    // GPT-2's products are written the other way round than GGUF has them.
    if (!file.name.starts_with("gpt2")) CHECK(golden::differenceOnceRead(file, *model) == "");
  }
}

TEST_CASE("more of a file is wanted until its header and its rotary factors are there") {
  const golden::ModelFile file = golden::ggufFiles()[1];
  const Gguf whole = *readGguf(file.bytes, file.bytes.size(), "file");
  const std::size_t enough = static_cast<std::size_t>(whole.file.data_begin) + 32;
  for (std::size_t size = 0; size < enough; size += 5) {
    const std::string_view beginning = std::string_view(file.bytes).substr(0, size);
    const std::optional<Gguf> gguf = readGguf(beginning, file.bytes.size(), "file");
    CHECK(!(gguf && translated(*gguf, beginning)));
  }
  const std::string_view beginning = std::string_view(file.bytes).substr(0, enough);
  const std::optional<Gguf> gguf = readGguf(beginning, file.bytes.size(), "file");
  REQUIRE(gguf);
  CHECK(translated(*gguf, beginning)->config == translated(whole, file.bytes)->config);
}

TEST_CASE("a GGUF file of another architecture, or without a size, is refused") {
  CHECK(refusal(GgufBytes()) == "file: general.architecture is missing");
  CHECK(refusal(GgufBytes().entry("general.architecture", ggufString("mamba"))) ==
        "file: general.architecture must be llama, qwen2, qwen3, gemma, gpt2, gptneox or phi2, not \"mamba\"");
  CHECK(refusal(GgufBytes().entry("general.architecture", ggufU32(1))) ==
        "file: general.architecture must be a text, not 1");
  CHECK(refusal(GgufBytes().entry("general.architecture", ggufString("llama"))) ==
        "file: llama.embedding_length is missing");
  CHECK(refusal(llama()) == "file: \"token_embd.weight\" is missing");
  CHECK(refusal(llama().entry("llama.attention.head_count_kv", ggufList(4, 1, bytesOf(2)))) ==
        "file: llama.attention.head_count_kv must be a whole number from 1 to 16777216, not [2]");
  CHECK(refusal(llama().entry("llama.attention.key_length", ggufU32(0))) ==
        "file: llama.attention.key_length must be a whole number from 1 to 16777216, not 0");
}

TEST_CASE("rotary factors that are not Llama 3.1's are refused") {
  GgufBytes bytes = llama();
  bytes.tensor("rope_freqs.weight", {2}, 0, 0);
  CHECK(refusal(bytes, bytesOf(1.0f) + bytesOf(2.0f)) ==
        "file: \"rope_freqs.weight\" must be Llama 3.1's scaling, with 1 at 1, not 2");
  CHECK(refusal(llama().tensor("rope_freqs.weight", {1, 1}, 0, 0), bytesOf(1.0f)) ==
        "file: \"rope_freqs.weight\" must have one dimension, not shape [1, 1]");
}

TEST_CASE("joint queries, keys and values of another size are refused, and tensors without a place keep their names") {
  GgufBytes bytes;
  bytes.entry("general.architecture", ggufString("phi2"))
      .entry("phi2.embedding_length", ggufU32(4))
      .entry("phi2.feed_forward_length", ggufU32(4))
      .entry("phi2.block_count", ggufU32(1))
      .entry("phi2.context_length", ggufU32(8))
      .entry("phi2.attention.head_count", ggufU32(2))
      .entry("phi2.attention.layer_norm_epsilon", bytesOf(std::uint32_t{6}) + bytesOf(1e-5f))
      .tensor("token_embd.weight", {4, 0}, 0, 0)
      .tensor("blk.0.other.weight", {0}, 0, 0);
  const std::string file = bytes.with("");
  const std::optional<TranslatedModel> model = translated(*readGguf(file, file.size(), "file"), file);
  CHECK(model->weights.tensors[0].known_as == "model.embed_tokens.weight");
  CHECK(model->weights.tensors[1].known_as == "");
  bytes.tensor("blk.0.attn_qkv.weight", {4, 11}, 0, 0);
  CHECK(refusal(bytes, std::string(176, '\0')) ==
        "file: \"blk.0.attn_qkv.weight\" must have 12 rows, not shape [11, 4]");
}
