#include "base/order.h"

#include <algorithm>
#include <string>

#include "doctest.h"

using namespace attention;

TEST_CASE("things are put in order by their indices, equal ones as they came, however many they are") {
  for (std::size_t count = 0; count < 70; ++count) {
    std::vector<std::size_t> keys;
    for (std::size_t i = 0; i < count; ++i) keys.push_back(i * 29 % 11);
    std::vector<std::size_t> expected;
    for (std::size_t key = 0; key < 11; ++key) {
      for (std::size_t i = 0; i < count; ++i) {
        if (keys[i] == key) expected.push_back(i);
      }
    }
    CHECK(orderOf(count, [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; }) == expected);
  }
}

TEST_CASE("the order is that of what is compared, not of the indices") {
  const std::vector<std::string> words = {"pear", "apple", "fig", "apple"};
  const auto isBefore = [&](std::size_t a, std::size_t b) { return words[a] < words[b]; };
  CHECK(orderOf(words.size(), isBefore) == std::vector<std::size_t>{1, 3, 2, 0});
}
