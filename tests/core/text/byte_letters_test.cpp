#include "text/byte_letters.h"

#include <set>

#include "base/utf8.h"
#include "doctest.h"

using attention::bytesOfLetters;
using attention::lettersOfBytes;

TEST_CASE("visible bytes are their own letters, the others follow from U+0100") {
  CHECK(lettersOfBytes("fox!~") == "fox!~");
  CHECK(lettersOfBytes(" \n\t\r") == "ĠĊĉč");
  CHECK(lettersOfBytes("é") == "Ã©");
  CHECK(lettersOfBytes(std::string(1, '\0')) == "Ā");
  CHECK(lettersOfBytes("\x7f\x80\xa0\xad\xff") == "ġĢłŃÿ");
}

TEST_CASE("every byte has a letter of its own, and is found by it") {
  std::set<std::string> letters;
  for (int byte = 0; byte < 256; ++byte) {
    const std::string bytes(1, static_cast<char>(byte));
    const std::string letter = lettersOfBytes(bytes);
    CHECK(attention::decodeUtf8(letter, 0).length == letter.size());
    CHECK(bytesOfLetters(letter) == bytes);
    letters.insert(letter);
  }
  CHECK(letters.size() == 256);
}

TEST_CASE("what is not the letter of a byte is not taken for one") {
  for (const char* text : {"", " ", "a b", "\n", "\u00a0", "\u00ad", "\u0144", "狐", "a🦊"}) {
    CHECK(!bytesOfLetters(text));
  }
}
