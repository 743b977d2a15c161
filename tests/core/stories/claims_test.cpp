#include "stories/claims.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/input_error.h"
#include "doctest.h"

using namespace attention;
using namespace attention::stories;

namespace {

const ClaimsOptions kOptions{.seed = 3, .cases = 12, .layers = 1, .heads = 2};
constexpr int kOfAnAnswer = 4 + 2 * 2;  // results: treatments, without each head, looks of each

/// The results of a part, if each answer's are these.
std::vector<int> answered(int part, const std::vector<int>& of_full, int of_others) {
  std::vector<int> results;
  for (const Trial& trial : trialsOf(kOptions, part)) {
    if (!trial.is_full) {
      results.push_back(of_others);
      continue;
    }
    for (std::size_t i = 0; i < trial.story.answers.size(); ++i) {
      results.insert(results.end(), of_full.begin(), of_full.end());
    }
  }
  return results;
}

std::string nameOf(const Rate& rate) {
  std::string name = rate.claim + ": " + rate.measure;
  for (const auto& [label, value] : rate.labels) name += ", " + label + " " + value;
  return name;
}

/// All rates by their names, those of several parts added.
std::map<std::string, Rate> ratesIf(const std::vector<int>& of_full, int of_others) {
  std::map<std::string, Rate> rates;
  for (int part = 0; part < claimParts(kOptions); ++part) {
    for (const Rate& rate : ratesOf(kOptions, part, answered(part, of_full, of_others))) {
      Rate& sum = rates[nameOf(rate)];
      sum.right += rate.right;
      sum.count += rate.count;
    }
  }
  return rates;
}

}  // namespace

TEST_CASE("every rate of the claims has as many cases as are wanted, or more") {
  // Right as learned, looking right with head 0.1, which is needed.
  const std::map<std::string, Rate> rates = ratesIf({1, 0, 0, 0, 1, 0, 0, 1}, 1);
  for (const auto& entry : rates) {
    const std::string& name = entry.first;
    const Rate& rate = entry.second;
    CAPTURE(name);
    CHECK(rate.count >= kOptions.cases);
    CHECK(rate.right <= double(rate.count));
  }
  for (const char* const name :
       {"helps: accuracy, family where, attention learned", "helps: looks right, family who, head 0.1",
        "helps: accuracy without, family pair, head 0.0", "helps: right by look, family likes, head 0.1, looks right",
        "helps: needed by look, family colour, head 0.1, looks right", "misled: undistracted", "misled: micro",
        "misled: macro", "misled: by kind, kind off-topic", "misled: by repeats, repeats 4",
        "misled: by place, place first", "misled: by family, family pronoun", "misled: by position, position 4",
        "misses: reworded, words rare, distance far",
        "misses: reworded by family, words unseen, distance near, family likes", "misses: order, order reversed"}) {
    CAPTURE(name);
    REQUIRE(rates.count(name) == 1);
    CHECK(rates.at(name).right == double(rates.at(name).count));
  }
  for (const char* const name :
       {"helps: accuracy, family where, attention cut", "helps: accuracy without, family where, head 0.1",
        "helps: looks right, family where, head 0.0"}) {
    CHECK(rates.at(name).right == 0);
  }
  CHECK(rates.at("helps: chance, family where").right ==
        doctest::Approx(double(rates.at("helps: chance, family where").count) / 12));
  CHECK(rates.at("misled: micro").count == kOptions.cases * 45);
}

TEST_CASE("what is wrong counts as wrong, and no story survives that") {
  const std::map<std::string, Rate> rates = ratesIf({0, 0, 0, 0, 0, 0, 0, 0}, 0);
  for (const auto& entry : rates) {
    const std::string& name = entry.first;
    const Rate& rate = entry.second;
    CAPTURE(name);
    CHECK((rate.right == 0) == (name.find("chance") == std::string::npos));
  }
  CHECK(rates.at("misled: macro").count == kOptions.cases);
}

TEST_CASE("a story survives only if it is right with everything that distracts") {
  const int part = kFamilies;  // the first of those that mislead
  std::vector<int> results = answered(part, {}, 1);
  results[46 * 2 + 30] = 0;  // of the third story
  results[0] = 0;            // undistracted: survival does not ask for it
  for (const Rate& rate : ratesOf(kOptions, part, results)) {
    if (rate.measure == "macro") CHECK(rate.right == double(rate.count) - 1);
    if (rate.measure == "micro") CHECK(rate.right == double(rate.count) - 1);
    if (rate.measure == "undistracted") CHECK(rate.right == double(rate.count) - 1);
  }
}

TEST_CASE("trials are the same ones for the same options, and held out") {
  for (int part = 0; part < claimParts(kOptions); ++part) {
    const std::vector<Trial> trials = trialsOf(kOptions, part), again = trialsOf(kOptions, part);
    REQUIRE(trials.size() == again.size());
    for (std::size_t i = 0; i < trials.size(); ++i) CHECK(trials[i].story.words == again[i].story.words);
  }
  CHECK(trialsOf(kOptions, 0).front().story.words !=
        trialsOf({.seed = 4, .cases = 12, .layers = 1, .heads = 2}, 0).front().story.words);
}

TEST_CASE("options of claims out of range, and results that are too few, are refused") {
  CHECK_THROWS_WITH_AS(claimParts({.cases = 0}), "cases must be a whole number from 1 to 100000, not 0", InputError);
  CHECK_THROWS_AS(claimParts({.seed = -1}), InputError);
  CHECK_THROWS_AS(trialsOf(kOptions, claimParts(kOptions)), InputError);
  CHECK_THROWS_AS(trialsOf(kOptions, -1), InputError);
  const std::size_t answers = answered(0, std::vector<int>(kOfAnAnswer), 0).size();
  CHECK_THROWS_WITH_AS(ratesOf(kOptions, 0, {}),
                       ("results must be " + std::to_string(answers) + " numbers, not 0").c_str(), InputError);
}
