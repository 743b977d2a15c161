// Numbers as they are written on screen.

/** The index, or the nearest of 0 to `last`. */
export function within(index: number, last: number): number {
  return Math.min(last, Math.max(0, index));
}

/** Where the largest stands; of equal ones the first. Of many numbers too, which Math.max would not take. */
export function indexOfLargest(numbers: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < numbers.length; i++) if ((numbers[i] as number) > (numbers[best] as number)) best = i;
  return best;
}

const minus = '−';
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A share of 1 in as few characters as tell it apart: .14, .004, 1.0. */
export function share(value: number): string {
  if (value === 0) return '0';
  if (value >= 0.995) return '1.0';
  if (value > 0 && value < 0.0005) return '<.001';
  return value.toFixed(value >= 0.0095 ? 2 : 3).slice(1);
}

/** A share of 1 in per cent, of which one tenth is told apart. */
export function percent(value: number): string {
  if (value > 0 && value < 0.0005) return '<0.1%';
  return `${value > 0.9995 && value < 1 ? '>99.9' : (100 * value).toFixed(1)}%`;
}

function powerOfTen(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]);
  return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/** A number with two decimals, whatever they hide: for many numbers side by side. */
export function fixed(value: number): string {
  return `${value <= -0.005 ? minus : ''}${Math.abs(value).toFixed(2)}`;
}

/** A number with a fixed count of decimals; as a power of ten where that would hide it. */
export function decimal(value: number, digits = 2): string {
  const size = Math.abs(value);
  const sign = value < 0 ? minus : '';
  if (size === Infinity) return `${sign}∞`;
  if (size !== 0 && (size >= 1e6 || size < 0.5 * 10 ** -digits)) {
    const [mantissa = '', exponent] = size.toExponential(1).split('e');
    return `${sign}${mantissa}×${powerOfTen(Number(exponent))}`;
  }
  return `${sign}${size.toFixed(digits)}`;
}

/** A count with its noun: "1 word", "9 words". */
export function count(number: number, noun: string): string {
  const digits = String(number).replace(/\B(?=(\d{3})+$)/g, ','); // toLocaleString takes 16 ms the first time
  return `${digits} ${noun}${number === 1 ? '' : 's'}`;
}
