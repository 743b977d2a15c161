#include "mutated.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>

using attention::NumpyRandom;

namespace {

constexpr std::array<std::string_view, 29> kStumblingBlocks{"0",
                                                            "1",
                                                            "-1",
                                                            "2",
                                                            "8",
                                                            "12",
                                                            "255",
                                                            "2147483648",
                                                            "4294967295",
                                                            "4294967296",
                                                            "9223372036854775807",
                                                            "18446744073709551616",
                                                            "1e999",
                                                            "-0",
                                                            "0.5",
                                                            "1e-9",
                                                            "null",
                                                            "true",
                                                            "false",
                                                            "[]",
                                                            "{}",
                                                            "[[[[",
                                                            "\"\"",
                                                            "\"F16\"",
                                                            "\"BOOL\"",
                                                            "\"wte.weight\"",
                                                            "\"\\u0000\"",
                                                            "\"\xff\"",
                                                            "NaN"};

/// Below `count`; 0 if that is 0.
std::size_t below(std::size_t count, NumpyRandom& random) {
  return static_cast<std::size_t>(random.uniform() * static_cast<double>(count));
}

bool belongsToScalar(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '"'; }

/// A scalar of the JSON replaced, wherever in the bytes it may be.
void replaceScalar(std::string& bytes, NumpyRandom& random) {
  const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size(), random));
  const auto begin = std::find_if(from, bytes.end(), belongsToScalar);
  const auto end = std::find_if_not(begin, bytes.end(), belongsToScalar);
  bytes.replace(begin, end, kStumblingBlocks[below(kStumblingBlocks.size(), random)]);
}

/// A digit becomes another: sizes and offsets that are wrong by little.
void changeDigit(std::string& bytes, NumpyRandom& random) {
  const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size(), random));
  const auto digit = std::find_if(from, bytes.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digit != bytes.end()) *digit = static_cast<char>('0' + below(10, random));
}

constexpr std::array<std::uint64_t, 16> kStumblingNumbers{0,
                                                          1,
                                                          2,
                                                          3,
                                                          8,
                                                          9,
                                                          255,
                                                          0x7FFFFFFF,
                                                          0x80000000,
                                                          0xFFFFFFFF,
                                                          0x100000000,
                                                          0x3FFFFFFFFFFFFFFF,
                                                          0x4000000000000000,
                                                          0x7FFFFFFFFFFFFFFF,
                                                          0x8000000000000000,
                                                          0xFFFFFFFFFFFFFFFF};

/// Mostly near the beginning, where sizes are.
void replaceNumber(std::string& bytes, NumpyRandom& random) {
  const std::size_t width = random.uniform() < 0.5 ? 4 : 8;
  if (bytes.size() < width) return;
  const double place = random.uniform() * random.uniform() * random.uniform();
  const auto start = static_cast<std::size_t>(place * static_cast<double>(bytes.size() - width + 1));
  const std::uint64_t number = kStumblingNumbers[below(kStumblingNumbers.size(), random)];
  std::memcpy(bytes.data() + start, &number, width);
}

void mutateOnce(std::string& bytes, NumpyRandom& random) {
  const std::size_t start = below(bytes.size(), random);
  const std::size_t length = std::min(bytes.size() - start, 1 + below(40, random));
  switch (below(8, random)) {
    case 0:
      if (!bytes.empty()) bytes[start] = static_cast<char>(bytes[start] ^ (1 << below(8, random)));
      return;
    case 1:
      bytes.erase(start, length);
      return;
    case 2:
      bytes.insert(start, bytes.substr(start, length));
      return;
    case 3:
      bytes.insert(below(bytes.size(), random), bytes.substr(start, length));
      return;
    case 4:
      bytes.resize(start);
      return;
    case 5:
    case 6:
      replaceScalar(bytes, random);
      return;
    default:
      changeDigit(bytes, random);
  }
}

}  // namespace

std::string mutated(std::string_view bytes, NumpyRandom& random) {
  std::string result(bytes);
  for (std::size_t changes = 1 + below(4, random); changes > 0; --changes) mutateOnce(result, random);
  return result;
}

std::string mutatedBinary(std::string_view bytes, NumpyRandom& random) {
  std::string result(bytes);
  for (std::size_t changes = 1 + below(3, random); changes > 0; --changes) {
    if (random.uniform() < 0.6)
      replaceNumber(result, random);
    else
      mutateOnce(result, random);
  }
  return result;
}
