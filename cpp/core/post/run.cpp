#include "post/run.h"

#include "base/decimal.h"

namespace attention {

namespace {

std::string joined(const Words& words, Span span) {
  std::string text;
  for (int i = span.begin; i < span.end; ++i) {
    if (i > span.begin) text += ' ';
    text += words[static_cast<std::size_t>(i)];
  }
  return text;
}

std::string listed(const char* title, const Words& words, const Eigen::Ref<const Eigen::RowVectorXd>& probabilities) {
  std::string text = std::string(title) + ":\n";
  for (std::size_t i = 0; i < words.size(); ++i) {
    text.append("\t").append(words[i]).append(": ");
    text.append(fixed(probabilities[static_cast<Eigen::Index>(i)], 4)).append("\n");
  }
  return text;
}

}  // namespace

std::vector<std::string> postSentences() {
  return {"The quick brown fox jumps over the lazy dog", "She sells seashells by the seashore",
          "I love to eat pizza with extra cheese"};
}

PostRun runPost(const PostOptions& options) {
  NumpyRandom random(options.seed);
  const std::vector<Words> split = splitSentences(options.sentences);
  PostRun run;
  run.word = options.word.value_or(kPostWord);
  run.departures = options.departures;
  run.representations = createWordRepresentations(split, options.dimensions, random);
  if (options.word) run.representations.indexOf(run.word);  // an unknown word is refused even where nothing reads it
  for (std::size_t i = 0; i < split.size(); ++i) {
    run.sentences.push_back({options.sentences[i], split[i],
                             predictNextWord(run.representations, split[i], run.word, options.context,
                                             options.departures, random.uniform())});
    predictedWord(run.sentences.back().prediction, 0, run.representations.vocabulary);
  }
  return run;
}

const std::string& predictedWord(const Predictions& predictions, int row, const Words& vocabulary) {
  const int chosen = predictions.chosen[static_cast<std::size_t>(row)];
  const int outcome = predictions.outcomes[static_cast<std::size_t>(chosen)];
  if (outcome >= 0) return vocabulary[static_cast<std::size_t>(outcome)];
  refuse("lookup",
         "must be corrected for this sentence: position {} was drawn and is read as an index of the vocabulary, which "
         "ends at {}; the post's program stops here with a KeyError",
         {chosen, vocabulary.size() - 1});
}

std::string printPost(const PostRun& run) {
  std::string text;
  const Words& vocabulary = run.representations.vocabulary;
  for (const auto& [sentence, words, prediction] : run.sentences) {
    text += "Given the word: " + run.word + '\n';
    text += "Context: " + joined(words, prediction.contexts.front()) + '\n';
    text += "Sentence: " + sentence + '\n';
    text += listed("Attention Probabilities", words, prediction.pattern.row(0));
    if (run.departures.values == Variant::corrected) {
      text += listed("Next-word Probabilities", vocabulary, prediction.probabilities.row(0));
    }
    text += "Predicted next word: " + predictedWord(prediction, 0, vocabulary) + "\n\n";
  }
  return text;
}

}  // namespace attention
