// Learns the merges of byte-pair encoding from words and how often each occurs.
// Source: R. Sennrich, B. Haddow, A. Birch, "Neural Machine Translation of Rare Words with Subword Units", ACL 2016.
#pragma once

#include <string_view>
#include <vector>

#include "text/bpe.h"

namespace attention {

struct CountedWord {
  std::string_view bytes;
  int count;
};

/// At most `most` merges. Tokens 0 to 255 are the bytes; merge i makes token 256 + i of the pair that is there most
/// often at this point, counted at every place where its two tokens are neighbours in a word (twice in "aaa"). Of
/// equally frequent pairs the one with the smaller left id is merged, then the one with the smaller right id. Fewer
/// merges when no pair is there twice.
/// The words together: less than 2^31 bytes, each times its count.
/// Time and memory grow with the bytes in `words`, not with these times `most`: each merge visits only the places of
/// its pair, and changes only the counts of their neighbours.
std::vector<Merge> trainMerges(const std::vector<CountedWord>& words, int most);

}  // namespace attention
