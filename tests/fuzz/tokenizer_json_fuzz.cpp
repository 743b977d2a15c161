#include "tokenizer_json_fuzz.h"

#include <stdexcept>
#include <vector>

#include "base/input_error.h"
#include "text/tokenizer.h"

using attention::InputError;
using attention::Tokenizer;

namespace {

constexpr std::string_view kLikeGpt2 =
    R"({"added_tokens":[{"id":7,"content":"<|end|>","special":true}],"normalizer":null,"pre_tokenizer":{"type":)"
    R"("ByteLevel","add_prefix_space":false,"use_regex":true},"post_processor":{"type":"ByteLevel"},"decoder":{"type":)"
    R"("ByteLevel"},"model":{"type":"BPE","dropout":null,"unk_token":null,"vocab":{"a":0,"b":1,"ab":2,"abab":3,"Ġ":4,)"
    R"("Ċ":6,"ĠĠ":5},"merges":["a b",["ab","ab"],"Ġ Ġ"]}})";

void require(bool is_so, const char* otherwise) {
  if (!is_so) throw std::logic_error(otherwise);
}

void encodeWithBoth(const Tokenizer& tokenizer, const Tokenizer& again, bool gives_back, std::string_view text) {
  std::vector<int> ids;
  try {
    ids = tokenizer.encode(text);
  } catch (const InputError&) {  // a byte that has no token
    return;
  }
  require(again.encode(text) == ids, "read again, it gives other tokens");
  if (gives_back) require(tokenizer.decode(ids) == text, "text is lost");
}

}  // namespace

std::string fuzzTokenizerJson(std::string_view bytes) {
  try {
    const Tokenizer tokenizer = Tokenizer::read(bytes);
    const std::string written = tokenizer.write();
    const Tokenizer again = Tokenizer::read(written);
    require(again.write() == written, "read again, it is another");
    const bool has_unknown = written.find(R"("unk_token":null)") == std::string::npos;
    for (const std::string_view text :
         {"", "the fox's  \n fox 狐 <|end|>\u3000", "aaaaaaaabababab \x01", " ab ab\n\n "}) {
      encodeWithBoth(tokenizer, again, !has_unknown, text);
    }
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

std::string tokenizerSeed(int kind) {
  if (kind == 0) return std::string(kLikeGpt2);
  if (kind == 1) return Tokenizer::words("the fox's the fox 狐 \\ \" end").write();
  return Tokenizer::trainBpe("the fox's the fox the fox 狐狐", 270).write();
}
