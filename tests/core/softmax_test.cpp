#include "softmax.h"

#include "doctest.h"

TEST_CASE("softmax of equal numbers is uniform") {
  const attention::Vector x = attention::Vector::Constant(4, 2.5);
  for (const double p : attention::softmax(x)) CHECK(p == 0.25);
}
