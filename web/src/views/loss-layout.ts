// Where things stand in a chart of losses against steps: each step's training loss as a thin line, what is held out as
// points, a line for guessing, and a mark on the step that is being looked at. In CSS pixels.
import type { PageSay } from '../words/speak.ts';

export interface LossChartData {
  /** The loss of step i. */
  losses: readonly number[];
  /** On text that is not trained on. */
  heldOut: readonly { step: number; loss: number }[];
  /** The step at which that was least. */
  best: number | undefined;
  /** What it costs to guess each token as often as it comes; undefined: not known. */
  guessing: number | undefined;
  /** How many steps there will be. */
  steps: number;
  marked: number;
  /** Room to draw in, in CSS pixels. */
  width: number;
  say: PageSay;
}

export const chartInset = { left: 36, right: 116 };
export const chartHeight = 168;
const [top, bottom] = [12, 24];
const mostPoints = 400;
const labelHeight = 18;

/** A round distance between about `lines` lines on an axis of this length. */
function roundStep(length: number, lines: number): number {
  const rough = length / lines;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
}

function ticks(length: number, lines: number): number[] {
  const step = roundStep(length, lines);
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, i) => i * step);
}

/** Means of neighbours, so that thousands of steps are no more points than there are pixels. */
function thinned(losses: readonly number[]): { step: number; loss: number }[] {
  const width = Math.max(1, Math.ceil(losses.length / mostPoints));
  return Array.from({ length: Math.ceil(losses.length / width) }, (_, i) => {
    const some = losses.slice(i * width, (i + 1) * width);
    const sum = some.reduce((total, loss) => total + loss, 0);
    return { step: i * width + (some.length - 1) / 2, loss: sum / some.length };
  });
}

/** What a chart can tell apart. */
const lossText = (loss: number, { decimal }: PageSay) => (loss < 0.005 ? `<${decimal(0.01)}` : decimal(loss));

/** Where the names of lines stand that end at these heights: below each other, and above the axis. */
function namesBeside(ends: readonly number[]): number[] {
  const lowest = chartHeight - bottom - labelHeight / 2;
  const order = [...ends.keys()].sort((a, b) => (ends[b] ?? 0) - (ends[a] ?? 0));
  const places: number[] = [];
  let room = lowest;
  for (const i of order) {
    places[i] = Math.min(ends[i] ?? 0, room);
    room = (places[i] ?? 0) - labelHeight;
  }
  return places;
}

const path = (points: readonly (readonly [number, number])[]) =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)},${y.toFixed(1)}`).join('');

/** The same in words. */
export function inWords({ losses, heldOut, best, guessing, say }: LossChartData): string {
  const { decimal } = say;
  const last = heldOut.at(-1);
  const [first = 0] = losses;
  return say.together(
    say.count('lossAfter', losses.length),
    say('trainingFrom', { first: decimal(first), last: decimal(losses.at(-1) ?? 0) }),
    last ? say('heldOutFrom', { first: decimal(heldOut[0]?.loss ?? 0), last: decimal(last.loss) }) : '',
    best === undefined ? '' : say('leastHeldOut', { step: best }),
    guessing === undefined ? '' : say('guessingIs', { loss: decimal(guessing) }),
  );
}

export interface LossLayout {
  /** Lines across, and the numbers beside them. */
  levels: { y: number; text: string; line: string }[];
  /** Numbers below. */
  steps: { x: number; text: string }[];
  mark: string;
  guess: string | undefined;
  train: string;
  held: string;
  points: { x: number; y: number; radius: number }[];
  /** At the lines' ends. */
  names: { of: 'train' | 'held' | 'guess'; x: number; y: number; text: string }[];
}

/** Names stand at the lines' ends, past the mark if it is there, and give way to each other. */
function namesOf(
  { losses, heldOut, guessing, marked, say }: LossChartData,
  x: (step: number) => number,
  y: (loss: number) => number,
): LossLayout['names'] {
  const [end, heldEnd] = [thinned(losses).at(-1), heldOut.at(-1)];
  const at = x(Math.max(marked, end?.step ?? 0, heldEnd?.step ?? 0)) + 8;
  const lines = [
    { of: 'train', loss: end?.loss },
    { of: 'held', loss: heldEnd?.loss },
    { of: 'guess', loss: guessing },
  ] as const;
  const ending = lines.flatMap(({ of, loss }) => (loss === undefined ? [] : [{ of, loss }]));
  const places = namesBeside(ending.map(({ loss }) => y(loss)));
  return ending.map(({ of, loss }, i) => ({
    of,
    x: at,
    y: places[i] ?? 0,
    text: say(`loss.${of}`, { loss: lossText(loss, say) }),
  }));
}

export function lossLayout(data: LossChartData): LossLayout {
  const { losses, heldOut, best, guessing, steps, marked, width } = data;
  const largest = Math.max(1, losses[0] ?? 0, guessing ?? 0, ...heldOut.map(({ loss }) => loss));
  const across = width - chartInset.left - chartInset.right;
  const x = (step: number) => chartInset.left + (across * step) / Math.max(1, steps);
  const y = (loss: number) => top + (chartHeight - top - bottom) * (1 - loss / (1.05 * largest));
  const line = (loss: number) => `M${chartInset.left},${y(loss)}h${across}`;
  return {
    levels: ticks(1.05 * largest, 5).map((tick) => ({ y: y(tick), text: String(tick), line: line(tick) })),
    steps: ticks(steps, across < 320 ? 3 : 5).map((tick) => ({ x: x(tick), text: String(tick) })),
    mark: `M${x(marked)},${top}V${chartHeight - bottom}`,
    guess: guessing === undefined ? undefined : line(guessing),
    train: path(thinned(losses).map(({ step, loss }) => [x(step), y(loss)])),
    held: path(heldOut.map(({ step, loss }) => [x(step), y(loss)])),
    points: heldOut.map(({ step, loss }) => ({ x: x(step), y: y(loss), radius: step === best ? 5 : 2.5 })),
    names: namesOf(data, x, y),
  };
}
