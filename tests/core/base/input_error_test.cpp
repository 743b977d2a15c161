#include "base/input_error.h"

#include <limits>

#include "doctest.h"

using attention::InputError;
using attention::quoted;
using attention::shown;

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
  CHECK_THROWS_WITH_AS(attention::refuseInteger(range, "\"two\""),
                       "window must be a whole number from -2 to 7, not \"two\"", InputError);
}
