#include "text/sentence_pieces.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>

#include "base/hash_table.h"
#include "base/input_error.h"
#include "base/order.h"
#include "base/utf8.h"
#include "text/byte_letters.h"
#include "text/charsmap.h"
#include "text/tokenizer_json.h"

namespace attention {

namespace {

bool isAdded(PieceType type) {
  return type == PieceType::control || type == PieceType::unknown || type == PieceType::user_defined;
}

bool isMade(PieceType type) { return type == PieceType::normal || type == PieceType::user_defined; }

std::string placeOf(std::string_view name, std::size_t id) { return message("{}: token {}", {name, id}); }

/// What is wrong with a vocabulary, whatever its pieces mean.
class Checker {
 public:
  Checker(std::string_view name, std::size_t count) : name_(name), count_(count) {
    if (count < 1 || count > kMaxTokens) refuse(name, "must have from {} to {} tokens, not {}", {1, kMaxTokens, count});
  }

  /// `text` must outlive the checker.
  void piece(std::size_t id, std::string_view text) {
    if (text.empty() || text.size() > kMaxPieceBytes) {
      refuse(placeOf(name_, id), "must have from {} to {} bytes, not {}", {1, kMaxPieceBytes, text.size()});
    }
    requireUtf8(text, placeOf(name_, id));
    const auto number = static_cast<int>(id);
    const int first = ids_.findOrInsert(text, number);
    if (first != number) refuse(placeOf(name_, id), "is {}, as token {} is", {Quoted{text}, first});
  }
  void added(std::size_t count) const {
    if (count > kMaxAddedTokens) {
      refuse(name_, "must have at most {} tokens that are found in the text, not {}", {kMaxAddedTokens, count});
    }
  }
  void id(const char* what, int id) const {
    if (id < -1 || id >= static_cast<int>(count_)) {
      refuse(message("{}: {}", {name_, what}), "must be a token from 0 to {}, not {}", {count_ - 1, id});
    }
  }
  /// The id of a piece that is there; -1: it is not.
  int find(std::string_view text) const {
    const int* const found = ids_.find(text);
    return found ? *found : -1;
  }

 private:
  std::string_view name_;
  std::size_t count_;
  TextTable ids_{};
};

struct ScoredMerge {
  Merge merge;
  float score;
};

/// All pairs of pieces that are the two parts of a third one.
std::vector<ScoredMerge> mergesOf(const SentencePieces& given, const Checker& known) {
  std::vector<ScoredMerge> merges;
  for (std::size_t id = 0; id < given.pieces.size(); ++id) {
    const ScoredPiece& piece = given.pieces[id];
    const std::string_view text = piece.text;
    if (!isMade(piece.type)) continue;
    for (std::size_t at = decodeUtf8(text, 0).length; at < text.size(); at += decodeUtf8(text, at).length) {
      const int left = known.find(text.substr(0, at));
      const int right = left < 0 ? -1 : known.find(text.substr(at));
      if (right >= 0) merges.push_back({{{left, right}, static_cast<int>(id)}, piece.score});
    }
  }
  return merges;
}

void addMerges(const SentencePieces& given, const Checker& known, TokenizerData& data) {
  const std::vector<ScoredMerge> merges = mergesOf(given, known);
  const auto isBefore = [&](std::size_t a, std::size_t b) { return merges[a].score > merges[b].score; };
  float last_score = 0;
  for (const std::size_t i : orderOf(merges.size(), isBefore)) {
    const auto rank = static_cast<int>(data.merges.size());
    const bool is_as_before = rank > 0 && merges[i].score == last_score;
    data.merges.push_back(merges[i].merge);
    data.merge_orders.push_back(is_as_before ? data.merge_orders.back() : rank);
    last_score = merges[i].score;
  }
}

struct PreName {
  std::string_view name;
  std::optional<Cut::At> cut;  // none: GPT-2's alone
  bool ignores_merges = false;
};

constexpr PreName kPres[] = {
    {"gpt-2", {}},
    {"mpt", {}},
    {"olmo", {}},
    {"phi-2", {}},
    {"llama-bpe", Cut::At::cl100k, true},
    {"llama-v3", Cut::At::cl100k, true},
    {"llama3", Cut::At::cl100k, true},
    {"dbrx", Cut::At::cl100k},
    {"smaug-bpe", Cut::At::cl100k},
    {"qwen2", Cut::At::qwen2},
    {"deepseek-r1-qwen", Cut::At::qwen2},
    {"stablelm2", Cut::At::qwen2},
    {"smollm", Cut::At::number},
    {"starcoder", Cut::At::number},
    {"refact", Cut::At::number},
    {"command-r", Cut::At::number},
    {"codeshell", Cut::At::number},
};

/// Numbers are cut before GPT-2's pattern is; the others are in its place.
void addPre(const std::string& pre, std::string_view name, TokenizerData& data) {
  const auto* const known =
      std::find_if(std::begin(kPres), std::end(kPres), [&](const PreName& one) { return one.name == pre; });
  if (known == std::end(kPres)) {
    refuse(message("{}: pre", {name}), "must be that of GPT-2, Llama 3, Qwen 2, StarCoder or their kin, not {}",
           {Quoted{pre}});
  }
  data.has_pre_tokens = !known->cut || known->cut == Cut::At::number;
  data.ignores_merges = known->ignores_merges;
  if (known->cut) data.cuts.push_back({.at = *known->cut});
}

Merge mergeNamed(const std::string& text, const Checker& known, const TokenizerData& data, const std::string& place) {
  const std::size_t space = text.find(' ');
  if (space == std::string::npos) refuse(place, "must be two tokens with a space between them, not {}", {Quoted{text}});
  const std::string left = text.substr(0, space), right = text.substr(space + 1);
  const Merge merge{{known.find(left), known.find(right)}, known.find(left + right)};
  const auto isThere = [&](int id) { return id >= 0 && !data.pieces[static_cast<std::size_t>(id)].is_literal; };
  if (!isThere(merge.pair.left) || !isThere(merge.pair.right) || !isThere(merge.result)) {
    refuse(place, "must join two tokens to a third, not {}", {Quoted{text}});
  }
  return merge;
}

}  // namespace

TokenizerData tokenizerData(const SentencePieces& given, std::string_view name) {
  Checker known(name, given.pieces.size());
  TokenizerData data{.kind = given.is_unigram ? Tokenizer::Kind::unigram : Tokenizer::Kind::bpe,
                     .fuses_unknown = true,
                     .is_of_characters = true,
                     .drops_first_space = given.adds_space};
  for (std::size_t id = 0; id < given.pieces.size(); ++id) {
    const ScoredPiece& piece = given.pieces[id];
    known.piece(id, piece.text);
    if (!std::isfinite(piece.score)) refuse(placeOf(name, id), "must have a finite score, not {}", {piece.score});
    data.pieces.push_back({piece.text});
    if (given.is_unigram) data.scores.push_back(piece.score);
    const auto number = static_cast<int>(id);
    if (piece.type == PieceType::unknown && data.unknown < 0) data.unknown = number;
    if (piece.type == PieceType::byte) data.has_byte_tokens = true;
    if (isAdded(piece.type)) data.added.push_back({number, piece.type != PieceType::user_defined});
  }
  known.added(data.added.size());
  known.id("begin", given.begin);
  known.id("end", given.end);
  if (given.adds_begin && given.begin >= 0) data.before.push_back(given.begin);
  if (given.adds_end && given.end >= 0) data.after.push_back(given.end);
  if (!given.charsmap.empty()) {
    requireCharsmap(given.charsmap, message("{}: charsmap", {name}));
    data.rewrites.push_back({.kind = Rewrite::Kind::charsmap, .from = given.charsmap});
  }
  if (given.collapses_spaces) {
    data.rewrites.push_back({.kind = Rewrite::Kind::collapse, .to = " "});
    data.rewrites.push_back({.kind = Rewrite::Kind::trim});
  }
  const std::string mark(kSpaceMark);
  if (given.adds_space) data.rewrites.push_back({.kind = Rewrite::Kind::prepend, .to = mark});
  data.rewrites.push_back({.kind = Rewrite::Kind::replace, .from = " ", .to = mark});
  if (!given.is_unigram) addMerges(given, known, data);
  return data;
}

TokenizerData tokenizerData(const LetteredPieces& given, std::string_view name) {
  Checker known(name, given.pieces.size());
  if (!given.types.empty() && given.types.size() != given.pieces.size()) {
    refuse(message("{}: types", {name}), "must be as many as the {} tokens, not {}",
           {given.pieces.size(), given.types.size()});
  }
  TokenizerData data{.kind = Tokenizer::Kind::bpe};
  for (std::size_t id = 0; id < given.pieces.size(); ++id) {
    const PieceType type = given.types.empty() ? PieceType::normal : given.types[id];
    const std::string& text = given.pieces[id];
    known.piece(id, text);
    const std::optional<std::string> bytes = isAdded(type) ? std::nullopt : bytesOfLetters(text);
    data.pieces.push_back({bytes.value_or(text), !bytes});
    if (isAdded(type)) data.added.push_back({static_cast<int>(id), type != PieceType::user_defined});
  }
  known.added(data.added.size());
  known.id("begin", given.begin);
  known.id("end", given.end);
  if (given.begin >= 0) data.before.push_back(given.begin);
  if (given.end >= 0) data.after.push_back(given.end);
  for (std::size_t i = 0; i < given.merges.size(); ++i) {
    data.merges.push_back(mergeNamed(given.merges[i], known, data, message("{}: merge {}", {name, i})));
  }
  addPre(given.pre, name, data);
  return data;
}

}  // namespace attention
