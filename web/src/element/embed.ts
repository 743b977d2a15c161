// What a writer pastes into a post to show what the instrument shows: the script, and the tag with a picture in it.
import { fields, initialState, postNames, type State, writeState } from './state.ts';

/** Where pay-attention.min.js is, and what its bytes must hash to. */
export interface Script {
  readonly address: string;
  readonly integrity?: string | undefined;
}

/** What is shown as a file, and in words. */
export interface Picture {
  readonly svg: string;
  readonly alt: string;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '"': '&quot;',
  '<': '&lt;',
  '>': '&gt;',
  '\n': '&#10;',
  '{': '&#123;', // which templates of many kinds would take for their own
  '}': '&#125;',
};
export const escaped = (text: string) =>
  text.replace(/[&"<>\n{}]/g, (character) => entities[character] ?? '');

const attributeText = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([name, text]) => `${name}="${escaped(text)}"`).join(' ');

/**
 * What a model would choose by itself is said all the same: the sentence, the seed, and the head of one with heads.
 * What only the post's model has is not said of another.
 */
function attributesOf(state: State): (readonly [string, string])[] {
  const isPost = state.model === initialState.model;
  const always: (keyof State)[] = isPost ? ['sentence', 'seed'] : ['sentence', 'seed', 'head'];
  const left: string[] = isPost ? always : [...always, ...postNames];
  const written = always.map((name) => [name, fields[name].write(state[name] as never)] as const);
  return [...written, ...writeState(state).filter(([name]) => !left.includes(name))];
}

/** As an address that stands in an attribute. */
const dataOf = (svg: string) =>
  `data:image/svg+xml,${svg.replace(/^<\?xml.*\?>\s*/, '').replace(/[%#<>"{}\n\r\t]/g, encodeURIComponent)}`;

export const pictureTag = ({ svg, alt }: Picture) =>
  `<img ${attributeText([
    ['src', dataOf(svg)],
    ['alt', alt],
    ['width', '100%'],
  ])} />`;

export function scriptTag({ address, integrity }: Script, also = ''): string {
  const checked = integrity ? { integrity, crossorigin: 'anonymous' } : {};
  return `<script${also} ${attributeText(Object.entries({ src: address, ...checked }))}></script>`;
}

/** `picture` is shown until the instrument is, and where there is none. */
export function instrumentTag(state: State, picture?: Picture): string {
  const inside = picture ? `\n${pictureTag(picture)}\n` : '';
  return `<pay-attention ${attributeText(attributesOf(state))}>${inside}</pay-attention>`;
}

export const embedTag = (state: State, script: Script, picture?: Picture) =>
  `${scriptTag(script)}\n${instrumentTag(state, picture)}`;
