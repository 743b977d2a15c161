// The two lines that a writer pastes into a post to show what the instrument shows.
import { fields, type State, writeState } from './state.ts';

const entities: Record<string, string> = {
  '&': '&amp;',
  '"': '&quot;',
  '<': '&lt;',
  '>': '&gt;',
  '\n': '&#10;',
};
const escaped = (text: string) => text.replace(/[&"<>\n]/g, (character) => entities[character] ?? '');

/** `scriptUrl` is where pay-attention.min.js is served. */
export function embedTag(state: State, scriptUrl = 'pay-attention.min.js'): string {
  const always = [
    ['sentence', fields.sentence.write(state.sentence)],
    ['seed', fields.seed.write(state.seed)],
  ] as const;
  const others = writeState(state).filter(([name]) => name !== 'sentence' && name !== 'seed');
  const written = [...always, ...others].map(([name, text]) => `${name}="${escaped(text)}"`);
  return `<script src="${escaped(scriptUrl)}"></script>\n<pay-attention ${written.join(' ')}></pay-attention>`;
}
