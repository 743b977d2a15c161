#include "text/tokenizer_json.h"

#include <string>

#include "base/input_error.h"
#include "doctest.h"

using attention::InputError;
using attention::Tokenizer;
using Ids = std::vector<int>;

namespace {

/// What is left of a file like GPT-2's with three letters in its vocabulary; `model` and `added` go into it.
std::string gpt2Like(const std::string& model, const std::string& added = "[]") {
  return R"({"version":"1.0","truncation":null,"padding":null,"added_tokens":)" + added +
         R"(,"normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true},)"
         R"("post_processor":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false},)"
         R"("decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true},"model":)" +
         model + "}";
}

std::string bpeModel(const std::string& vocab, const std::string& merges, const std::string& more = "") {
  return R"({"dropout":null,"unk_token":null,"continuing_subword_prefix":"","end_of_word_suffix":"",)"
         R"("fuse_unk":false,)" +
         more + R"("vocab":)" + vocab + R"(,"merges":)" + merges + "}";
}

std::string wordLevel(const std::string& model, const std::string& more = "") {
  return R"({"pre_tokenizer":{"type":"WhitespaceSplit"},)" + more + R"("model":)" + model + "}";
}

const std::string kVocab = R"({"Ġ":4,"a":3,"b":2,"ab":1,"Ġab":0})";
const std::string kMerges = R"(["a b","Ġ ab"])";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

void checkRefused(const std::string& json, const std::string& message) {
  CHECK_THROWS_WITH_AS(Tokenizer::read(json), ("tokenizer.json: " + message).c_str(), InputError);
}

}  // namespace

TEST_CASE("a file like GPT-2's is read, in any order of ids, with merges as texts or as pairs") {
  const std::string added =
      R"([{"id":5,"special":true,"content":"<|end|>","single_word":false,"lstrip":false,"rstrip":false,)"
      R"("normalized":true}])";
  for (const char* merges : {R"(["a b","Ġ ab"])", R"([["a","b"],["Ġ","ab"]])"}) {
    const Tokenizer bpe = Tokenizer::read(gpt2Like(bpeModel(kVocab, merges), added));
    CHECK(bpe.kind() == Tokenizer::Kind::bpe);
    CHECK(bpe.size() == 6);
    CHECK(bpe.encode("ab ab  ba") == Ids{1, 0, 4, 4, 2, 3});
    CHECK(bpe.encode("<|end|>ab<|end|> ab") == Ids{5, 1, 5, 0});
    CHECK(bpe.decode(Ids{0, 5, 4}) == " ab<|end|> ");
    CHECK(bpe.piece(0) == " ab");
  }
}

TEST_CASE("an added token may be in the vocabulary too, and have spaces or letters of bytes in it") {
  const std::string vocab = R"({"a":0,"b":1,"<end>":2,"é":3})";
  const std::string added =
      R"([{"id":2,"content":"<end>"},{"id":3,"content":"é"},{"id":4,"content":"ab  c"},{"id":5,"content":"ab"}])";
  const Tokenizer bpe = Tokenizer::read(gpt2Like(bpeModel(vocab, "[]"), added));
  CHECK(bpe.encode("a<end>bé") == Ids{0, 2, 1, 3});
  CHECK(bpe.decode(Ids{0, 2, 1, 3}) == "a<end>bé");
  CHECK(bpe.encode("aab  cab") == Ids{0, 4, 5});
  CHECK(bpe.write() == Tokenizer::read(bpe.write()).write());
  CHECK(Tokenizer::read(bpe.write()).encode("aab  cabé") == Ids{0, 4, 5, 3});
}

TEST_CASE("a byte that has no token is refused, or becomes the unknown token") {
  const Tokenizer without = Tokenizer::read(gpt2Like(bpeModel(kVocab, kMerges)));
  CHECK_THROWS_WITH_AS(without.encode("abc"), "text has \"c\", and the tokenizer has no token for its byte 99",
                       InputError);
  const std::string model = replaced(bpeModel(kVocab, kMerges), R"("unk_token":null)", R"("unk_token":"Ġab")");
  CHECK(Tokenizer::read(gpt2Like(model)).encode("abcb") == Ids{1, 0, 2});
}

TEST_CASE("a byte without a token is named with its character") {
  const Tokenizer bpe = Tokenizer::read(gpt2Like(bpeModel(kVocab, kMerges)));
  CHECK_THROWS_WITH_AS(bpe.encode("ab é"), "text has \"é\", and the tokenizer has no token for its byte 195",
                       InputError);
}

TEST_CASE("what a file says of cutting, unknown bytes and merges is done, and written again") {
  const auto checkEncoded = [](const std::string& json, const std::string& text, const Ids& expected) {
    INFO(json);
    const Tokenizer bpe = Tokenizer::read(json);
    CHECK(bpe.encode(text) == expected);
    CHECK(Tokenizer::read(bpe.write()).encode(text) == expected);
  };
  const std::string good = gpt2Like(bpeModel(kVocab, kMerges));
  checkEncoded(replaced(good, R"("add_prefix_space":false)", R"("add_prefix_space":true)"), "ab ab", {0, 0});
  checkEncoded(replaced(good, R"("pre_tokenizer":{"type":"ByteLevel",)",
                        R"("pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"ByteLevel",)"
                        R"("add_prefix_space":true}]},"x":{)"),
               "ab", {0});
  const std::string unknown = replaced(good, R"("unk_token":null)", R"("unk_token":"Ġab")");
  checkEncoded(unknown, "acdeb", {3, 0, 0, 0, 2});
  checkEncoded(replaced(unknown, R"("fuse_unk":false)", R"("fuse_unk":true)"), "acdeb", {3, 0, 2});
  checkEncoded(replaced(good, R"("unk_token":null)", R"("unk_token":"")"), "ab", {1});
  const std::string spelt = R"({"Ġ":4,"a":3,"b":2,"ab":1,"Ġab":0,"<0x63>":6,"<0xC3>":7,"<0xA9>":8})";
  checkEncoded(gpt2Like(bpeModel(spelt, kMerges, R"("byte_fallback":true,)")), "acb", {3, 6, 2});
  const std::string whole = R"({"Ġ":4,"a":3,"b":2,"ab":1,"Ġab":0,"bab":5})";
  checkEncoded(gpt2Like(bpeModel(whole, kMerges)), "bab", {2, 1});
  checkEncoded(gpt2Like(bpeModel(whole, kMerges, R"("ignore_merges":true,)")), "bab ab", {5, 0});
  // Of a pair that is merged twice the last merge counts.
  checkEncoded(gpt2Like(bpeModel(R"({"a":0,"b":1,"ab":2,"bb":3})", R"(["a b","b b","a b"])")), "abb", {0, 3});
  checkEncoded(replaced(good, R"("decoder":{)", R"("decoder":null,"x":{)"), "ab", {1});
  checkEncoded(replaced(good, R"("truncation":null)", R"("truncation":{"max_length":3})"), "ab", {1});
}

TEST_CASE("ids may have gaps, which read nothing") {
  const Tokenizer bpe =
      Tokenizer::read(gpt2Like(bpeModel(R"({"a":0,"b":7})", "[]"), R"([{"id":9,"content":"[PAD]"}])"));
  CHECK(bpe.size() == 10);
  CHECK(bpe.encode("ab[PAD]") == Ids{0, 7, 9});
  CHECK(bpe.decode(Ids{0, 3, 7}) == "ab");
  CHECK(Tokenizer::read(bpe.write()).encode("ab[PAD]") == Ids{0, 7, 9});
}

TEST_CASE("added tokens take the white space beside them, or stand only between words, as the file says") {
  const auto with = [](const std::string& flags) {
    return Tokenizer::read(gpt2Like(bpeModel(kVocab, kMerges), R"([{"id":5,"content":"ba",)" + flags + "}]"));
  };
  CHECK(with(R"("lstrip":true)").encode("ab  ba ab") == Ids{1, 5, 0});
  CHECK(with(R"("rstrip":true)").encode("ab ba  ab") == Ids{1, 4, 5, 1});
  CHECK(with(R"("single_word":true)").encode("ab ba bab") == Ids{1, 4, 5, 4, 2, 1});
  CHECK(with(R"("single_word":true)").encode("ba") == Ids{5});
  CHECK(with(R"("lstrip":true,"rstrip":true)").encode(" ba  ba ") == Ids{5, 5});
  const Tokenizer again = Tokenizer::read(with(R"("lstrip":true,"rstrip":true,"single_word":true)").write());
  CHECK(again.encode(" ba ba aba") == Ids{5, 5, 1, 3});
}

TEST_CASE("a template's tokens go round a prompt, not round a text to be learned") {
  const std::string json =
      replaced(gpt2Like(bpeModel(kVocab, kMerges), R"([{"id":5,"content":"<s>"},{"id":6,"content":"</s>"}])"),
               R"("post_processor":{)",
               R"("post_processor":{"type":"Sequence","processors":[{"type":"ByteLevel"},)"
               R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},)"
               R"({"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],"pair":[],)"
               R"("special_tokens":{"<s>":{"id":"<s>","ids":[5],"tokens":["<s>"]},)"
               R"("</s>":{"id":"</s>","ids":[6,6],"tokens":["</s>","</s>"]}}}]},"x":{)");
  const Tokenizer bpe = Tokenizer::read(json);
  CHECK(bpe.encode("ab") == Ids{1});
  CHECK(bpe.encodePrompt("ab") == Ids{5, 1, 6, 6});
  CHECK(Tokenizer::read(bpe.write()).encodePrompt("ab") == Ids{5, 1, 6, 6});
  CHECK(bpe.decode(Ids{5, 1, 6, 6}) == "<s>ab</s></s>");
  CHECK(bpe.decode(Ids{5, 1, 6, 6}, true) == "ab");
}

TEST_CASE("of the added tokens, those that are special can be left out of a text") {
  const Tokenizer bpe = Tokenizer::read(gpt2Like(
      bpeModel(kVocab, kMerges), R"([{"id":5,"content":"<call>"},{"id":6,"content":"<end>","special":true}])"));
  const Ids ids = bpe.encode("ab<call>a<end>");
  CHECK(bpe.decode(ids) == "ab<call>a<end>");
  CHECK(bpe.decode(ids, true) == "ab<call>a");
  CHECK_THROWS_AS(bpe.decode(Ids{7}, true), InputError);
}

TEST_CASE("a text is normalised by who can do it, but for the added tokens that stand in it as they are") {
  const auto upperA = [](std::string_view text, attention::NormalForm form) {
    std::string result(text);
    for (char& c : result) c = form == attention::NormalForm::lowercase && c == 'A' ? 'a' : c;
    return result;
  };
  const std::string json = replaced(
      gpt2Like(bpeModel(kVocab, kMerges), R"([{"id":5,"content":"Ab"},{"id":6,"content":"BA","normalized":true}])"),
      R"("normalizer":null)",
      R"("normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Lowercase"}]})");
  const Tokenizer bpe = Tokenizer::read(json, upperA);
  CHECK(bpe.encode("AAbabBa") == Ids{3, 5, 1, 6});
  CHECK(Tokenizer::read(bpe.write(), upperA).encode("AAbabBa") == Ids{3, 5, 1, 6});
  CHECK_THROWS_WITH_AS(
      Tokenizer::read(replaced(json, "NFC", "StripAccents"), upperA),
      "tokenizer.json: normalizer.normalizers[0].type must be NFC, NFD, NFKC, NFKD, Lowercase, Prepend, "
      "Replace, Strip or Precompiled, not \"StripAccents\"",
      InputError);
}

TEST_CASE("without pre-tokens, merges go across words") {
  const std::string json = replaced(gpt2Like(bpeModel(R"({"Ġ":0,"a":1,"aĠ":2,"aĠa":3})", R"(["a Ġ","aĠ a"])")),
                                    R"("trim_offsets":true)", R"("trim_offsets":true,"use_regex":false)");
  CHECK(Tokenizer::read(json).encode("a a a") == Ids{2, 3});
}

TEST_CASE("words are read with their ids and their unknown token") {
  const Tokenizer words =
      Tokenizer::read(wordLevel(R"({"type":"WordLevel","vocab":{"fox":2,"the":0,"?":1},"unk_token":"?"})",
                                R"("added_tokens":[{"id":3,"content":"[SEP]"}],)"));
  CHECK(words.kind() == Tokenizer::Kind::words);
  CHECK(words.encode("the brown[SEP] fox") == Ids{0, 1, 3, 2});
}

TEST_CASE("what is written is read back the same") {
  std::string text = "the quick brown fox's \"tail\" \\ \u2028 狐 狐 \x01 the quick";
  for (const Tokenizer& tokenizer : {Tokenizer::words(text), Tokenizer::bytes(), Tokenizer::trainBpe(text, 300)}) {
    const Tokenizer back = Tokenizer::read(tokenizer.write());
    CHECK(back.kind() == tokenizer.kind());
    CHECK(back.size() == tokenizer.size());
    CHECK(back.write() == tokenizer.write());
    CHECK(back.encode(text + " new") == tokenizer.encode(text + " new"));
    for (int id = 0; id < back.size(); ++id) CHECK(back.piece(id) == tokenizer.piece(id));
  }
}

TEST_CASE("the form of the file is the one that Hugging Face's tokenizers read") {
  const std::string bpe = Tokenizer::trainBpe("aa aa", 257).write();
  CHECK(bpe.find(R"("model":{"type":"BPE","unk_token":null,"dropout":null,)") != std::string::npos);
  CHECK(bpe.find(R"("vocab":{"Ā":0,"ā":1,)") != std::string::npos);
  CHECK(bpe.find(R"("aa":256},"merges":["a a"]}})") != std::string::npos);
  CHECK(bpe.find(
            R"("pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true})") !=
        std::string::npos);
  CHECK(Tokenizer::words("fox").write() ==
        R"({"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,)"
        R"("pre_tokenizer":{"type":"WhitespaceSplit"},"post_processor":null,"decoder":null,)"
        R"("model":{"type":"WordLevel","unk_token":"<unk>","vocab":{"<unk>":0,"fox":1}}})");
}

TEST_CASE("parts that are not supported are refused by name") {
  const std::string good = gpt2Like(bpeModel(kVocab, kMerges));
  CHECK_NOTHROW(Tokenizer::read(good));
  const auto check = [&](const std::string& from, const std::string& to, const std::string& message) {
    INFO(to);
    checkRefused(replaced(good, from, to), message);
  };
  check(R"("normalizer":null)", R"("normalizer":{"type":"NFC"})",
        R"(normalizer.type must be Prepend, Replace, Strip or Precompiled, not "NFC")");
  check(R"("pre_tokenizer":{"type":"ByteLevel")", R"("pre_tokenizer":{"type":"Sequence")",
        "pre_tokenizer.pretokenizers is missing");
  check(R"("pre_tokenizer":{)",
        R"("pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"ByteLevel"},{"type":"Digits"}]},"x":{)",
        R"(pre_tokenizer.pretokenizers[0].type must be Split, Digits, Punctuation, Whitespace, WhitespaceSplit, )"
        R"(Metaspace or, as the last, ByteLevel, not "ByteLevel")");
  check(R"("add_prefix_space":false)", R"("add_prefix_space":0)",
        "pre_tokenizer.add_prefix_space must be true or false, not 0");
  check(R"("post_processor":{"type":"ByteLevel")", R"("post_processor":{"type":"TemplateProcessing")",
        "post_processor.single is missing");
  check(R"("post_processor":{"type":"ByteLevel")", R"("post_processor":{"type":"RobertaProcessing")",
        R"(post_processor.type must be "ByteLevel" or "TemplateProcessing", not "RobertaProcessing")");
  check(R"("decoder":{"type":"ByteLevel")", R"("decoder":{"type":"Metaspace")",
        R"(decoder.type must be "ByteLevel", not "Metaspace")");
  check(R"({"dropout":null)", R"({"type":"Unigram","dropout":null)",
        "pre_tokenizer must be without \"ByteLevel\" for the model \"Unigram\", not an object");
  check(R"({"dropout":null)", R"({"type":"WordPiece","dropout":null)",
        R"(model.type must be "BPE", "Unigram" or "WordLevel", not "WordPiece")");
  check(R"("dropout":null)", R"("dropout":0.1)", "model.dropout must be null or 0, not 0.1");
  check(R"("continuing_subword_prefix":"")", R"("continuing_subword_prefix":"##")",
        R"(model.continuing_subword_prefix must be null or "", not "##")");
  check(R"("fuse_unk":false)", R"("fuse_unk":1)", "model.fuse_unk must be true or false, not 1");
  check(R"("unk_token":null)", R"("unk_token":"?")", R"(model.unk_token must be a token of model.vocab, not "?")");
  checkRefused(wordLevel(R"({"type":"WordLevel","vocab":{"a":0}})"), "model.unk_token is missing");
  checkRefused(
      wordLevel(R"({"type":"WordLevel","vocab":{"a":0},"unk_token":"a"})", R"("decoder":{"type":"WordPiece"},)"),
      R"(decoder must be null, not "WordPiece")");
  checkRefused(
      replaced(wordLevel(R"({"type":"WordLevel","vocab":{"a":0},"unk_token":"a"})"), "WhitespaceSplit", "ByteLevel"),
      R"(pre_tokenizer must be without "ByteLevel" for the model "WordLevel", not an object)");
  checkRefused("{}", "model is missing");
  CHECK_THROWS_WITH_AS(Tokenizer::read("[]"), "tokenizer.json must be an object, not a list", InputError);
}

TEST_CASE("a vocabulary whose ids are not whole numbers, each its own, is refused") {
  const auto check = [](const std::string& vocab, const std::string& message) {
    INFO(vocab);
    checkRefused(gpt2Like(bpeModel(vocab, "[]")), message);
  };
  check("[]", "model.vocab must be an object, not a list");
  check("{}", "model.vocab must have from 1 to 1048576 tokens, not 0");
  check(R"({"a":0,"b":-1})", "model.vocab.b must be a whole number from 0 to 1048575, not -1");
  check(R"({"a":0,"b":0})", "model.vocab.b must be an id that no other token has, not 0");
  check(R"({"a":0,"a":1})", "model.vocab.a is there twice");
  check(R"({"a":0,"b":4294967297})", "model.vocab.b must be a whole number from 0 to 1048575, not 4294967297");
  check(R"({"a":0,"Ġ":1e0})", "model.vocab[\"Ġ\"] must be a whole number from 0 to 1048575, not 1e0");
  check(R"({"a":"0"})", "model.vocab.a must be a whole number from 0 to 1048575, not \"0\"");
}

TEST_CASE("added tokens that contradict the vocabulary or each other are refused") {
  const auto check = [](const std::string& added, const std::string& message) {
    INFO(added);
    checkRefused(gpt2Like(bpeModel(kVocab, kMerges), added), message);
  };
  check("7", "added_tokens must be a list, not 7");
  check("[7]", "added_tokens[0] must be an object, not 7");
  check(R"([{"id":5}])", "added_tokens[0].content is missing");
  check(R"([{"content":"x"}])", "added_tokens[0].id is missing");
  check(R"([{"id":5,"content":""}])", "added_tokens[0].content must be a text with something in it, not \"\"");
  check(R"([{"id":5,"content":"x"},{"id":6,"content":"x"}])",
        "added_tokens[1].content must be a text that no other added token has, not \"x\"");
  check(R"([{"id":5,"content":"x"},{"id":5,"content":"y"}])",
        "added_tokens[1].id must be an id that no other token has, not 5");
  check(R"([{"id":0,"content":"x"}])", "added_tokens[0].id must be an id that no other token has, not 0");
  check(R"([{"id":1048576,"content":"x"}])",
        "added_tokens[0].id must be a whole number from 0 to 1048575, not 1048576");
  check(R"([{"id":4,"content":"a"}])", "added_tokens[0].id must be 3 as in model.vocab, not 4");
  check(R"([{"id":5,"content":"x","lstrip":2}])", "added_tokens[0].lstrip must be true or false, not 2");
  check(R"([{"id":5,"content":"x","special":1}])", "added_tokens[0].special must be true or false, not 1");
}

TEST_CASE("merges of what is not in the vocabulary are refused") {
  const auto check = [](const std::string& merges, const std::string& message) {
    INFO(merges);
    checkRefused(gpt2Like(bpeModel(kVocab, merges)), message);
  };
  check("{}", "model.merges must be a list, not an object");
  check(R"(["a b","a q"])",
        R"(model.merges[1] must join two tokens of model.vocab to a third, not "a q": "q" is not in it)");
  check(R"(["b a"])",
        R"(model.merges[0] must join two tokens of model.vocab to a third, not "b a": "ba" is not in it)");
  check(R"(["a b c"])",
        R"(model.merges[0] must join two tokens of model.vocab to a third, not "a b c": "b c" is not in it)");
  check(R"([" b"])", R"(model.merges[0] must join two tokens of model.vocab to a third, not " b": "" is not in it)");
  check(R"(["ab"])", R"(model.merges[0] must be two tokens with a space between them, or a list of two, not "ab")");
  check("[3]", "model.merges[0] must be two tokens with a space between them, or a list of two, not 3");
  check(R"([["a"]])", "model.merges[0] must be two tokens with a space between them, or a list of two, not a list");
  check(R"([["a",1]])", "model.merges[0][1] must be a text, not 1");
  checkRefused(gpt2Like(R"({"vocab":{"a":0}})"), "model.merges is missing");
}

TEST_CASE("a file that nests without end is refused like any other wrong type") {
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  checkRefused(gpt2Like(bpeModel(R"({"a":)" + deep + "}", "[]")),
               "model.vocab.a must be a whole number from 0 to 1048575, not a list");
  checkRefused(gpt2Like(bpeModel(kVocab, deep)),
               "model.merges[0] must be two tokens with a space between them, or a list of two, not a list");
  CHECK_THROWS_AS(Tokenizer::read(deep), InputError);
}
