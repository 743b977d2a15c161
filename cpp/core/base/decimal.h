// Numbers as decimal text and back, each time the nearest there is (of two equally near ones that with an even last
// digit). As printf and strtod do it, which would be a tenth of the module and depend on the locale; fast_float, which
// only reads, would be twice as much.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace attention {

/// With at most so many significant digits, at least 1, as printf's %g: "0.5", "1e-08", "inf", "nan".
std::string significant(double number, int digits);

/// A finite float with as few digits as bring it back.
std::string shortest(float number);

/// With exactly so many digits after the point, as printf's %f: "0.5000"; but what has only zeros then has no sign.
std::string fixed(double number, int decimals);

/// A number as JSON writes it: "-2.5", "1e-05". Infinite if it is beyond the doubles; none if the text is anything
/// else.
std::optional<double> fromDecimal(std::string_view text);

}  // namespace attention
