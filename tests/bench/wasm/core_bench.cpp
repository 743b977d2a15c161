// The transformer's core as the bench calls it. Random weights and tokens: they cost as much as trained ones.
#include <memory>
#include <numeric>
#include <random>
#include <vector>

#include "math/gemm.h"
#include "training/training.h"
#include "transformer/generation.h"

namespace {

struct Product {
  int m = 0, n = 0, k = 0;
  std::vector<float> a, b, c;
} product;

attention::Parameters parameters;
std::unique_ptr<attention::Training> training;

std::vector<float> fractions(int rows, int columns, std::size_t modulus) {
  std::vector<float> x(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i % modulus) / static_cast<float>(modulus);
  return x;
}

}  // namespace

extern "C" {

/// As eigen_bench.cpp's; b [K, N] has as many elements as [N, K].
[[gnu::used]] void prepareProduct(int, int m, int n, int k) {
  product = {m, n, k, fractions(m, k, 101), fractions(k, n, 103), fractions(m, n, 107)};
}

[[gnu::used]] void multiply(int layout, int times) {
  auto& [m, n, k, a, b, c] = product;
  for (int i = 0; i < times; ++i) {
    attention::gemm(static_cast<attention::Layout>(layout),
                    layout == 2 ? attention::ConstView(a.data(), k, m) : attention::ConstView(a.data(), m, k),
                    layout == 1 ? attention::ConstView(b.data(), n, k) : attention::ConstView(b.data(), k, n),
                    {c.data(), m, n}, false);
  }
}

[[gnu::used]] float sumOfProduct() { return std::accumulate(product.c.begin(), product.c.end(), 0.0F); }

/// Returns the number of parameters.
[[gnu::used]] int prepareModel(int vocab_size, int layers, int heads, int d_model, int d_mlp, int context) {
  training.reset();
  attention::TransformerConfig config;
  config.vocab_size = vocab_size;
  config.layers = layers;
  config.heads = heads;
  config.d_model = d_model;
  config.d_mlp = d_mlp;
  config.context = context;
  parameters = attention::initialParameters(config, 1);
  return static_cast<int>(parameters.data.size());
}

[[gnu::used]] void prepareTraining(int batch) {
  std::minstd_rand random(1);
  std::vector<int> tokens(static_cast<std::size_t>(4 * parameters.config.context + 1000));
  for (int& token : tokens) token = static_cast<int>(random() % static_cast<unsigned>(parameters.config.vocab_size));
  attention::TrainingOptions options;
  options.steps = 10'000'000;
  options.batch = batch;
  training = std::make_unique<attention::Training>(parameters, std::move(tokens), options);
}

/// Returns the last loss.
[[gnu::used]] double trainSteps(int steps) {
  double loss = 0;
  for (int i = 0; i < steps; ++i) loss = training->step().loss;
  return loss;
}

/// Returns the sum of the ids.
[[gnu::used]] int generateTokens(int tokens, double temperature) {
  attention::GenerateOptions options;
  options.max_tokens = tokens;
  options.sampling.temperature = temperature;
  const int prompt[] = {1};
  int sum = 0;
  for (const int id : attention::generate(parameters, prompt, options).ids) sum += id;
  return sum;
}
}
