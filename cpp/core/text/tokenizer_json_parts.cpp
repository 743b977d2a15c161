#include "text/tokenizer_json_parts.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "formats/base64.h"
#include "text/charsmap.h"
#include "text/normal_forms.h"
#include "text/tokenizer_json_fields.h"

namespace attention {

namespace {

constexpr std::string_view kSeveralSpaces = " {2,}";
constexpr std::string_view kSpacesAtEnds = R"(\A +| +\z)";

struct PatternName {
  const char* regex;
  Cut::At at;
};

// As the files of these families have them; the first of each is what is written. Those of tiktoken's own source mean
// the same as what follows them.
constexpr PatternName kPatterns[] = {
    {R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)", Cut::At::gpt2},
    {R"('(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)", Cut::At::gpt2},
    {R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|)"
     R"( ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
     Cut::At::cl100k},
    {R"('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}|)"
     R"( ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+)",
     Cut::At::cl100k},
    {R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|)"
     R"( ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
     Cut::At::qwen2}};

struct WayName {
  const char* name;
  Cut::Way way;
};
constexpr WayName kWays[] = {{"Isolated", Cut::Way::isolated},  // in the order of Cut::Way
                             {"Removed", Cut::Way::removed},
                             {"Contiguous", Cut::Way::contiguous},
                             {"MergedWithPrevious", Cut::Way::with_previous},
                             {"MergedWithNext", Cut::Way::with_next}};

constexpr const char* kPrepends[] = {"always", "first", "never"};  // in the order of Cut::Prepend

JsonValue filled(const JsonValue& text) {
  if (text.text().empty()) text.refuse("a text with something in it");
  return text;
}

Rewrite readReplace(const JsonValue& part) {
  const JsonValue pattern = part.member("pattern");
  const std::string content(part.member("content").text());
  if (const std::optional<JsonValue> text = pattern.find("String")) {
    return {.kind = Rewrite::Kind::replace, .from = std::string(filled(*text).text()), .to = content};
  }
  const JsonValue regex = pattern.member("Regex");
  if (regex.text() == kSeveralSpaces) return {.kind = Rewrite::Kind::collapse, .to = content};
  if (regex.text() == kSpacesAtEnds && content.empty()) return {.kind = Rewrite::Kind::trim};
  regex.refuse("{} or, with nothing for it, {}", {Quoted{kSeveralSpaces}, Quoted{kSpacesAtEnds}});
}

Rewrite readCharsmap(const JsonValue& part) {
  const JsonValue text = part.member("precompiled_charsmap");
  const std::optional<std::string> bytes = fromBase64(text.text());
  if (!bytes) text.refuse("bytes in Base64");
  requireCharsmap(*bytes, text.place());
  return {.kind = Rewrite::Kind::charsmap, .from = *bytes};
}

Rewrite readRewrite(const JsonValue& part, bool can_normalise) {
  const JsonValue type = part.member("type");
  if (type.text() == "Prepend")
    return {.kind = Rewrite::Kind::prepend, .to = std::string(part.member("prepend").text())};
  if (type.text() == "Replace") return readReplace(part);
  if (type.text() == "Strip") {
    return {.kind = Rewrite::Kind::strip,
            .strips_left = flagOf(part, "strip_left", true),
            .strips_right = flagOf(part, "strip_right", true)};
  }
  if (type.text() == "Precompiled") return readCharsmap(part);
  const auto known = std::find_if(std::begin(kForms), std::end(kForms),
                                  [&](const FormName& form) { return form.name == type.text(); });
  if (!can_normalise) type.refuse("Prepend, Replace, Strip or Precompiled");
  if (known == std::end(kForms)) type.refuse("NFC, NFD, NFKC, NFKD, Lowercase, Prepend, Replace, Strip or Precompiled");
  return {.form = known->form};
}

Cut::Way readWay(const JsonValue& part, std::string_view missing) {
  const std::optional<JsonValue> value = present(part, "behavior");
  const std::string_view name = value ? value->text() : missing;
  for (const WayName& way : kWays) {
    if (name == way.name) return way.way;
  }
  if (!value) part.member("behavior");
  value->refuse("Isolated, Removed, Contiguous, MergedWithPrevious or MergedWithNext");
}

Cut readSplit(const JsonValue& part) {
  Cut cut{.way = readWay(part, ""), .is_inverted = flagOf(part, "invert")};
  const JsonValue pattern = part.member("pattern");
  if (const std::optional<JsonValue> text = pattern.find("String")) {
    cut.at = Cut::At::text;
    cut.text = filled(*text).text();
    return cut;
  }
  const JsonValue regex = pattern.member("Regex");
  const auto known = std::find_if(std::begin(kPatterns), std::end(kPatterns),
                                  [&](const PatternName& name) { return name.regex == regex.text(); });
  if (known == std::end(kPatterns)) regex.refuse("the pattern of GPT-2, cl100k, Llama 3 or Qwen 2");
  cut.at = known->at;
  return cut;
}

Cut readMetaspace(const JsonValue& part) {
  Cut cut{.at = Cut::At::mark, .text = std::string(kSpaceMark), .splits = flagOf(part, "split", true)};
  const std::optional<JsonValue> mark = present(part, "replacement");
  if (mark && mark->text() != kSpaceMark) mark->refuse("{}", {Quoted{kSpaceMark}});
  const bool adds = flagOf(part, "add_prefix_space", true);  // what older files have instead
  const std::optional<JsonValue> scheme = present(part, "prepend_scheme");
  if (!adds) cut.prepend = Cut::Prepend::never;
  if (!scheme) return cut;
  const auto* const name = std::find(std::begin(kPrepends), std::end(kPrepends), scheme->text());
  if (name == std::end(kPrepends)) scheme->refuse("always, first or never");
  if (adds) cut.prepend = static_cast<Cut::Prepend>(name - std::begin(kPrepends));
  return cut;
}

Cut readCut(const JsonValue& part) {
  const JsonValue type = part.member("type");
  const std::string_view name = type.text();
  if (name == "Split") return readSplit(part);
  if (name == "Metaspace") return readMetaspace(part);
  if (name == "Punctuation") return {.at = Cut::At::punctuation, .way = readWay(part, "Isolated")};
  if (name == "Whitespace") return {.at = Cut::At::words, .way = Cut::Way::removed, .is_inverted = true};
  if (name == "WhitespaceSplit") return {.at = Cut::At::white_space, .way = Cut::Way::removed};
  if (name != "Digits") {
    type.refuse("Split, Digits, Punctuation, Whitespace, WhitespaceSplit, Metaspace or, as the last, ByteLevel");
  }
  const bool is_individual = flagOf(part, "individual_digits");
  return {.at = Cut::At::number, .way = is_individual ? Cut::Way::isolated : Cut::Way::contiguous};
}

/// JSON in the order of its text, with the fields that it is written by.
class PartsWriter {
 public:
  explicit PartsWriter(JsonWriter& json) : json_(json) {}

  void field(std::string_view name, std::string_view value) {
    json_.key(name);
    json_.text(value);
  }
  void field(std::string_view name, bool value) {
    json_.key(name);
    json_.boolean(value);
  }
  void field(std::string_view name, int value) {
    json_.key(name);
    json_.integer(value);
  }
  void begin(std::string_view type) {
    json_.beginObject();
    field("type", type);
  }
  void end() { json_.endObject(); }
  void pattern(std::string_view kind, std::string_view text) {
    json_.key("pattern");
    json_.beginObject();
    field(kind, text);
    json_.endObject();
  }
  void replace(std::string_view kind, std::string_view from, std::string_view to) {
    begin("Replace");
    pattern(kind, from);
    field("content", to);
    end();
  }
  void strip(bool left, bool right) {
    begin("Strip");
    field("strip_left", left);
    field("strip_right", right);
    end();
  }
  void prepend(std::string_view text) {
    begin("Prepend");
    field("prepend", text);
    end();
  }
  void only(std::string_view type) {
    begin(type);
    end();
  }
  void rewrite(const Rewrite& rewrite);
  void cut(const Cut& cut);
  void split(const Cut& cut);
  void byteLevel(const TokenizerData& data);

  void beginSequence(std::string_view list) {
    begin("Sequence");
    json_.key(list);
    json_.beginList();
  }
  void endSequence() {
    json_.endList();
    end();
  }

 private:
  JsonWriter& json_;
};

void PartsWriter::rewrite(const Rewrite& rewrite) {
  switch (rewrite.kind) {
    case Rewrite::Kind::form:
      return only(nameOf(rewrite.form));
    case Rewrite::Kind::prepend:
      return prepend(rewrite.to);
    case Rewrite::Kind::replace:
      return replace("String", rewrite.from, rewrite.to);
    case Rewrite::Kind::collapse:
      return replace("Regex", kSeveralSpaces, rewrite.to);
    case Rewrite::Kind::trim:
      return replace("Regex", kSpacesAtEnds, "");
    case Rewrite::Kind::strip:
      return strip(rewrite.strips_left, rewrite.strips_right);
    case Rewrite::Kind::charsmap:
      begin("Precompiled");
      field("precompiled_charsmap", std::string_view(toBase64(rewrite.from)));
      return end();
  }
}

void PartsWriter::split(const Cut& cut) {
  begin("Split");
  if (cut.at == Cut::At::text) {
    pattern("String", cut.text);
  } else {
    const auto known = std::find_if(std::begin(kPatterns), std::end(kPatterns),
                                    [&](const PatternName& name) { return name.at == cut.at; });
    pattern("Regex", known->regex);
  }
  field("behavior", std::string_view(kWays[static_cast<int>(cut.way)].name));
  field("invert", cut.is_inverted);
  end();
}

void PartsWriter::cut(const Cut& cut) {
  switch (cut.at) {
    case Cut::At::number:
      begin("Digits");
      field("individual_digits", cut.way == Cut::Way::isolated);
      return end();
    case Cut::At::punctuation:
      begin("Punctuation");
      field("behavior", std::string_view(kWays[static_cast<int>(cut.way)].name));
      return end();
    case Cut::At::words:
      return only("Whitespace");
    case Cut::At::white_space:
      return only("WhitespaceSplit");
    case Cut::At::mark:
      begin("Metaspace");
      field("replacement", cut.text);
      field("prepend_scheme", std::string_view(kPrepends[static_cast<int>(cut.prepend)]));
      field("split", cut.splits);
      return end();
    default:
      return split(cut);
  }
}

void PartsWriter::byteLevel(const TokenizerData& data) {
  begin("ByteLevel");
  field("add_prefix_space", data.adds_space);
  field("trim_offsets", true);
  field("use_regex", data.has_pre_tokens);
  end();
}

void readDecoderPart(const JsonValue& part, TokenizerData& data) {
  const JsonValue type = part.member("type");
  if (type.text() == "Metaspace") {
    data.drops_first_space = readMetaspace(part).prepend != Cut::Prepend::never;
  } else if (type.text() == "Replace") {
    const JsonValue from = part.member("pattern").member("String"), to = part.member("content");
    if (from.text() != kSpaceMark) from.refuse("{}", {Quoted{kSpaceMark}});
    if (to.text() != " ") to.refuse("{}", {Quoted{" "}});
  } else if (type.text() == "Strip") {
    if (const JsonValue content = part.member("content"); content.text() != " ") content.refuse("{}", {Quoted{" "}});
    data.drops_first_space = part.member("start").integer(0, 1) == 1;
    part.member("stop").integer(0, 0);
  } else if (type.text() != "ByteFallback" && type.text() != "Fuse") {
    type.refuse("Replace, ByteFallback, Fuse, Strip or Metaspace");
  }
}

}  // namespace

std::vector<Rewrite> readRewrites(const JsonValue& root, bool can_normalise) {
  std::vector<Rewrite> rewrites;
  for (const JsonValue& part : partsOf(root, "normalizer", "normalizers")) {
    rewrites.push_back(readRewrite(part, can_normalise));
  }
  return rewrites;
}

bool readCuts(const JsonValue& root, TokenizerData& data) {
  const std::vector<JsonValue> parts = partsOf(root, "pre_tokenizer", "pretokenizers");
  const bool has_byte_level = !parts.empty() && hasType(parts.back(), "ByteLevel");
  for (std::size_t i = 0; i + (has_byte_level ? 1 : 0) < parts.size(); ++i) data.cuts.push_back(readCut(parts[i]));
  if (!has_byte_level) return false;
  data.adds_space = flagOf(parts.back(), "add_prefix_space");
  data.has_pre_tokens = flagOf(parts.back(), "use_regex", true);
  return true;
}

void readDecoder(const JsonValue& root, TokenizerData& data) {
  const std::vector<JsonValue> parts = partsOf(root, "decoder", "decoders");
  data.joins_with_spaces = parts.empty();
  for (const JsonValue& part : parts) readDecoderPart(part, data);
}

void writeRewrites(const TokenizerData& data, JsonWriter& json) {
  PartsWriter parts(json);
  if (data.rewrites.empty()) return json.null();
  parts.beginSequence("normalizers");
  for (const Rewrite& rewrite : data.rewrites) parts.rewrite(rewrite);
  parts.endSequence();
}

void writeCuts(const TokenizerData& data, JsonWriter& json) {
  PartsWriter parts(json);
  const bool has_byte_level = data.kind != Tokenizer::Kind::words && !data.is_of_characters;
  if (data.cuts.empty()) return has_byte_level ? parts.byteLevel(data) : json.null();
  parts.beginSequence("pretokenizers");
  for (const Cut& cut : data.cuts) parts.cut(cut);
  if (has_byte_level) parts.byteLevel(data);
  parts.endSequence();
}

void writeDecoder(const TokenizerData& data, JsonWriter& json) {
  PartsWriter parts(json);
  if (data.joins_with_spaces) return json.null();
  parts.beginSequence("decoders");
  parts.replace("String", kSpaceMark, " ");
  if (data.has_byte_tokens) parts.only("ByteFallback");
  parts.only("Fuse");
  if (data.drops_first_space) {
    parts.begin("Strip");
    parts.field("content", std::string_view(" "));
    parts.field("start", 1);
    parts.field("stop", 0);
    parts.end();
  }
  parts.endSequence();
}

}  // namespace attention
