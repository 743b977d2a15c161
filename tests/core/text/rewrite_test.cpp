#include "text/rewrite.h"

#include "doctest.h"

using attention::Rewrite;
using attention::rewritten;

TEST_CASE("spaces are put before, replaced, joined and taken away") {
  CHECK(rewritten("ab", {.kind = Rewrite::Kind::prepend, .to = "▁"}) == "▁ab");
  CHECK(rewritten("", {.kind = Rewrite::Kind::prepend, .to = "▁"}) == "");
  CHECK(rewritten(" a b ", {.kind = Rewrite::Kind::replace, .from = " ", .to = "▁"}) == "▁a▁b▁");
  CHECK(rewritten("aaa", {.kind = Rewrite::Kind::replace, .from = "aa", .to = ""}) == "a");
  CHECK(rewritten("a b  c   ", {.kind = Rewrite::Kind::collapse, .to = "▁"}) == "a b▁c▁");
  CHECK(rewritten("  a \n", {.kind = Rewrite::Kind::trim}) == "a \n");
  CHECK(rewritten("   ", {.kind = Rewrite::Kind::trim}) == "");
}

TEST_CASE("white space at the ends goes, at one or at both") {
  const std::string_view text = "\u3000\n a b\t\u00a0";
  CHECK(rewritten(text, {.kind = Rewrite::Kind::strip}) == "a b");
  CHECK(rewritten(text, {.kind = Rewrite::Kind::strip, .strips_right = false}) == "a b\t\u00a0");
  CHECK(rewritten(text, {.kind = Rewrite::Kind::strip, .strips_left = false}) == "\u3000\n a b");
  CHECK(rewritten(" \n", {.kind = Rewrite::Kind::strip}) == "");
}
