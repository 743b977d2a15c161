#include "base/input_error.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "doctest.h"

using attention::InputError;
using attention::OwnedPiece;
using attention::Piece;
using attention::Quoted;
using attention::quoted;
using attention::refuse;
using attention::shown;

namespace {

template <class Body>
InputError errorOf(Body body) {
  try {
    body();
  } catch (const InputError& error) {
    return error;
  }
  FAIL("nothing was refused");
  return {"", "", {}};
}

}  // namespace

TEST_CASE("a quoted text stands in double quotes") {
  CHECK(quoted("fox") == "\"fox\"");
  CHECK(quoted("") == "\"\"");
  CHECK(quoted("naïve 狐") == "\"naïve 狐\"");
}

TEST_CASE("a quoted text stays on one line") { CHECK(quoted("a\nb\tc\r\x7f") == "\"a?b?c??\""); }

TEST_CASE("a quoted text is cut after 60 bytes, between two characters") {
  CHECK(quoted(std::string(60, 'x')) == '"' + std::string(60, 'x') + '"');
  CHECK(quoted(std::string(61, 'x')) == '"' + std::string(60, 'x') + "…\"");
  CHECK(quoted(std::string(58, 'x') + "狐狐") == '"' + std::string(58, 'x') + "…\"");
  CHECK(quoted(std::string(57, 'x') + "狐狐") == '"' + std::string(57, 'x') + "狐…\"");
}

TEST_CASE("a number is shown with as many digits as it needs, six at most") {
  CHECK(shown(0.5) == "0.5");
  CHECK(shown(-3) == "-3");
  CHECK(shown(1e-8) == "1e-08");
  CHECK(shown(2.0 / 3) == "0.666667");
  CHECK(shown(std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(shown(-std::numeric_limits<double>::infinity()) == "-inf");
}

TEST_CASE("both ends of a range are inside it") {
  constexpr attention::IntegerRange range{"window", -2, 7};
  CHECK_NOTHROW(attention::requireInRange(range, -2));
  CHECK_NOTHROW(attention::requireInRange(range, 7));
  CHECK_THROWS_WITH_AS(attention::requireInRange(range, -3), "window must be a whole number from -2 to 7, not -3",
                       InputError);
  CHECK_THROWS_WITH_AS(attention::requireInRange(range, 8), "window must be a whole number from -2 to 7, not 8",
                       InputError);
  CHECK_THROWS_WITH_AS(attention::refuseInteger(range, Piece(Quoted{"two"})),
                       "window must be a whole number from -2 to 7, not \"two\"", InputError);
  const InputError error = errorOf([&] { attention::requireInRange(range, 8); });
  CHECK(error.argument == "window");
  CHECK(error.pattern == "must be a whole number from {} to {}, not {}");
  CHECK(error.pieces.size() == 3);
}

TEST_CASE("an error is its argument, its pattern and its pieces, and says them in English") {
  const InputError error = errorOf([] {
    refuse("text", "has {} of {}, {} and {}, not {}",
           {std::string("a kind"), Quoted{"a\nb"}, 3, 1e-8, -std::int64_t{4}});
  });
  CHECK(error.argument == "text");
  CHECK(error.pattern == "has {} of {}, {} and {}, not {}");
  const std::vector<std::pair<OwnedPiece::Kind, std::string>> expected{{OwnedPiece::Kind::text, "a kind"},
                                                                       {OwnedPiece::Kind::quoted, "a?b"},
                                                                       {OwnedPiece::Kind::number, "3"},
                                                                       {OwnedPiece::Kind::number, "1e-08"},
                                                                       {OwnedPiece::Kind::number, "-4"}};
  REQUIRE(error.pieces.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(error.pieces[i].kind == expected[i].first);
    CHECK(error.pieces[i].text == expected[i].second);
  }
  CHECK(error.what() == std::string("text has a kind of \"a?b\", 3 and 1e-08, not -4"));
}

TEST_CASE("an error outlives what it was made from") {
  const InputError error = errorOf([] {
    const std::string argument(40, 'a');
    std::string text(40, 'b');
    const std::string quote(40, 'c');
    refuse(argument, "is {}, not {}", {text, Quoted{quote}});
  });
  CHECK(error.argument == std::string(40, 'a'));
  CHECK(error.pieces[0].text == std::string(40, 'b'));
  CHECK(error.pieces[1].text == std::string(40, 'c'));
}

TEST_CASE("a long quote is cut in the pieces too, and a piece may look like a gap") {
  const InputError error = errorOf([] { refuse("word", "{} is not {}", {Quoted{std::string(61, 'x')}, "{}"}); });
  CHECK(error.pieces[0].text == std::string(60, 'x') + "…");
  CHECK(error.what() == "word \"" + std::string(60, 'x') + "…\" is not {}");
}

TEST_CASE("an error without an argument is its phrase, one without pieces its own pattern") {
  CHECK(errorOf([] { refuse("", "all of it is {}", {"wrong"}); }).what() == std::string("all of it is wrong"));
  const InputError error = errorOf([] { refuse("training", "must be started first"); });
  CHECK(error.pieces.empty());
  CHECK(error.what() == std::string("training must be started first"));
}
