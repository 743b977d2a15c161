// Trains the model that the page ships, on stories of the story world, and writes its checkpoint, snapshots of the run
// and its log: `train_story FOLDER [STEPS]`. Deterministic: the same bits on one platform, whatever the threads do.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/decimal.h"
#include "checkpoint/checkpoint.h"
#include "stories/stories.h"
#include "stories/tokens.h"
#include "text/tokenizer_data.h"
#include "text/tokenizer_json.h"
#include "training/adamw.h"
#include "training/learning_rate.h"
#include "transformer/backward.h"
#include "transformer/cross_entropy.h"
#include "transformer/forward.h"
#include "transformer/judging.h"

namespace {

using namespace attention;

constexpr std::int64_t kSeed = 2;         // of the first weights and the stories
constexpr std::int64_t kHeldOutSeed = 9;  // of the stories that the log's rates are of
constexpr int kHeldOutStories = 600;
constexpr std::int64_t kRows = 24;  // stories in each step
constexpr std::int64_t kThreads = 2;
constexpr std::int64_t kLogEvery = 250;

// What the heads have to learn is said by few of the words. An answer counts nine times as much as any other word.
constexpr float kAllWeight = 0.5f;
constexpr float kAnswerWeight = 4;

constexpr double kRate = 2e-3;
constexpr double kLeastRate = 1e-4;
constexpr std::int64_t kWarmup = 100;
constexpr double kDecay = 0.1;
constexpr double kClip = 1;

// Moments of the run that can be looked at, and the bits of each number's significand that are kept of them: what is
// rounded so takes half as much once it is gzipped.
constexpr std::array<std::int64_t, 4> kSnapshots{0, 500, 1500, 2500};
constexpr int kSnapshotBits = 4;
constexpr int kUntrainedBits = 3;  // of random numbers, which carry more

/// Two layers of two heads, attention only.
TransformerConfig configOf(int vocabulary) {
  return {.layers = 2, .heads = 2, .d_model = 64, .d_mlp = 0, .context = 80, .vocab_size = vocabulary};
}

/// Of the world's words. Readers write "The key is in the box.": it makes no difference.
TokenizerData tokenizerOf() {
  TokenizerData data{.kind = Tokenizer::Kind::words, .pieces = {{"<unk>"}}, .unknown = 0};
  for (const std::string_view word : stories::vocabulary()) data.pieces.push_back({std::string(word)});
  data.rewrites = {{.form = NormalForm::lowercase}};
  data.isolated = {".", "?"};
  return data;
}

/// A story of a batch: what it says, what comes next everywhere, and where that is decided.
struct Row {
  Row(std::int64_t number, const stories::WordTokens& ids) {
    const stories::Story story = stories::makeStory(kSeed, number, {});
    tokens = ids.of(story.words);
    all = nextTokens(tokens);
    answers.assign(tokens.size(), -1);
    for (const stories::Answer& answer : story.answers) {
      const auto before = static_cast<std::size_t>(answer.position - 1);
      answers[before] = all[before];
    }
  }

  std::vector<int> tokens;
  std::vector<int> all, answers;  // targets, -1: none
};

/// One thread's part of a batch.
struct Worker {
  void addGradients(const Parameters& parameters, const std::vector<Row>& rows, std::size_t first, float words) {
    gradients.assign(parameters.data.size(), 0.0f);
    for (std::size_t i = first; i < rows.size(); i += kThreads) {
      const Row& row = rows[i];
      transformerForward(parameters, row.tokens, {}, activations);
      for (const auto& [targets, weight] : {std::pair{&row.all, kAllWeight}, {&row.answers, kAnswerWeight}}) {
        transformerBackward(parameters, row.tokens, *targets, weight / words, {}, activations, activation_gradients,
                            gradients, Gradients::parameters);
      }
    }
  }

  Activations activations, activation_gradients;
  Floats gradients;
};

class Run {
 public:
  Run(Parameters& parameters, std::int64_t steps) : parameters_(parameters), steps_(steps) {
    first_moments_.resize(parameters.data.size());
    second_moments_.resize(parameters.data.size());
    for (Worker& worker : workers_) worker.activations.prepare(parameters.config, parameters.config.context);
  }

  void step() {
    std::vector<Row> rows;
    for (std::int64_t i = 0; i < kRows; ++i) rows.emplace_back(done_ * kRows + i, ids_);
    std::size_t words = 0;
    for (const Row& row : rows) words += row.tokens.size() - 1;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      threads.emplace_back([&, i] { workers_[i].addGradients(parameters_, rows, i, static_cast<float>(words)); });
    }
    for (std::thread& thread : threads) thread.join();
    Floats& gradients = workers_.front().gradients;
    for (std::size_t i = 1; i < workers_.size(); ++i) {
      for (std::size_t j = 0; j < gradients.size(); ++j) gradients[j] += workers_[i].gradients[j];
    }
    AdamWStep step{learningRate({kRate, kLeastRate, kWarmup, steps_}, done_), 0.9, 0.99, 1e-8, kDecay, done_ + 1};
    step.gradient_factor = clippingFactor(norm(gradients), kClip);
    adamwUpdateAll(step, parameterTable(parameters_.config), parameters_.data, gradients, first_moments_,
                   second_moments_);
    ++done_;
  }

  std::int64_t done() const { return done_; }

 private:
  stories::WordTokens ids_;
  Parameters& parameters_;
  std::int64_t steps_;
  std::int64_t done_ = 0;
  Floats first_moments_, second_moments_;
  std::array<Worker, kThreads> workers_;
};

/// On held-out stories the mean loss, in nats a word, and of each family the share of the answers that the model gives.
std::string ratesOf(const Parameters& parameters) {
  std::array<int, stories::kFamilies> right{}, all{};
  double loss = 0;
  const stories::WordTokens ids;
  Activations activations;
  for (int i = 0; i < kHeldOutStories; ++i) {
    const stories::Story story = stories::makeStory(kHeldOutSeed, i, {.kind = stories::Set::Kind::held_out});
    const std::vector<int> tokens = ids.of(story.words);
    std::vector<Question> questions;
    for (const stories::Answer& answer : story.answers) {
      questions.push_back({answer.position, tokens[static_cast<std::size_t>(answer.position)], answer.antecedents});
    }
    const std::vector<Judgement> judgements = judge(parameters, tokens, questions, {}, activations);
    loss += static_cast<double>(crossEntropy(activations, nextTokens(tokens))) / kHeldOutStories;
    for (std::size_t j = 0; j < judgements.size(); ++j) {
      const auto family = static_cast<std::size_t>(story.answers[j].family);
      ++all[family];
      if (judgements[j].likeliest == questions[j].token) ++right[family];
    }
  }
  std::string rates = "loss " + fixed(loss, 4);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double share = static_cast<double>(right[i]) / all[i];
    rates += "  " + std::string(nameOf(static_cast<stories::Family>(i))) + " " + fixed(share, 3);
  }
  return rates;
}

void write(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) throw std::runtime_error(path.string() + " cannot be written");
}

/// Each number with so many bits of its significand.
Parameters rounded(Parameters parameters, int bits) {
  for (float& number : parameters.data) {
    int exponent = 0;
    const float significand = std::frexp(number, &exponent);  // 0.5 to below 1: its first bit is always there
    number = std::ldexp(std::round(std::ldexp(significand, bits + 1)), exponent - bits - 1);
  }
  return parameters;
}

void train(const std::filesystem::path& folder, std::int64_t steps) {
  const TokenizerData tokenizer = tokenizerOf();
  Parameters parameters =
      initialParameters(configOf(static_cast<int>(tokenizer.pieces.size())), kSeed, Initialisation::width);
  std::filesystem::create_directories(folder / "snapshots");
  std::string log;
  const auto say = [&](std::int64_t done) {
    const std::string line = "step " + std::to_string(done) + "  " + ratesOf(parameters) + "\n";
    log += line;
    std::fputs(line.c_str(), stderr);
  };
  Run run(parameters, steps);
  for (std::int64_t done = 0; done <= steps; done = run.done()) {
    if (done % kLogEvery == 0 || done == steps) say(done);
    if (std::find(kSnapshots.begin(), kSnapshots.end(), done) != kSnapshots.end()) {
      write(folder / "snapshots" / (std::to_string(done) + ".safetensors"),
            writeCheckpoint(rounded(parameters, done == 0 ? kUntrainedBits : kSnapshotBits), Dtype::f16).weights);
    }
    if (done == steps) break;
    run.step();
  }
  const Checkpoint checkpoint = writeCheckpoint(parameters, Dtype::f16);
  write(folder / "config.json", checkpoint.config);
  write(folder / "tokenizer.json", writeTokenizerJson(tokenizer));
  write(folder / "model.safetensors", checkpoint.weights);
  write(folder / "log.txt", log);
}

}  // namespace

int main(int count, char** words) {
  const long steps = count > 2 ? std::strtol(words[2], nullptr, 10) : 12'000;
  if (count < 2 || count > 3 || steps < 1) {
    std::fputs("usage: train_story FOLDER [STEPS]\n", stderr);
    return 2;
  }
  try {
    train(words[1], steps);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "train_story: %s\n", error.what());
    return 1;
  }
  return 0;
}
