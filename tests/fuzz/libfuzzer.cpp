// The bodies under libFuzzer, which starts from their seeds and needs no corpus:
// `npm run fuzz` (run.mjs) builds and runs them. The first byte chooses the body.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "checkpoint_fuzz.h"
#include "mutated.h"
#include "text_fuzz.h"
#include "tokenizer_json_fuzz.h"

namespace {

std::string seedOf(unsigned number) {
  const int kind = static_cast<int>(number % (kCheckpointSeeds + kTokenizerSeeds + 3 * kTextSeeds + 1));
  if (kind < kCheckpointSeeds) return 'c' + checkpointSeed(kind);
  if (kind < kCheckpointSeeds + kTokenizerSeeds) return 't' + tokenizerSeed(kind - kCheckpointSeeds);
  const int text = kind - kCheckpointSeeds - kTokenizerSeeds;
  if (text < 3 * kTextSeeds) {
    const int which = text % kTextSeeds;
    return text < kTextSeeds       ? 'p' + textSeed(which)
           : text < 2 * kTextSeeds ? 'w' + textSeed(which)
                                   : 'd' + decimalSeed(which);
  }
  return 's' + trainingStateSeed();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.starts_with('c')) fuzzCheckpoint(bytes.substr(1));
  if (bytes.starts_with('s')) fuzzTrainingState(bytes.substr(1));
  if (bytes.starts_with('p')) fuzzSentence(bytes.substr(1));
  if (bytes.starts_with('w')) fuzzCorpus(bytes.substr(1));
  if (bytes.starts_with('d')) fuzzDecimal(bytes.substr(1));
  if (bytes.starts_with('t')) fuzzTokenizerJson(bytes.substr(1));
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  attention::NumpyRandom random(seed);
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (size < 2 || seed % 64 == 0) bytes = seedOf(seed / 64);
  bytes = bytes.substr(0, 1) + mutated(std::string_view(bytes).substr(1), random);
  const std::size_t length = std::min(bytes.size(), max_size);
  std::copy_n(bytes.begin(), length, data);
  return length;
}
