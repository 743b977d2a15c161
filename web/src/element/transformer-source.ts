// A transformer as a source of readings: one of its heads at a time, and what it would say next.
import {
  type HeadReading,
  InputError,
  type Inspection,
  type Intervention,
  type Model,
  type ModelConfig,
  type Prompt,
} from '../engine/index.ts';
import type { Attention, AttentionReading, HeadName, Matrix, Tensor } from '../views/reading.ts';
import { tokenName } from '../views/token-name.ts';
import type { SampledToken } from './fields.ts';
import type { Source } from './models.ts';
import { asksFor } from './parts.ts';
import { checkHead, checkKnockOut, countRead, type State } from './state.ts';

export const everyPattern = 'blocks.*.attn.hook_pattern';

/** Of an inspection in which every pattern was asked for: for each layer [H, T, T]. */
export const patternsOf = ({ activations }: Inspection): Tensor[] =>
  Object.entries(activations).flatMap(([name, tensor]) => (name.endsWith('.hook_pattern') ? [tensor] : []));

/** Head h of [H, T, T]. */
export function squareOf({ shape, data }: Tensor, head: number): Matrix {
  const [, rows = 0, columns = 0] = shape;
  const from = head * rows * columns;
  return { rows, columns, data: Float64Array.from(data.subarray(from, from + rows * columns)) };
}

/** The head that an inspection was asked for, beside every pattern. */
export function headAttention(
  inspection: Inspection & { head: HeadReading },
  name: HeadName,
  { heads: count, keyValueHeads = count, positions }: ModelConfig,
): Attention {
  const { ids, texts, head } = inspection;
  const heads = { name, patterns: patternsOf(inspection) };
  const isTurned = positions === 'rotary';
  const sharedKeys = keyValueHeads < count ? Math.floor((name.head * keyValueHeads) / count) : undefined;
  return { words: texts.map(tokenName), ids, ...head, isTurned, sharedKeys, isCausal: true, heads };
}

/** Each token has a draw of its own. */
function drawSeed({ seed, sampled }: State): number | string {
  return typeof seed === 'number' ? (seed + sampled.length) % 2 ** 32 : seed;
}

function idOf({ text, id }: SampledToken, vocabulary: readonly string[]): number {
  const found = id ?? vocabulary.indexOf(text);
  if (found < 0)
    throw new InputError('sampled', 'must be tokens that the model knows, not {}', [{ quoted: text }]);
  return found;
}

/** The sentence, and the tokens that were sampled after it: as text they might be cut into others. */
async function promptOf(
  model: Model,
  state: State,
  vocabulary: readonly string[],
  signal: AbortSignal,
): Promise<Prompt> {
  const { sentence, sampled } = state;
  if (sampled.length === 0) return sentence;
  const tokens = await model.tokenize(sentence, { signal });
  const read = tokens.slice(0, countRead(state, tokens.length));
  return [...read.map(({ id }) => id), ...sampled.map((token) => idOf(token, vocabulary))];
}

const likeliest = 3;

export const knockedOut = (head: HeadName): Intervention => ({ kind: 'head', ...head, to: 'zero' });

const lensOf = ({ shape, texts, probabilities }: Required<Inspection>['lens']) => ({
  shape,
  names: texts.map(tokenName),
  probabilities,
});

/** [T - 1] how likely each token after the first was. */
async function likelihoodsOf(
  model: Model,
  ids: Int32Array,
  interventions: readonly Intervention[],
  signal: AbortSignal,
): Promise<ArrayLike<number>> {
  if (ids.length < 2) return [];
  const questions = Array.from(ids.subarray(1), (token, i) => ({ position: i + 1, token }));
  return (await model.judge({ prompt: ids, questions, interventions }, { signal })).probabilities;
}

/**
 * Of a model that is opened to be read with: its sizes are known once it is, unless they are said. `finish` adds to a
 * reading.
 */
export function sourceOfOpened(
  about: Pick<Source, 'model' | 'travels' | 'opening' | 'openingHead' | 'heads' | 'steps'>,
  open: (state: State) => Promise<Model>,
  finish = async (reading: AttentionReading, _signal: AbortSignal): Promise<AttentionReading> => reading,
): Source {
  let config: ModelConfig | undefined;
  return {
    ...about,
    get heads() {
      return config ?? about.heads;
    },
    get context() {
      return config?.context;
    },
    async read(state, signal) {
      const model = await open(state);
      config = model.info.config;
      const source = transformerSource(config, about, (work) => work(model));
      return finish(await source.read(state, signal), signal);
    },
  };
}

/** `use` does work with the model, with the weights that it is to be read with. */
export function transformerSource(
  { context, layers, heads }: ModelConfig,
  source: Pick<Source, 'model' | 'travels' | 'opening'>,
  use: <Result>(work: (model: Model) => Promise<Result>, signal: AbortSignal) => Promise<Result>,
): Source {
  return {
    ...source,
    context,
    heads: { layers, heads },
    read: (state, signal) =>
      use(async (model) => {
        const vocabulary = (await model.vocabulary()).map(tokenName);
        const prompt = await promptOf(model, state, vocabulary, signal);
        const head = checkHead(state, { layers, heads });
        const { temperature, topK, topP, minP } = state;
        const drawn = { prompt, seed: drawSeed(state), temperature, topK, topP, minP };
        const interventions = checkKnockOut(state.knockOut, { layers, heads }).map(knockedOut);
        const { lens, losses } = asksFor(state);
        const asked = {
          ...drawn,
          activations: [everyPattern],
          head,
          lens: lens ? likeliest : 0,
          interventions,
        };
        const [inspection, before] = await Promise.all([
          model.inspect(asked, { signal }),
          interventions.length > 0 ? model.inspect(drawn, { signal }) : undefined,
        ]);
        const { draws } = inspection as Required<Inspection>;
        return {
          ...headAttention(inspection as Required<Inspection>, head, model.info.config),
          vocabulary,
          ...draws,
          before: before?.draws?.probabilities,
          lens: inspection.lens && lensOf(inspection.lens),
          likelihoods: losses ? await likelihoodsOf(model, inspection.ids, interventions, signal) : undefined,
        };
      }, signal),
  };
}
