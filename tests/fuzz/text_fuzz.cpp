#include "text_fuzz.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <vector>

#include "base/decimal.h"
#include "base/input_error.h"
#include "post/reading.h"
#include "text/tokenizer.h"
#include "text/words.h"

using attention::InputError;
using attention::Tokenizer;

namespace {

void require(bool is_so, const char* otherwise) {
  if (!is_so) throw std::logic_error(otherwise);
}

std::vector<std::string> partsOf(std::string_view text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == '\0') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

template <class Body>
std::string refusalOf(Body body) {
  try {
    body();
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

bool isEmptyOf(const std::string& text) { return text.empty(); }

}  // namespace

std::string fuzzSentence(std::string_view text) {
  return refusalOf([&] {
    attention::PostReadingOptions options;
    const std::vector<std::string> parts = partsOf(text);
    options.sentence = parts[0];
    if (parts.size() > 1) options.corpus.assign(parts.begin() + 1, parts.end());
    std::erase_if(options.corpus, isEmptyOf);
    options.seed = static_cast<std::int64_t>(text.size());
    options.dimensions = 1 + static_cast<std::int64_t>(text.size() % 5);
    const attention::PostReading reading = attention::readSentence(options);
    const auto& [indices, positions, contexts, queries, keys, products, scores, weights, maxima, shifted, exponentials,
                 sums, pattern, outputs, logits, probabilities, cumulative, draw, chosen, outcomes] =
        reading.predictions;
    require(pattern.cols() == static_cast<Eigen::Index>(reading.words.size()), "a word has no column");
    for (Eigen::Index row = 0; row < pattern.rows(); ++row) {
      require(std::abs(pattern.row(row).sum() - 1) < 1e-9, "shares that are not of one");
      require(chosen[static_cast<std::size_t>(row)] < probabilities.cols(), "a candidate that is none");
    }
  });
}

std::string fuzzCorpus(std::string_view text) {
  return refusalOf([&] {
    const Tokenizer pieces = Tokenizer::trainBpe(text, 256 + static_cast<std::int64_t>(text.size() % 64));
    require(pieces.decode(pieces.encode(text)) == text, "text is lost");
    const Tokenizer again = Tokenizer::read(pieces.write());
    require(again.encode(text) == pieces.encode(text), "read again, it gives other tokens");

    const Tokenizer words = Tokenizer::words(text);
    const std::vector<std::string> cut = attention::splitWords(text, "text");
    const std::vector<int> ids = words.encode(text);
    require(ids.size() == cut.size(), "a word is lost");
    for (std::size_t i = 0; i < ids.size(); ++i) {
      require(ids[i] == 0 || words.piece(ids[i]) == cut[i], "a word is another");
    }
  });
}

std::string fuzzDecimal(std::string_view text) {
  const std::optional<double> number = attention::fromDecimal(text);
  if (!number) return "no decimal";
  const std::string copy(text);
  require(*number == std::strtod(copy.c_str(), nullptr), "the C library reads another number");
  if (!std::isfinite(*number)) return "beyond the doubles";
  require(attention::fromDecimal(attention::significant(*number, 17)) == number, "17 digits are another number");
  require(std::abs(std::strtod(attention::fixed(*number, 6).c_str(), nullptr) - *number) <=
              0.5000001e-6 + std::abs(*number) * 0x1p-52,
          "six places are too far off");
  return "";
}

std::string textSeed(int kind) {
  static const std::array<std::string, kTextSeeds> seeds{
      std::string("The quick brown fox\0jumps over the lazy dog\0the end", 51),
      "it's the fox's, the fox’s und die Füchsin;\n\tthe 12 foxes 狐狐 \U0001F98A \u3000\u00a0 the the thethe",
      std::string("a \x1c b\x1f c \u0085 d e\u2028f", 20) + std::string(300, 'a')};
  return seeds[static_cast<std::size_t>(kind)];
}

std::string decimalSeed(int kind) {
  static const std::array<std::string, kTextSeeds> seeds{"-2.2250738585072014e-308", "123456789012345678901234567890.5",
                                                         "0.1e+20"};
  return seeds[static_cast<std::size_t>(kind)];
}
