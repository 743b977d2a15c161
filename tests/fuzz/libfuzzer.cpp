// The bodies under libFuzzer, which starts from their seeds and needs no corpus: `npm run fuzz` (run.mjs) builds and
// runs them. The first byte chooses the body; where FUZZ_TARGET names one, that alone is run.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "checkpoint_fuzz.h"
#include "model_files_fuzz.h"
#include "mutated.h"
#include "text_fuzz.h"
#include "tokenizer_files_fuzz.h"
#include "tokenizer_json_fuzz.h"

namespace {

std::string theTrainingStateSeed(int) { return trainingStateSeed(); }

struct Target {
  const char* name;
  char letter;
  std::string (*body)(std::string_view bytes);
  int seeds;
  std::string (*seed)(int kind);
  bool is_binary;
};
constexpr Target kTargets[] = {
    {"checkpoint", 'c', fuzzCheckpoint, kCheckpointSeeds, checkpointSeed, false},
    {"tokenizer", 't', fuzzTokenizerJson, kTokenizerSeeds, tokenizerSeed, false},
    {"sentence", 'p', fuzzSentence, kTextSeeds, textSeed, false},
    {"corpus", 'w', fuzzCorpus, kTextSeeds, textSeed, false},
    {"decimal", 'd', fuzzDecimal, kTextSeeds, decimalSeed, false},
    {"training", 's', fuzzTrainingState, 1, theTrainingStateSeed, false},
    {"gguf", 'g', fuzzGguf, kGgufSeeds, ggufSeed, true},
    {"llama2c", 'l', fuzzLlama2c, kLlama2cSeeds, llama2cSeed, true},
    {"safetensors", 'n', fuzzSafetensors, kSafetensorsSeeds, safetensorsSeed, true},
    {"sentencepiece", 'm', fuzzSentencePieces, kSentencePieceSeeds, sentencePiecesSeed, true},
    {"tokenizer-bin", 'b', fuzzTokenizerBin, kTokenizerBinSeeds, tokenizerBinSeed, true}};

bool isWanted(const Target& target) {
  const char* const wanted = std::getenv("FUZZ_TARGET");
  return !wanted || std::string_view(wanted) == target.name;
}

/// Null: no body has this letter, or it is not wanted.
const Target* targetOf(std::string_view bytes) {
  for (const Target& target : kTargets) {
    if (bytes.starts_with(target.letter) && isWanted(target)) return &target;
  }
  return nullptr;
}

int seedCount() {
  int count = 0;
  for (const Target& target : kTargets) count += isWanted(target) ? target.seeds : 0;
  return count;
}

std::string seedOf(unsigned number) {
  int kind = static_cast<int>(number % static_cast<unsigned>(seedCount()));
  for (const Target& target : kTargets) {
    if (!isWanted(target)) continue;
    if (kind < target.seeds) return target.letter + target.seed(kind);
    kind -= target.seeds;
  }
  return "";
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  if (seedCount() > 0) return 0;
  std::fprintf(stderr, "FUZZ_TARGET must be one of:");
  for (const Target& target : kTargets) std::fprintf(stderr, " %s", target.name);
  std::fprintf(stderr, "\n");
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const Target* const target = targetOf(bytes)) target->body(bytes.substr(1));
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  attention::NumpyRandom random(seed);
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (!targetOf(bytes) || seed % 64 == 0) bytes = seedOf(seed / 64);
  const Target* const target = targetOf(bytes);
  const std::string_view rest = std::string_view(bytes).substr(std::min<std::size_t>(1, bytes.size()));
  bytes = bytes.substr(0, 1) + (target && target->is_binary ? mutatedBinary(rest, random) : mutated(rest, random));
  const std::size_t length = std::min(bytes.size(), max_size);
  std::copy_n(bytes.begin(), length, data);
  return length;
}
