// Numbers as they are written on screen, in each language with its own marks.
import { directionIn, type LanguageName } from './languages.ts';

export interface Numbers {
  /** A share of 1 in as few characters as tell it apart: .14, .004, 1.0. */
  share(value: number): string;
  /** A share of 1 in per cent, of which one tenth is told apart. */
  percent(value: number): string;
  /** With two decimals, whatever they hide: for many numbers side by side. */
  fixed(value: number): string;
  /** With a fixed count of decimals; as a power of ten where that would hide it. */
  decimal(value: number, digits?: number): string;
  /** A whole number. */
  whole(value: number): string;
  /** Which of a noun's forms goes with it. */
  formFor(value: number): Intl.LDMLPluralRule;
}

const minus = '−';
/** What a number begins with would else go to its other end, in a text that runs from right to left. */
const leftToRight = '\u200e';
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function powerOfTen(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]);
  return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

interface Marks {
  point: string;
  percent(number: string): string;
  whole(value: number): string;
  formFor(value: number): Intl.LDMLPluralRule;
}

/** As Intl has them; asking it takes 16 ms the first time, which the first picture need not wait for. */
const english: Marks = {
  point: '.',
  percent: (number) => `${number}%`,
  whole: (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ','),
  formFor: (value) => (value === 1 ? 'one' : 'other'),
};

/** Digits are those that fields take and formulas have, in every language. */
function marksOf(name: LanguageName): Marks {
  if (name === 'en') return english;
  const numbers = new Intl.NumberFormat(name, { numberingSystem: 'latn' });
  const rules = new Intl.PluralRules(name);
  const partsOf = (style: 'decimal' | 'percent', value: number) =>
    new Intl.NumberFormat(name, { numberingSystem: 'latn', style, minimumFractionDigits: 1 }).formatToParts(
      value,
    );
  const point = partsOf('decimal', 0.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  const around = partsOf('percent', 0.5).filter(({ type }) => type === 'literal' || type === 'percentSign');
  const after = around.map(({ value }) => value).join('');
  return {
    point,
    percent: (number) => number + after,
    whole: (value) => numbers.format(value),
    formFor: (value) => rules.select(value),
  };
}

export function numbersIn(name: LanguageName): Numbers {
  const { point, percent, whole, formFor } = marksOf(name);
  const before = directionIn(name) === 'rtl' ? leftToRight : '';
  const pointed = (digits: string) => before + digits.replace('.', point);
  return {
    share(value) {
      if (value === 0) return '0';
      if (value >= 0.995) return pointed('1.0');
      if (value > 0 && value < 0.0005) return pointed('<.001');
      return pointed(value.toFixed(value >= 0.0095 ? 2 : 3).slice(1));
    },
    percent(value) {
      if (value > 0 && value < 0.0005) return percent(pointed('<0.1'));
      return percent(pointed(value > 0.9995 && value < 1 ? '>99.9' : (100 * value).toFixed(1)));
    },
    fixed: (value) => pointed(`${value <= -0.005 ? minus : ''}${Math.abs(value).toFixed(2)}`),
    decimal(value, digits = 2) {
      const size = Math.abs(value);
      const sign = value < 0 ? minus : '';
      if (size === Infinity) return `${sign}∞`;
      if (size !== 0 && (size >= 1e6 || size < 0.5 * 10 ** -digits)) {
        const [mantissa = '', exponent] = size.toExponential(1).split('e');
        return pointed(`${sign}${mantissa}×${powerOfTen(Number(exponent))}`);
      }
      return pointed(`${sign}${size.toFixed(digits)}`);
    },
    whole,
    formFor,
  };
}
