#include "text/sentence_piece_model.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "base/float16.h"
#include "base/input_error.h"
#include "text/tokenizer_json.h"

namespace attention {

namespace {

/// One field of a protocol buffer's message.
struct Field {
  std::uint64_t number = 0;
  bool is_bytes = false;
  std::uint64_t value = 0;  // of whole numbers and floats
  std::string_view bytes{};
  std::size_t at = 0;  // in the file
};

/// A message, field by field.
class Message {
 public:
  /// `start`: where it begins in the file.
  Message(std::string_view bytes, std::size_t start, std::string_view name)
      : bytes_(bytes), start_(start), name_(name) {}

  bool isAtEnd() const { return at_ == bytes_.size(); }

  Field next() {
    Field field{.at = start_ + at_};
    const std::uint64_t tag = readVarint();
    field.number = tag >> 3;
    switch (tag & 7u) {
      case 0:
        field.value = readVarint();
        break;
      case 1:
        field.value = readFixed(8);
        break;
      case 2:
        field.is_bytes = true;
        field.bytes = readBytes(readVarint());
        break;
      case 5:
        field.value = readFixed(4);
        break;
      default:
        refuse(name_, "is no SentencePiece model: a field of the unknown kind {} begins at byte {}",
               {tag & 7u, field.at});
    }
    return field;
  }

  /// The message in a field.
  Message inside(const Field& field) const {
    if (!field.is_bytes) refuse(name_, "must have a message in the field {} at byte {}", {field.number, field.at});
    return {field.bytes, static_cast<std::size_t>(field.bytes.data() - bytes_.data()) + start_, name_};
  }

 private:
  [[noreturn]] void refuseEnd() const {
    refuse(name_, "is no SentencePiece model: it ends within a field, at byte {}", {start_ + bytes_.size()});
  }

  std::uint64_t readVarint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (isAtEnd()) refuseEnd();
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      value |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return value;
    }
    refuse(name_, "is no SentencePiece model: a number at byte {} does not end", {start_ + at_});
  }

  std::string_view readBytes(std::uint64_t size) {
    if (size > bytes_.size() - at_) refuseEnd();
    at_ += static_cast<std::size_t>(size);
    return bytes_.substr(at_ - static_cast<std::size_t>(size), static_cast<std::size_t>(size));
  }

  std::uint64_t readFixed(std::size_t size) {
    const std::string_view fixed = readBytes(size);
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = (value << 8) | static_cast<unsigned char>(fixed[i]);
    return value;
  }

  std::string_view bytes_;
  std::size_t start_;
  std::string_view name_;
  std::size_t at_ = 0;
};

float floatOf(std::uint64_t bits) { return fromBits(static_cast<std::uint32_t>(bits)); }

class Reader {
 public:
  explicit Reader(std::string_view name) : name_(name) {}

  SentencePieces read(std::string_view bytes) {
    Message model(bytes, 0, name_);
    pieces_.collapses_spaces = true;  // the defaults of what is left out
    pieces_.begin = 1;
    pieces_.end = 2;
    pieces_.is_unigram = true;
    while (!model.isAtEnd()) {
      const Field field = model.next();
      if (field.number == 1) readPiece(model.inside(field));
      if (field.number == 2) readTraining(model.inside(field));
      if (field.number == 3) readNormalizer(model.inside(field));
    }
    return std::move(pieces_);
  }

 private:
  void readPiece(Message message) {
    if (pieces_.pieces.size() == kMaxTokens) refuse(name_, "must have at most {} tokens", {kMaxTokens});
    ScoredPiece piece;
    while (!message.isAtEnd()) {
      const Field field = message.next();
      if (field.number == 1) piece.text = field.bytes;
      if (field.number == 2) piece.score = floatOf(field.value);
      if (field.number == 3) piece.type = typeOf(field);
    }
    pieces_.pieces.push_back(std::move(piece));
  }

  PieceType typeOf(const Field& field) const {
    if (field.value < 1 || field.value > 6) {
      refuse(name_, "must have a type from 1 to 6 at byte {}, not {}", {field.at, field.value});
    }
    return static_cast<PieceType>(field.value);
  }

  void readTraining(Message message) {
    constexpr std::uint64_t kUnigram = 1, kBpe = 2;
    while (!message.isAtEnd()) {
      const Field field = message.next();
      if (field.number == 3 && field.value != kUnigram && field.value != kBpe) {
        refuse(name_, "must be a model of unigrams, 1, or of BPE, 2, not {}", {field.value});
      }
      if (field.number == 3) pieces_.is_unigram = field.value == kUnigram;
      if (field.number == 24 && field.value != 0) refuse(name_, "has white space at the end of words");
      if (field.number == 41) pieces_.begin = idOf(field);
      if (field.number == 42) pieces_.end = idOf(field);
    }
  }

  /// Negative ones, of tokens that there are not, are written with all their 64 bits.
  static int idOf(const Field& field) {
    const auto id = static_cast<std::int64_t>(field.value);
    return id < 0 ? -1 : static_cast<int>(std::min<std::int64_t>(id, kMaxTokens));
  }

  void readNormalizer(Message message) {
    while (!message.isAtEnd()) {
      const Field field = message.next();
      if (field.number == 2) pieces_.charsmap = field.bytes;
      if (field.number == 3) pieces_.adds_space = field.value != 0;
      if (field.number == 4) pieces_.collapses_spaces = field.value != 0;
      if (field.number == 5 && field.value == 0) refuse(name_, "has spaces as they are");
    }
  }

  std::string_view name_;
  SentencePieces pieces_{};
};

}  // namespace

SentencePieces readSentencePieceModel(std::string_view bytes, std::string_view name) {
  SentencePieces pieces = Reader(name).read(bytes);
  const auto size = static_cast<int>(pieces.pieces.size());
  if (size == 0) refuse(name, "is no SentencePiece model: it has no pieces");
  // What a model names by default need not be there.
  if (pieces.begin >= size) pieces.begin = -1;
  if (pieces.end >= size) pieces.end = -1;
  return pieces;
}

}  // namespace attention
