// The post's three claims about attention, as questions to a model and the rates that its answers come to: that
// attention helps, that it can be misled, that it can miss. Who has a model asks it; what is asked, and how it is
// counted, is here.
// Sources: F. Shi et al., "Large Language Models Can Be Easily Distracted by Irrelevant Context", arXiv:2302.00093
// (rates per case, micro, and per story that survives all that distracts, macro); N. F. Liu et al., "Lost in the
// Middle", arXiv:2307.03172 (by the place of the fact); A. Modarressi et al., "NoLiMa", arXiv:2502.05167 (other words
// than those learned, near and far); L. Berglund et al., "The Reversal Curse", arXiv:2309.12288 (asked in the other
// direction).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/input_error.h"
#include "stories/stories.h"

namespace attention::stories {

inline constexpr IntegerRange kCasesRange{"cases", 1, 100'000};

struct ClaimsOptions {
  std::int64_t seed = 1;     // of the stories, kSeedRange
  std::int64_t cases = 500;  // of each rate, at least; kCasesRange
  int layers = 1;            // the model's
  int heads = 1;             // in each layer
};

/// What is done to a model's attention while it is asked: nothing; each query looks at all words so far alike; its
/// weights are dealt anew; nothing arrives. After these four, one head at a time is knocked out: 0.0, 0.1, ..., 1.0,
/// ...
inline constexpr const char* kTreatments[] = {"learned", "uniform", "shuffled", "cut"};

/// Questions that are asked one after another.
struct Trial {
  Story story;
  bool is_full;  // all its answers, under every treatment and with every head knocked out; else the last, as learned
};

/// The work comes in so many parts. Throws InputError for what is out of range.
int claimParts(const ClaimsOptions& options);

/// What is asked in a part, 0 to claimParts - 1. The same for the same options. Throws InputError.
std::vector<Trial> trialsOf(const ClaimsOptions& options, int part);

struct Rate {
  std::string claim;                                        // "helps", "misled", "misses"
  std::string measure;                                      // "accuracy", ...
  std::vector<std::pair<std::string, std::string>> labels;  // {"family", "where"}, ...
  double right = 0;                                         // of `count` cases; of "chance", what guessing would get
  std::int64_t count = 0;
};

/// What the answers to a part's trials come to. Rates with the same names in several parts are added. results, in the
/// order of the trials: of one that is not full, 1 if the answer was right, else 0; of a full one, for each of its
/// answers, as much for each treatment and for each head without which it was asked, and then for each head whether it
/// looks most at an antecedent. Throws InputError if they are not as many.
std::vector<Rate> ratesOf(const ClaimsOptions& options, int part, std::span<const int> results);

}  // namespace attention::stories
