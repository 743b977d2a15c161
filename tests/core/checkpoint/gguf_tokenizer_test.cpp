#include "checkpoint/gguf_tokenizer.h"

#include "base/input_error.h"
#include "doctest.h"
#include "formats/gguf.h"
#include "gguf_bytes.h"

using namespace attention;

namespace {

std::string texts(std::initializer_list<std::string_view> list) {
  std::string elements;
  for (const std::string_view text : list) elements += ggufText(text);
  return ggufList(8, list.size(), elements);
}

template <class Number>
std::string numbers(std::uint32_t type, std::initializer_list<Number> list) {
  std::string elements;
  for (const Number number : list) elements += bytesOf(number);
  return ggufList(type, list.size(), elements);
}

std::string boolean(bool value) { return bytesOf(std::uint32_t{7}) + bytesOf(value); }

Tokenizer made(const GgufBytes& bytes) {
  const std::string file = bytes.with("");
  return tokenizerOf(readGguf(file, file.size(), "file")->metadata, "file");
}

std::string refusal(const GgufBytes& bytes) {
  try {
    made(bytes);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

GgufBytes llama() {
  GgufBytes bytes;
  bytes.entry("tokenizer.ggml.model", ggufString("llama"))
      .entry("tokenizer.ggml.tokens", texts({"<unk>", "<s>", "</s>", "<0xC3>", "<0xA9>", "▁", "a", "b", "▁a", "ab"}))
      .entry("tokenizer.ggml.scores", numbers<float>(6, {0, 0, 0, 0, 0, -9, -8, -7, -2, -1}))
      .entry("tokenizer.ggml.token_type", numbers<std::int32_t>(5, {2, 3, 3, 6, 6, 1, 1, 1, 1, 1}))
      .entry("tokenizer.ggml.bos_token_id", ggufU32(1))
      .entry("tokenizer.ggml.eos_token_id", ggufU32(2));
  return bytes;
}

GgufBytes gpt2() {
  GgufBytes bytes;
  bytes.entry("tokenizer.ggml.model", ggufString("gpt2"))
      .entry("tokenizer.ggml.tokens", texts({"a", "b", "Ġ", "Ġa", "<|end|>"}))
      .entry("tokenizer.ggml.token_type", numbers<std::int32_t>(5, {1, 1, 1, 1, 3}))
      .entry("tokenizer.ggml.merges", texts({"Ġ a"}))
      .entry("tokenizer.ggml.bos_token_id", ggufU32(4))
      .entry("tokenizer.ggml.eos_token_id", ggufU32(4));
  return bytes;
}

}  // namespace

TEST_CASE("a GGUF file's SentencePiece merges the best score first, and knows bytes and the beginning") {
  const Tokenizer tokenizer = made(llama());
  CHECK(tokenizer.encode("ab a") == std::vector<int>{5, 9, 8});  // "ab" has a better score than "▁a"
  CHECK(tokenizer.encode("é") == std::vector<int>{5, 3, 4});
  CHECK(tokenizer.encodePrompt("a") == std::vector<int>{1, 8});
  CHECK(tokenizer.decode(std::vector<int>{5, 9, 8}) == "ab a");
  const Tokenizer other = made(llama()
                                   .entry("tokenizer.ggml.add_space_prefix", boolean(false))
                                   .entry("tokenizer.ggml.add_bos_token", boolean(false))
                                   .entry("tokenizer.ggml.add_eos_token", boolean(true)));
  CHECK(other.encodePrompt("a") == std::vector<int>{6, 2});
}

TEST_CASE("a GGUF file's byte-level pieces are merged in the order of its merges") {
  CHECK(made(gpt2()).encodePrompt("b a") == std::vector<int>{1, 3});
  CHECK(made(gpt2()).encode("a<|end|>") == std::vector<int>{0, 4});
  CHECK(made(gpt2().entry("tokenizer.ggml.pre", ggufString("llama-bpe"))).encodePrompt("b") == std::vector<int>{4, 1});
  CHECK(made(gpt2().entry("tokenizer.ggml.add_bos_token", boolean(true))).encodePrompt("b") == std::vector<int>{4, 1});
}

TEST_CASE("a GGUF file's tokenizer that cannot be is refused") {
  CHECK(refusal(GgufBytes()) == "file: tokenizer.ggml.model is missing");
  CHECK(refusal(GgufBytes().entry("tokenizer.ggml.model", ggufString("rwkv"))) ==
        "file: tokenizer.ggml.model must be llama, gpt2 or t5, not \"rwkv\"");
  GgufBytes bytes;
  bytes.entry("tokenizer.ggml.model", ggufString("llama")).entry("tokenizer.ggml.tokens", texts({"a", "b"}));
  CHECK(refusal(bytes) == "file: tokenizer.ggml.scores must be as many as the 2 tokens, not 0");
  bytes.entry("tokenizer.ggml.scores", numbers<float>(6, {0}));
  CHECK(refusal(bytes) == "file: tokenizer.ggml.scores must be as many as the 2 tokens, not 1");
  bytes = GgufBytes();
  bytes.entry("tokenizer.ggml.model", ggufString("gpt2"))
      .entry("tokenizer.ggml.tokens", texts({"a"}))
      .entry("tokenizer.ggml.merges", texts({}))
      .entry("tokenizer.ggml.token_type", numbers<std::int32_t>(5, {7}));
  CHECK(refusal(bytes) == "file: tokenizer.ggml.token_type must be whole numbers from 1 to 6, not 7 at 0");
  CHECK(refusal(gpt2().entry("tokenizer.ggml.pre", ggufString("tekken"))).find("tekken") != std::string::npos);
}
