// What the page shows, in the hash of its address: a version, what the instrument shows, the chapter, and what figures
// have of their own. A hash is anybody's: what is broken in it is left out, and said.
import { readState, type State, writeState } from '../element/state.ts';
import { InputError } from '../engine/index.ts';
import { baseOf, pageState } from './page-state.ts';

/** Of what the names and values mean. Links without one are of the first. */
const version = 1;

/** Names that begin so are those of figures, and of a model that is of a link. */
const others = /^(first|softmax|draw|train)-/;

export interface Address {
  readonly state: State;
  /** The id of its section; empty: none is named. */
  readonly chapter: string;
  /** By their names, what is no part of the instrument's state. */
  readonly others: ReadonlyMap<string, string>;
  /** What could not be read. */
  readonly problems: readonly InputError[];
}

/** Names and values as they are written in a hash; a value that is broken is told to `refuse`. */
function parametersOf(hash: string, refuse: (error: InputError) => void): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const written of hash.replace(/^#/, '').split('&')) {
    const [name = '', ...rest] = written.replaceAll('+', ' ').split('=');
    try {
      parameters.set(decodeURIComponent(name), decodeURIComponent(rest.join('=')));
    } catch {
      refuse(
        new InputError('', 'Part of the link was cut or changed on its way here: {}', [{ quoted: written }]),
      );
    }
  }
  return parameters;
}

function checkVersion(given: string | undefined, refuse: (error: InputError) => void): void {
  if (given === undefined || given === String(version)) return;
  const pattern =
    /^\d+$/.test(given) && Number(given) > version
      ? 'The link is of version {}, of a newer page: shown is what this one, of version {}, knows of it'
      : 'The link is of version {}, which there is not: it is read as one of version {}';
  refuse(new InputError('', pattern, [{ quoted: given }, version]));
}

export function readAddress(hash: string): Address {
  const problems: InputError[] = [];
  const parameters = parametersOf(hash, (problem) => problems.push(problem));
  checkVersion(parameters.get('v'), (problem) => problems.push(problem));
  return {
    state: readState(parameters, baseOf(parameters.get('model') ?? pageState.model)),
    chapter: parameters.get('chapter') ?? '',
    others: new Map([...parameters].filter(([name]) => others.test(name))),
    problems,
  };
}

/** Empty where all is as the page opens. */
export function hashOf(state: State, { chapter = '', others = new Map() }: Partial<Address> = {}): string {
  const named = state.model === pageState.model ? [] : [['model', state.model]];
  const placed = chapter === '' ? [] : [['chapter', chapter]];
  const said = [...named, ...writeState(state, baseOf(state.model)), ...others, ...placed];
  return said.length === 0 ? '' : `#${new URLSearchParams([['v', String(version)], ...said] as string[][])}`;
}

/** The section of this id. */
export const chapterCalled = (id: string) =>
  [...document.querySelectorAll('section[id]')].find((section) => section.id === id);

/** The section that a hash is the name of, and nothing else: what links to chapters lead to. */
export const chapterIn = (hash: string) => chapterCalled(hash.slice(1));
