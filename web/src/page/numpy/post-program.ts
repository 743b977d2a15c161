// A NumPy program that computes and prints what the core computes for the same options: for readers who want to check,
// or to go on from here in Python.
import { isCorrected } from '../../element/state.ts';
import { type PostOptions, switchNames } from '../../engine/index.ts';
import { literal } from './python.ts';

export function numpyProgram({
  sentences = [],
  word = 'fox',
  seed,
  dimensions,
  context,
  corrected = 'none',
}: PostOptions): string {
  const flags = switchNames.map(
    (name) => `    "${name}": ${isCorrected(corrected, name) ? 'True' : 'False'},`,
  );
  return `import numpy as np

sentences = [
${sentences.map((sentence) => `    ${literal(sentence)},`).join('\n')}
]
current_word = ${literal(word)}
seed, dimensions, context_size = ${seed}, ${dimensions}, ${context}
corrected = {  # False: as the blog post published it
${flags.join('\n')}
}


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


np.random.seed(seed)
split = [sentence.split() for sentence in sentences]
vocabulary = list(dict.fromkeys(word for words in split for word in words))
embeddings = np.array([np.random.rand(dimensions) for _ in vocabulary])

for sentence, words in zip(sentences, split):
    keys = values = embeddings[[vocabulary.index(word) for word in words]]
    # Where the current word last stands in the sentence, or after its end.
    places = [i for i, word in enumerate(words) if word == current_word]
    position = places[-1] if places else len(words)

    if corrected["context"]:
        context = range(max(0, position - context_size), position)
    else:
        context = range(max(0, len(words) - context_size - 1), len(words))

    if corrected["query"]:
        query = embeddings[vocabulary.index(current_word)]
    else:
        query = keys[list(context)].mean(axis=0) if context else np.zeros(dimensions)

    scores = keys @ query / np.sqrt(dimensions)
    pattern = softmax(scores if corrected["normalisation"] else np.exp(scores))

    probabilities = pattern
    if corrected["values"]:
        probabilities = softmax(embeddings @ (pattern @ values))

    index = np.random.choice(len(probabilities), p=probabilities)
    by_word = corrected["lookup"] and not corrected["values"]
    predicted = words[index] if by_word else vocabulary[index]

    print(f"Given the word: {current_word}")
    print("Context:", " ".join(words[i] for i in context))
    print(f"Sentence: {sentence}")
    print("Attention Probabilities:")
    for word, weight in zip(words, pattern):
        print(f"\\t{word}: {weight:.4f}")
    if corrected["values"]:
        print("Next-word Probabilities:")
        for word, probability in zip(vocabulary, probabilities):
            print(f"\\t{word}: {probability:.4f}")
    print(f"Predicted next word: {predicted}\\n")
`;
}
