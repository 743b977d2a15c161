#include "text/charsmap.h"

#include "base/input_error.h"
#include "doctest.h"

using attention::InputError;
using attention::mapped;

namespace {

void append(std::string& bytes, std::uint32_t word) {
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(word >> shift);
}

/// "A" becomes "bc", "AA" becomes nothing, "\xC3" becomes "b": units at the place of a byte, xor what the one before
/// says.
std::string smallMap() {
  constexpr std::uint32_t kHasValue = 1u << 8, kIsValue = 1u << 31;
  std::vector<std::uint32_t> units(1024, 0xFF);  // no byte leads there: the label is another
  const auto offset = [](std::uint32_t places) { return places << 10; };
  units[0] = offset(256);
  units[256 ^ 'A'] = offset((256 ^ 'A') ^ 512) | kHasValue | 'A';
  units[512] = kIsValue | 0;
  units[512 ^ 'A'] = offset((512 ^ 'A') ^ 768) | kHasValue | 'A';
  units[768] = kIsValue | 3;
  units[256 ^ 0xC3] = offset((256 ^ 0xC3) ^ 800) | kHasValue | 0xC3;
  units[800] = kIsValue | 1;
  std::string bytes;
  append(bytes, static_cast<std::uint32_t>(4 * units.size()));
  for (const std::uint32_t unit : units) append(bytes, unit);
  return bytes + std::string("bc\0\0", 4);
}

}  // namespace

TEST_CASE("the longest text that is in the map is replaced") {
  const std::string map = smallMap();
  CHECK_NOTHROW(attention::requireCharsmap(map, "map"));
  CHECK(mapped("xAxAAA", map) == "xbcxbc");
  CHECK(mapped("", map).empty());
}

TEST_CASE("a part of a character is never replaced, so that the text stays UTF-8") {
  CHECK(mapped("é", smallMap()) == "é");
}

TEST_CASE("a trie that leads out of itself replaces nothing") {
  std::string map;
  append(map, 4);
  append(map, 0xFFFFFC00);
  map += '\0';
  CHECK(mapped("abc", map) == "abc");
  std::string empty;
  append(empty, 0);
  CHECK(mapped("abc", empty + '\0') == "abc");
}

TEST_CASE("what is no map is refused") {
  const auto check = [](const std::string& bytes, const char* message) {
    CHECK_THROWS_WITH_AS(attention::requireCharsmap(bytes, "map"), message, InputError);
  };
  check("abc", "map must begin with the size of its trie, which ends before its 3 bytes do");
  check(std::string("\4\0\0\0ab", 6), "map must begin with the size of its trie, which ends before its 6 bytes do");
  check(std::string("\1\0\0\0a", 5), "map must begin with the size of its trie, which ends before its 5 bytes do");
  check(std::string("\0\0\0\0ab", 6), "map must end in a zero byte");
  check(std::string("\0\0\0\0\xFF\0", 6), "map is not valid UTF-8 at byte 0");
}
