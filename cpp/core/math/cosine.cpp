#include "math/cosine.h"

namespace attention {

double cosine(double x) {
  double sum = 1;
  for (int n = 22; n > 0; n -= 2) sum = 1 - sum * x * x / (n * (n - 1));
  return sum;
}

}  // namespace attention
