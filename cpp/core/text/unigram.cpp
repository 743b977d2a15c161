#include "text/unigram.h"

#include <algorithm>
#include <limits>

#include "base/order.h"
#include "base/utf8.h"

namespace attention {

namespace {

constexpr double kUnknownPenalty = 10;

unsigned char byteAt(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

}  // namespace

Unigram::Unigram(const std::vector<Scored>& pieces) {
  double least = std::numeric_limits<double>::infinity();
  const auto isBefore = [&](std::size_t a, std::size_t b) { return pieces[a].text < pieces[b].text; };
  for (const std::size_t id : orderOf(pieces.size(), isBefore)) {
    least = std::min(least, pieces[id].score);
    if (!pieces[id].text.empty()) sorted_.push_back({pieces[id].text, pieces[id].score, static_cast<int>(id)});
  }
  unknown_score_ = least - kUnknownPenalty;
}

/// Leaves the pieces that go on with this byte.
void Unigram::narrow(Range& range, std::size_t depth, char byte) const {
  const auto begin = sorted_.begin() + static_cast<std::ptrdiff_t>(range.begin);
  const auto end = sorted_.begin() + static_cast<std::ptrdiff_t>(range.end);
  const auto value = static_cast<unsigned char>(byte);
  const auto isBefore = [&](const Entry& piece) {
    return piece.text.size() <= depth || byteAt(piece.text, depth) < value;
  };
  const auto isNotAfter = [&](const Entry& piece) {
    return piece.text.size() <= depth || byteAt(piece.text, depth) <= value;
  };
  const auto first = std::partition_point(begin, end, isBefore);
  const auto last = std::partition_point(first, end, isNotAfter);
  range = {static_cast<std::size_t>(first - sorted_.begin()), static_cast<std::size_t>(last - sorted_.begin())};
}

std::vector<Unigram::Found> Unigram::cut(std::string_view text) const {
  struct Best {
    double score = 0;
    std::size_t start = 0;
    int id = -1;
    bool is_reached = false;
  };
  std::vector<Best> ending(text.size() + 1);
  ending[0].is_reached = true;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t character = decodeUtf8(text, start).length;
    bool has_character = false;
    const auto offer = [&](std::size_t end, double score, int id) {
      Best& best = ending[end];
      if (best.is_reached && ending[start].score + score <= best.score) return;
      best = {ending[start].score + score, start, id, true};
    };
    Range range{0, sorted_.size()};
    for (std::size_t end = start; end < text.size() && range.begin < range.end; ++end) {
      narrow(range, end - start, text[end]);
      if (range.begin == range.end) break;
      const Entry& piece = sorted_[range.begin];
      if (piece.text.size() != end + 1 - start) continue;
      offer(end + 1, piece.score, piece.id);
      has_character = has_character || piece.text.size() == character;
    }
    if (!has_character) offer(start + character, unknown_score_, -1);
    start += character;
  }
  std::vector<Found> found;
  for (std::size_t end = text.size(); end > 0; end = ending[end].start) {
    found.push_back({ending[end].id, end - ending[end].start});
  }
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace attention
