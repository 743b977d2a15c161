// How a sentence of ours is had in one of the languages: by its name in the English table, with what belongs in its
// gaps. The compiler checks both.
import { type InputError, refusalText } from '../engine/errors.ts';
import { en } from './en.ts';
import { beginningOf } from './errors.ts';
import { directionIn, type LanguageName } from './languages.ts';
import { type Numbers, numbersIn } from './numbers.ts';

/** The forms of a text that has a count in it, `{n}`: as many as the language tells apart. */
export type Forms = { readonly other: string } & { readonly [Form in Intl.LDMLPluralRule]?: string };

/** A text has its gaps in braces: `{word} looks at {key}`. */
export type Table = Readonly<Record<string, string | Forms>>;

type GapIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | GapIn<Rest> : never;

/** Of every form the same. */
type Gap<Entry> = Entry extends Forms ? Exclude<GapIn<Entry['other']>, 'n'> : GapIn<Entry>;

/** A text that has each of these gaps, wherever. */
type With<Names extends string> = [Names] extends [never]
  ? string
  : (Names extends string ? (text: `${string}{${Names}}${string}`) => void : never) extends (
        text: infer All,
      ) => void
    ? All
    : never;

/** The same table in another language. */
export type Translated<T extends Table> = {
  readonly [Name in keyof T]: T[Name] extends Forms
    ? Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: With<GapIn<T[Name]['other']>> }
    : With<GapIn<T[Name]>>;
};

type TextName<T extends Table> = { [Name in keyof T]: T[Name] extends string ? Name : never }[keyof T];
type FormsName<T extends Table> = Exclude<keyof T, TextName<T>>;

type Values<Entry, Value> = [Gap<Entry>] extends [never] ? [] : [values: Record<Gap<Entry>, Value>];

/** One language. */
export interface Say<T extends Table = typeof en> extends Numbers {
  readonly language: LanguageName;
  readonly direction: 'ltr' | 'rtl';
  <Name extends TextName<T>>(name: Name, ...values: Values<T[Name], string | number>): string;
  /** The same in pieces, for a template: what is put into its gaps may be templates. */
  parts<Name extends TextName<T>>(name: Name, values: Record<Gap<T[Name]>, unknown>): unknown[];
  /** A text with a count in it. */
  count<Name extends FormsName<T>>(
    name: Name,
    n: number,
    ...values: Values<T[Name], string | number>
  ): string;
  /** A word of the reader's or the model's in a sentence of ours. */
  quoted(word: string | undefined): string;
  /** One and another. */
  list(items: readonly string[]): string;
  /** One sentence after another; those that are empty are none. */
  together(...sentences: readonly string[]): string;
  /** Why something was refused. */
  error(error: Error): string;
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const [rightToLeftIsolate, firstStrongIsolate, endOfIsolate] = ['\u2067', '\u2068', '\u2069'];

const isRefusal = (error: Error): error is InputError => 'pattern' in error && 'pieces' in error;

/** `errors`: what is refused, by the beginnings of the core's patterns. */
export function sayIn<T extends Table>(
  language: LanguageName,
  table: T,
  errors: Partial<Readonly<Record<string, string>>> = {},
): Say<T> {
  const direction = directionIn(language);
  const numbers = numbersIn(language);
  /** What runs the other way, and may take its neighbours along, is kept by itself. */
  const apart = (value: string) => {
    const runsLeft = rightToLeft.test(value);
    if (direction === 'ltr') return runsLeft ? firstStrongIsolate + value + endOfIsolate : value;
    return (runsLeft ? rightToLeftIsolate : firstStrongIsolate) + value + endOfIsolate;
  };
  const put = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? apart(String(value)) : value;
  const piecesOf = (text: string, values: Record<string, unknown>) =>
    text.split(/\{(\w+)\}/).map((piece, i) => (i % 2 === 0 ? piece : put(values[piece])));
  const filled = (text: string, values: Record<string, unknown> = {}) => piecesOf(text, values).join('');
  const texts = table as Readonly<Record<string, string>>;
  const say = (name: string, values?: Record<string, unknown>) => filled(texts[name] as string, values);
  return Object.assign(say, {
    language,
    direction,
    ...numbers,
    parts: (name: string, values: Record<string, unknown>) => piecesOf(texts[name] as string, values),
    count(name: string, n: number, values: Record<string, unknown> = {}) {
      const forms = table[name] as Forms;
      return filled(forms[numbers.formFor(n)] ?? forms.other, { n: numbers.whole(n), ...values });
    },
    quoted: (word = '') => filled(texts.quoted as string, { word }),
    list: (items: readonly string[]) => items.join(texts.and),
    together: (...sentences: readonly string[]) => sentences.filter(Boolean).join(texts.space),
    error(error: Error) {
      if (!isRefusal(error)) return error.message;
      const { argument, pattern, pieces } = error;
      return refusalText({ argument, pattern: errors[beginningOf(pattern)] ?? pattern, pieces });
    },
  }) as unknown as Say<T>;
}

export const english: Say = sayIn('en', en);
