// One head's attention with every step of it open, as an instrument shows it.
#pragma once

#include "math/matrix.h"
#include "transformer/activations.h"

namespace attention {

/// What a head computed, and the steps between: from its scores to its pattern in double precision.
struct HeadReading {
  Matrix queries, keys, values;  // [T, D]; queries and keys turned by their positions, where the model does that
  Matrix products;               // [T, T] query · key
  Matrix scores;        // [T, T] as the model had them; behind the mask products times their scale, cut off there
  Vector maxima;        // [T] the largest score that each query sees
  Matrix shifted;       // [T, T] scores less maxima; -∞ behind the mask
  Matrix exponentials;  // [T, T] exp(shifted); 0 behind the mask
  Vector sums;          // [T] of the exponentials
  Matrix pattern;       // [T, T] as the model had it: exponentials / sum, unless it was edited
  Matrix outputs;       // [T, D] hook_z: pattern · values, unless it was edited
};

/// layer: 0 to L - 1, head: 0 to H - 1; throws InputError if not, or if the activations are not finite.
HeadReading readHead(const Activations& activations, int layer, int head);

}  // namespace attention
