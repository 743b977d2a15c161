// The cosine, of small numbers only.
#pragma once

namespace attention {

/// cos x for 0 ≤ x ≤ π/2, to a double's last places, by its Taylor series: the library's own can take any x, in fifty
/// times the code.
double cosine(double x);

}  // namespace attention
