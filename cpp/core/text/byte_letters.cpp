#include "text/byte_letters.h"

#include "base/utf8.h"

namespace attention {

namespace {

struct Run {
  char32_t letter;
  char32_t byte;
  char32_t length;
};

// All bytes. The soft hyphen, U+00AD, is not visible.
constexpr Run kRuns[] = {{0x21, 0x21, 94},  {0xA1, 0xA1, 12},  {0xAE, 0xAE, 82},
                         {0x100, 0x00, 33}, {0x121, 0x7F, 34}, {0x143, 0xAD, 1}};

/// -1: the letter of no byte.
int byteOf(char32_t letter) {
  for (const Run& run : kRuns) {
    if (letter - run.letter < run.length) return static_cast<int>(letter - run.letter + run.byte);
  }
  return -1;
}

char32_t letterOf(char32_t byte) {
  const Run* run = kRuns;
  while (byte - run->byte >= run->length) ++run;
  return byte - run->byte + run->letter;
}

}  // namespace

std::string lettersOfBytes(std::string_view bytes) {
  std::string letters;
  for (const char byte : bytes) appendUtf8(letters, letterOf(static_cast<unsigned char>(byte)));
  return letters;
}

std::optional<std::string> bytesOfLetters(std::string_view letters) {
  if (letters.empty()) return std::nullopt;
  std::string bytes;
  for (std::size_t at = 0; at < letters.size();) {
    const CodePoint letter = decodeUtf8(letters, at);
    const int byte = byteOf(letter.value);
    if (byte < 0) return std::nullopt;
    bytes += static_cast<char>(byte);
    at += letter.length;
  }
  return bytes;
}

}  // namespace attention
