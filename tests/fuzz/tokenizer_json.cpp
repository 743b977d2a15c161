// A tokenizer.json that is wrong in any way is refused with InputError or read to a tokenizer that works: nothing else
// is thrown, nothing is read out of bounds. The body takes any bytes; the test replays a corpus and mutations of it.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "doctest.h"
#include "input_error.h"
#include "tokenizer.h"

using attention::InputError;
using attention::Tokenizer;

namespace {

void encodeSomething(const Tokenizer& tokenizer, const Tokenizer& again, bool gives_back) {
  for (const std::string_view text : {"", "the fox's  \n fox 狐 <|end|>\u3000", "aaaaaaaabababab \x01"}) {
    try {
      const std::vector<int> ids = tokenizer.encode(text);
      if (gives_back && tokenizer.kind() != Tokenizer::Kind::words) CHECK(tokenizer.decode(ids) == text);
      CHECK(again.encode(text) == ids);
    } catch (const InputError&) {  // a byte that has no token
    }
  }
}

/// Whether the bytes were taken for a tokenizer.
bool fuzzTokenizerJson(std::string_view bytes) {
  try {
    const Tokenizer tokenizer = Tokenizer::read(bytes);
    const std::string written = tokenizer.write();
    const Tokenizer again = Tokenizer::read(written);
    CHECK(again.write() == written);
    encodeSomething(tokenizer, again, written.find(R"("unk_token":null)") != std::string::npos);
    return true;
  } catch (const InputError&) {
    return false;
  }
}

const std::string kFrame =
    R"({"added_tokens":[{"id":7,"content":"<|end|>","special":true}],"normalizer":null,"pre_tokenizer":{"type":)"
    R"("ByteLevel","add_prefix_space":false,"use_regex":true},"post_processor":{"type":"ByteLevel"},"decoder":{"type":)"
    R"("ByteLevel"},"model":{"type":"BPE","dropout":null,"unk_token":null,"vocab":{"a":0,"b":1,"ab":2,"abab":3,"Ġ":4,)"
    R"("Ċ":6,"ĠĠ":5},"merges":["a b",["ab","ab"],"Ġ Ġ"]}})";

/// Files that are right, for mutations to break.
std::vector<std::string> seeds() {
  return {kFrame, Tokenizer::words("the fox's the fox 狐 \\ \" end").write(),
          Tokenizer::trainBpe("the fox's the fox the fox 狐狐", 270).write()};
}

class Mutations {
 public:
  explicit Mutations(std::uint32_t seed) : state_(seed) {}

  std::string mutated(std::string text, std::string_view other) {
    for (std::uint32_t n = 1 + below(3); n > 0; --n) mutate(text, other);
    return text;
  }

  std::uint32_t below(std::size_t n) {
    state_ = state_ * 1664525u + 1013904223u;
    return static_cast<std::uint32_t>((state_ >> 4) % n);
  }

 private:
  void mutate(std::string& text, std::string_view other) {
    static constexpr std::array<std::string_view, 16> kTokens = {
        "null", "true", "-1", "4294967296", "1e3", "\"\"",    "\"a\"",   "[",
        "]",    "{",    "}",  ",",          ":",   "\\ud800", "\\u0000", "\xff"};
    const std::size_t at = below(text.size() + 1);
    const std::size_t length = below(12);
    switch (below(5)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, kTokens[below(kTokens.size())]);
        break;
      case 3:
        text.replace(at, length, kTokens[below(kTokens.size())]);
        break;
      default: {
        const std::size_t start = below(other.size());
        text.insert(at, other.substr(start, below(40)));
      }
    }
  }

  std::uint32_t state_;
};

}  // namespace

TEST_CASE("files of tokenizers that are right are read") {
  for (const std::string& seed : seeds()) CHECK(fuzzTokenizerJson(seed));
}

TEST_CASE("files of tokenizers that once were, or could be, trouble are refused") {
  for (const std::string& file : {
           std::string(),
           std::string("\0", 1),
           std::string("null"),
           std::string(R"({"model":null})"),
           std::string(R"({"model":{"type":null}})"),
           std::string(R"({"model":{"type":"BPE"},"pre_tokenizer":null})"),
           std::string(R"({"model":{"vocab":{"\udc00":0}}})"),
           std::string(R"({"model":{"vocab":{"":0},"merges":[" "]},"pre_tokenizer":{"type":"ByteLevel"},)"
                       R"("decoder":{"type":"ByteLevel"}})"),
           std::string(R"({"model":{"type":"WordLevel","vocab":{"a":0},"unk_token":"b"},)"
                       R"("pre_tokenizer":{"type":"WhitespaceSplit"}})"),
           std::string(100'000, '{'),
           kFrame + "}",
           kFrame.substr(0, kFrame.size() - 1),
       }) {
    INFO(file.substr(0, 100));
    CHECK(!fuzzTokenizerJson(file));
  }
}

TEST_CASE("mutated files of tokenizers are refused or work") {
  Mutations mutations(42);
  const std::vector<std::string> files = seeds();
  int taken = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::string& file = files[mutations.below(files.size())];
    const std::string& other = files[mutations.below(files.size())];
    taken += fuzzTokenizerJson(mutations.mutated(file, other));
  }
  CHECK(taken > 100);  // some mutations hurt nothing
}
