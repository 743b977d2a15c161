#include "formats/base64.h"

#include "doctest.h"

using attention::fromBase64;
using attention::toBase64;

TEST_CASE("the examples of RFC 4648 are written and read") {
  constexpr std::pair<const char*, const char*> kExamples[] = {{"", ""},
                                                               {"f", "Zg=="},
                                                               {"fo", "Zm8="},
                                                               {"foo", "Zm9v"},
                                                               {"foob", "Zm9vYg=="},
                                                               {"fooba", "Zm9vYmE="},
                                                               {"foobar", "Zm9vYmFy"},
                                                               {"\xFB\xFF\xBE", "+/++"}};
  for (const auto& [bytes, text] : kExamples) {
    CHECK(toBase64(bytes) == text);
    CHECK(fromBase64(text) == std::string(bytes));
  }
}

TEST_CASE("what is not Base64 is not read") {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg==Zg==", "Zm8*", "=", "====", "Zh==", "Z===", "Zm 8"}) {
    INFO(text);
    CHECK(!fromBase64(text));
  }
}
