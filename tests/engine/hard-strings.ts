// Strings that tokenizers get wrong: pieces chosen for it, in an order that is random and seeded.

/** Mulberry32: on [0, 1). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const codePoints = (...values: number[]) => values.map((value) => String.fromCodePoint(value));
const words = (text: string) => text.split(' ');

/** White_Space, and characters that look like it or pass for it elsewhere. */
const spaces = [
  ...codePoints(9, 10, 11, 12, 13, 32, 0x85, 0xa0, 0x1680, 0x2000, 0x2003, 0x2009, 0x200a),
  ...codePoints(0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0x180e, 0x200b, 0x2060, 0xfeff, 0x1c, 0x1f),
];

/** Each group is as likely as the others, and within it each piece. */
const groups: string[][] = [
  [' ', '  ', '   ', '    ', '        '],
  ['\n', '\r\n', '\n\n', '\n    ', '    \n', '\t\t', ' \t '],
  spaces,
  words('The quick brown fox jumps over lazy dogs while transformers attend and probability mass flows'),
  words('antidisestablishmentarianism supercalifragilistic Schifffahrt naïve façade Ærøskøbing İstanbul').map(
    (word) => ` ${word}`,
  ),
  words('THE NASA McDonald iPhone XMLHttpRequest snake_case kebab-case camelCase'),
  ["'", '’', 'ʼ', '‘'].flatMap((quote) =>
    words('s t re ve m ll d S T RE Ve LL D x').map((ending) => quote + ending),
  ),
  words('👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪 ☺️ 1️⃣ 🦊 🧑🏿‍🚀 ❤️‍🔥 🏴󠁧󠁢󠁥󠁮󠁧󠁿'),
  codePoints(0x300, 0x301, 0x308, 0x327, 0x345, 0x20d0, 0x20e3, 0x1ab0, 0xfe0f, 0xe0100).map(
    (mark) => `e${mark}`,
  ),
  words('שָׁלוֹם עולם مرحبا بِالعَالَم ‏اردو‏ ܐܠܦ'),
  words('你好世界 我们的 東京都 こんにちは カタカナ 안녕하세요 한국어 ㄅㄆㄇ 𠀀𠀁 々'),
  words('नमस्ते தமிழ் ภาษาไทย မြန်မာ ខ្មែរ ქართული Հայերեն Ελληνικά Привет አማርኛ ᏣᎳᎩ ॐ'),
  words('0 7 42 2024 1,000.50 1e-5 0x1F ٣٤ ४२ ๓ ௧ ² ½ Ⅷ ㊿ ① 𝟘𝟙 𞥑 〇 一二三'),
  words(
    '! ... -- => () {} [] "" ## // @ $5 _ * %% <|endof text|> <|endoftext|> <| |> \\ ~ § ¿ “ ” — … € 。 、 「',
  ),
  words('aaaaaaaa abcabcabc lololol hahahaha mississippi xxxxxxxxxxxxxxxx ======== --------'),
  words('é ß ǅ ﬁ ª º ʰ µ Å ﷽ Ġ Ċ Ā ĠĠ � Ω'),
];

/** Runs of code points from which one is drawn, surrogates left out. */
const ranges: readonly (readonly [number, number])[] = [
  [0, 0x20],
  [0x7f, 0xa0],
  [0, 0x800],
  [0x800, 0x3000],
  [0x3000, 0xd800],
  [0xe000, 0x10000], // private use, forms, specials, noncharacters
  [0x10000, 0x12000],
  [0x1d400, 0x1d800],
  [0x1f000, 0x1fb00],
  [0x20000, 0x33480],
  [0x40000, 0xe0000], // never assigned so far
  [0xe0000, 0x110000],
];

/** The same strings for the same seed; the first is empty. */
export function hardStrings(count: number, seed: number): string[] {
  const random = generator(seed);
  const below = (n: number) => Math.floor(random() * n);
  const piece = () => {
    const kind = below(groups.length + 4);
    const group = groups[kind];
    if (group) return group[below(group.length)] as string;
    const [first, end] = ranges[below(ranges.length)] as [number, number];
    return String.fromCodePoint(first + below(end - first));
  };
  const strings = [''];
  while (strings.length < count) strings.push(Array.from({ length: 1 + below(12) }, piece).join(''));
  return strings;
}
