// A NumPy program that computes what the instrument shows of the post's model: one sentence, its query's row of the
// pattern, and the chances of the next word.
import { postOptions } from '../../element/post-source.ts';
import type { Shown } from '../../element/shown.ts';
import { isCorrected } from '../../element/state.ts';
import { list, literal } from './python.ts';

export function postReadingProgram({ state, query, reading }: Shown): string {
  const { sentence, corpus = [], dimensions, context, seed } = postOptions(state);
  const flag = (name: Parameters<typeof isCorrected>[1]) =>
    isCorrected(state.corrected, name) ? 'True' : 'False';
  return `import numpy as np

texts = ${list([sentence, ...corpus].map(literal))}
words = ${list(reading.words.map(literal))}
query = ${query}  # the position of the word that looks
seed, dimensions, context_size = ${seed}, ${dimensions}, ${context}


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


np.random.seed(seed)
vocabulary = list(dict.fromkeys(word for text in texts for word in text.split()))
embeddings = np.array([np.random.rand(dimensions) for _ in vocabulary])
keys = values = embeddings[[vocabulary.index(word) for word in words]]

if ${flag('query')}:  # the query is the word's own embedding
    vector = keys[query]
else:  # or its context's mean
    begin, end = (query - context_size, query) if ${flag('context')} else (len(words) - context_size - 1, len(words))
    context = keys[max(0, begin) : end]
    vector = context.mean(axis=0) if len(context) else np.zeros(dimensions)

scores = keys @ vector / np.sqrt(dimensions)
pattern = softmax(scores if ${flag('normalisation')} else np.exp(scores))

print(f"What {words[query]} looks at:")
for word, weight in zip(words, pattern):
    print(f"{weight:.6f} {word}")

if ${flag('values')}:  # every word of the vocabulary is compared with what the values come to
    candidates, chances = vocabulary, softmax(embeddings @ (pattern @ values))
else:  # the weights are taken for chances, as published
    by_word = ${flag('lookup')}
    candidates = words if by_word else [*vocabulary, *["(none)"] * len(words)][: len(words)]
    chances = pattern
print(f"Next word, given {words[query]}:")
for i in np.argsort(-chances, kind="stable"):
    print(f"{chances[i]:.6f} {candidates[i]}")
`;
}
