// `train`: a transformer learns a text file, with progress on stderr; Ctrl-C leaves a checkpoint to go on from.
import type { Engine, Model, TrainingInfo } from '../engine/index.ts';
import { UsageError } from './arguments.ts';
import {
  checkPlace,
  finishSaving,
  isOneFile,
  openModel,
  readText,
  resumeTraining,
  saveModel,
} from './model-files.ts';
import { fieldsOf, type Given, options } from './options.ts';
import type { Write } from './write.ts';

interface Run {
  model: Model;
  info: TrainingInfo;
}

async function begin(engine: Engine, text: string, given: Given): Promise<Run> {
  if ('no-mlp' in given && 'd-mlp' in given) throw new UsageError('--no-mlp and --d-mlp exclude each other');
  const model = await engine.createModel({ text, ...fieldsOf(options.train, 'createModel', given) });
  const info = await model.startTraining({ text, ...fieldsOf(options.train, 'startTraining', given) });
  return { model, info };
}

/** Goes on from a checkpoint; options that are given must be those that it was begun with. */
async function resume(engine: Engine, text: string, folder: string, given: Given): Promise<Run> {
  if (isOneFile(folder))
    throw new UsageError(
      '--resume needs a folder in --out: one file has nothing of the training to go on with',
    );
  finishSaving('out', folder);
  const model = await openModel(engine, 'out', folder);
  const info = await resumeTraining(model, text, 'out', folder);
  const { config, tokenizer } = model.info;
  const keep = info.evaluateEvery > 0 ? 'best' : 'last';
  const begun: Record<string, unknown> = { ...config, tokenizer, ...info, keep };
  if ('init' in given) throw new UsageError('--init must not be given: the first weights are past');
  for (const { name, field, requests } of options.train) {
    const value = given[name];
    const was = begun[name] ?? begun[field];
    if (requests.length === 0 || value === undefined || value === was) continue;
    // The text may have given fewer tokens than --vocab-size allowed.
    if (name === 'vocab-size' && Number.isInteger(value) && (value as number) >= config.vocabSize) continue;
    throw new UsageError(
      name === 'no-mlp'
        ? '--no-mlp must not be given: the training was begun with an MLP'
        : `--${name} must be what the training was begun with, ${was}, not ${JSON.stringify(value)}`,
    );
  }
  return { model, info };
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const reportEvery = 1000; // milliseconds
const saveEvery = 60_000;

/** "12 s", "3 min 20 s" */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

const lossText = (loss: number) => (Number.isNaN(loss) ? 'none' : loss.toFixed(3));

const counted = (count: number) => count.toLocaleString('en');

/** What is about to be trained, in one line. */
function describe({ model, info }: Run): string {
  const { parameters, config, tokenizer } = model.info;
  const tokens = `${counted(info.trainTokens)} tokens, ${counted(info.heldOutTokens)} more held out`;
  const guessing = `every token alike ${lossText(info.uniformLoss)}, by frequency ${lossText(info.unigramLoss)}`;
  return `${counted(parameters)} parameters, vocabulary of ${counted(config.vocabSize)} (${tokenizer}); ${tokens}
loss of guessing: ${guessing}\n`;
}

/**
 * Trains to the end, or until `isStopped`, and says on stderr how far it is. Saves after the first steps, so that a
 * folder that cannot be written to ends the run at once, and every minute.
 */
async function trainToEnd(
  { model, info }: Run,
  isStopped: () => boolean,
  save: () => Promise<void>,
): Promise<{ step: number; loss: number }> {
  const start = performance.now();
  let { step } = info;
  let loss = Number.NaN;
  let reported = start;
  let saved = Number.NEGATIVE_INFINITY;
  while (step < info.steps && !isStopped()) {
    const report = await model.trainAWhile();
    step = report.step;
    loss = report.losses.at(-1) ?? loss;
    if (step < info.steps && performance.now() - saved > saveEvery) {
      await save();
      saved = performance.now();
    }
    const now = performance.now();
    if (now - reported < reportEvery && step < info.steps) continue;
    reported = now;
    const rate = (step - info.step) / ((now - start) / 1000);
    const left = duration((info.steps - step) / rate);
    const heldOut = lossText(await model.heldOutLoss());
    const speed = rate < 1 ? `${(1 / rate).toFixed(1)} s/step` : `${rate.toFixed(1)} steps/s`;
    process.stderr.write(
      `step ${step}/${info.steps}  loss ${lossText(loss)}  held-out ${heldOut}  ${speed}  ${left} left\n`,
    );
  }
  return { step, loss };
}

export async function train(engine: Engine, given: Given, write: Write): Promise<number> {
  const { text: path, out: folder } = given as { text: string; out: string };
  const text = await readText('text', path);
  checkPlace('out', folder);
  const run = given.resume ? await resume(engine, text, folder, given) : await begin(engine, text, given);

  let isStopped = false;
  const stop = () => {
    isStopped = true; // a second Ctrl-C ends the program at once
  };
  for (const signal of signals) process.once(signal, stop);
  process.stderr.write(describe(run));
  const save = () => saveModel(run.model, 'out', folder);
  const { step, loss } = await trainToEnd(run, () => isStopped, save);
  const isDone = step === run.info.steps;
  const best = isDone && run.info.evaluateEvery > 0 ? await run.model.takeBest() : undefined;
  await save();
  for (const signal of signals) process.off(signal, stop);

  const heldOut = lossText(await run.model.heldOutLoss());
  const kept = best ? `, as after step ${best.step}` : '';
  const done = `${step} of ${run.info.steps} steps, loss ${lossText(loss)}, held-out ${heldOut}${kept}: ${folder}\n`;
  if (isDone) {
    await write(`trained ${done}`);
    return 0;
  }
  const way = isOneFile(folder) ? '' : 'Go on with the same command and --resume.\n';
  process.stderr.write(`stopped after ${done}${way}`);
  return 130;
}
