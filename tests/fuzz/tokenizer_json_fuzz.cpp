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

constexpr std::string_view kLikeLlama2 =
    R"({"added_tokens":[{"id":0,"content":"<unk>","special":true},{"id":1,"content":"<s>","special":true}],)"
    R"("normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":)"
    R"({"String":" "},"content":"▁"}]},"pre_tokenizer":null,"post_processor":{"type":"TemplateProcessing","single":)"
    R"([{"SpecialToken":{"id":"<s>"}},{"Sequence":{"id":"A"}}],"special_tokens":{"<s>":{"ids":[1]}}},"decoder":)"
    R"({"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":)"
    R"("ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},"model":)"
    R"({"type":"BPE","unk_token":"<unk>",)"
    R"("fuse_unk":true,"byte_fallback":true,"vocab":{"<unk>":0,"<s>":1,"<0x0A>":2,"▁":3,"a":4,"b":5,"ab":6,"▁ab":7},)"
    R"("merges":["a b",["▁","ab"]]}})";

constexpr std::string_view kUnigram =
    R"({"normalizer":{"type":"Sequence","normalizers":[{"type":"Strip","strip_left":false,"strip_right":true},)"
    R"({"type":"Replace","pattern":{"Regex":" {2,}"},"content":"▁"},{"type":"Precompiled","precompiled_charsmap":)"
    R"("BAAAAAAAAAAA"}]},"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":)"
    R"("Metaspace","replacement":"▁","prepend_scheme":"first","split":true}]},"decoder":{"type":"Metaspace",)"
    R"("replacement":"▁"},"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0],["▁",-2.5],["a",-3],["b",-3.5],)"
    R"(["ab",-4],["▁the",-5]]}})";

constexpr std::string_view kLikeQwen2 =
    R"({"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(?i:'s|'t|'re|'ve|'m|)"
    R"('ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"},)"
    R"("behavior":"Isolated","invert":false},{"type":"Digits","individual_digits":true},{"type":"Punctuation",)"
    R"("behavior":"MergedWithNext"},{"type":"ByteLevel","use_regex":false}]},"decoder":{"type":"ByteLevel"},)"
    R"("model":{"type":"BPE","ignore_merges":true,"unk_token":"a","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]}})";

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
    // What is rewritten, cut away or unknown does not come back.
    const bool keeps_text =
        written.find(R"("unk_token":null)") != std::string::npos &&
        written.find(R"("normalizer":null,"pre_tokenizer":{"type":"ByteLevel")") != std::string::npos;
    for (const std::string_view text :
         {"", "the fox's  \n fox 狐 <|end|>\u3000", "aaaaaaaabababab \x01", " ab ab\n\n "}) {
      encodeWithBoth(tokenizer, again, keeps_text, text);
    }
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

std::string tokenizerSeed(int kind) {
  if (kind == 0) return std::string(kLikeGpt2);
  if (kind == 3) return std::string(kLikeLlama2);
  if (kind == 4) return std::string(kUnigram);
  if (kind == 5) return std::string(kLikeQwen2);
  if (kind == 1) return Tokenizer::words("the fox's the fox 狐 \\ \" end").write();
  return Tokenizer::trainBpe("the fox's the fox the fox 狐狐", 270).write();
}
