// web/src/training: learning in the tab, from a text or files to runs, their snapshots and what is asked of them.
// It draws nothing and knows no DOM: the page does. It computes nothing: the core does. A session is what there is
// beside the screen: the model, the one before it, the question that is asked of it and the last answer.

import type { Source } from '../element/models.ts';
import { transformerSource } from '../element/transformer-source.ts';
import {
  type Engine,
  EngineCrash,
  type FilesToOpen,
  InputError,
  loadEngine,
  type ModelFiles,
} from '../engine/index.ts';
import type { HeadName } from '../views/reading.ts';
import { tokenName } from '../views/token-name.ts';
import { Download } from './download.ts';
import { type Dropped, readFiles } from './files.ts';
import { Found } from './found.ts';
import type { KeptModel } from './kept-models.ts';
import { type Look, look, type Question } from './look.ts';
import { type Recipe, settingsOf } from './recipe.ts';
import { type Origin, Run } from './run.ts';

const pause = 100; // milliseconds between two looks at a model that learns
const patience = 500; // milliseconds before the reader is told what there is to wait for

/** What a link says of a model, beside how it comes to be. */
export interface Linked {
  readonly origin: Origin;
  /** How many steps of its run were done; undefined: all. */
  readonly until?: number | undefined;
  readonly question: Partial<Pick<Question, 'sentence' | 'open' | 'out'>>;
  /** The step that is shown; undefined: the last. */
  readonly at?: number | undefined;
}

export interface SessionEvents {
  changed(): void;
  /** A run is over. */
  ended(): void;
  /** The instrument's model is another one, or has other weights. */
  source(source: Source | undefined): void;
}

/** What a reader may wait for. */
export type Wait = 'makingTokens' | 'openingModel';

export class Session {
  readonly #events: SessionEvents;
  run: Run | undefined;
  /** What there was before the run that is on: Cancel brings it back. */
  #before: Run | undefined;
  /** Of the run that is on, where a link has asked for it. */
  #linked: Linked | undefined;
  question: Question;
  /** The last answer; it stays while the next one is on its way. */
  seen: Look | undefined;
  /** Whose answer that is. */
  #seenOf: Run | undefined;
  /** What each token of the model reads. */
  vocabulary: readonly string[] = [];
  /** Why the last run or the last files were refused, and why the question was. */
  problem: Error | undefined;
  readonly download: Download;
  /** The model that was dropped or fetched, and is not open yet. */
  found: Found | undefined;
  questionProblem: InputError | undefined;
  #isStarting = false;
  /** What the reader has been waiting for, where there is no model yet. */
  waitsFor: Wait | undefined;
  #looking: AbortController | undefined;
  #lookedAt = 0;
  #isInSight = false;
  #snapshotsOffered = 0;

  constructor(sentence: string, events: SessionEvents) {
    this.question = { sentence, at: undefined, open: undefined, out: [], isScored: false, other: undefined };
    this.#events = events;
    this.download = new Download(() => events.changed());
  }

  // ---- the model ----

  train(recipe: Recipe, linked?: Linked): Promise<void> {
    const run = { origin: linked?.origin ?? { recipe }, until: linked?.until };
    return this.#trying(async () => {
      if (linked) this.#checkFree();
      await this.#replace(
        'makingTokens',
        (engine) => Run.start(engine, settingsOf(recipe), this.#learned, this.#fail, run),
        recipe.prompt,
        linked,
      );
    });
  }

  /** A model that a link has in it, as files. */
  openLinked(files: ModelFiles, linked: Linked): Promise<void> {
    const { sentence } = this.question;
    return this.#trying(async () => {
      this.#checkFree();
      await this.#replace(
        'openingModel',
        (engine) => Run.open(engine, files, sentence, linked.origin),
        sentence,
        linked,
      );
    });
  }

  /** A text is handed back, a model is taken. */
  async useFiles(files: Iterable<File>): Promise<string | undefined> {
    let dropped: Dropped | undefined;
    await this.#trying(async () => {
      dropped = await readFiles(files);
    });
    if (dropped?.kind !== 'model') return dropped?.text;
    const { files: model } = dropped;
    await this.#trying(() => this.#find(model));
    return undefined;
  }

  /** A model at an address. */
  openAddress(address: string): Promise<void> {
    return this.download.start(address, (files) => this.#find(files, { address }));
  }

  /** A model from elsewhere: what it is. Rejects where it cannot be had. */
  async #find(files: FilesToOpen, origin: Origin = {}): Promise<void> {
    this.#checkFree();
    this.leaveFound();
    this.found = await Found.in(files, origin, () => this.#events.changed());
  }

  /** That model takes the place of the one there is. */
  openFound(): Promise<void> {
    return this.#trying(async () => {
      const { found } = this;
      if (!found) return;
      this.#checkFree();
      const { sentence } = this.question;
      try {
        await this.#replace('openingModel', (engine) => found.open(engine, sentence));
      } catch (error) {
        if (this.found === found) throw error;
      } finally {
        if (this.found === found) this.found = undefined;
      }
    });
  }

  /** It is not wanted. */
  leaveFound(): void {
    const { found } = this;
    this.found = undefined;
    found?.leave();
    this.#events.changed();
  }

  /** Throws InputError. */
  #checkFree(): void {
    if (this.isRunning)
      throw new InputError(
        '',
        'A model is being trained: let it finish, or pause it and keep it as it is, before you open another',
      );
  }

  get isRunning(): boolean {
    return this.run !== undefined && this.run.phase !== 'finished';
  }

  pause(): void {
    this.run?.pause();
    this.look(); // at the step that it stops at
  }

  resume(): void {
    this.run?.resume(this.#fail);
    this.ask({ at: undefined });
  }

  /** Ends the run that is on and keeps what it has learned. */
  async stop(): Promise<void> {
    await this.#trying(async () => this.run?.finish());
  }

  /** Ends the run that is on and brings back what there was before it. */
  cancel(): void {
    const ended = this.run;
    this.run = this.#before;
    this.#before = undefined;
    this.seen = undefined;
    this.#begin();
    ended?.dispose();
  }

  /** Rejects where there is nothing to put in its place. */
  async #replace(
    waitsFor: Wait,
    make: (engine: Engine) => Promise<Run>,
    sentence = this.question.sentence,
    linked?: Linked,
  ): Promise<void> {
    if (this.#isStarting) return;
    this.#isStarting = true;
    const asked = this.question.sentence;
    const waiting = setTimeout(() => this.#wait(waitsFor), patience);
    try {
      const next = await make(await loadEngine());
      const isRun = next.phase === 'training';
      const last = this.run;
      const left = isRun ? [] : [last, this.#before];
      this.#before = isRun ? last : undefined;
      this.run = next;
      this.#linked = linked;
      if (this.question.sentence === asked) this.question = { ...this.question, sentence }; // not edited meanwhile
      this.question = { ...this.question, ...linked?.question };
      await this.#begin();
      for (const run of left) run?.dispose();
    } finally {
      clearTimeout(waiting);
      this.#wait(undefined);
      this.#isStarting = false;
    }
  }

  /** A model that was kept. */
  openModel({ files, sentence, origin }: KeptModel): Promise<void> {
    return this.#trying(() =>
      this.#replace('openingModel', (engine) => Run.open(engine, files, sentence, { ...origin }), sentence),
    );
  }

  #wait(waitsFor: Wait | undefined): void {
    this.waitsFor = waitsFor;
    this.#events.changed();
  }

  /** With another model, heads and snapshots are others. */
  async #begin(): Promise<void> {
    const { layers = 0, heads = 0 } = this.run?.model.info.config ?? {};
    const { open } = this.question;
    const isThere = ({ layer, head }: HeadName) => layer < layers && head < heads;
    const stays = open && isThere(open) ? open : undefined;
    const out = this.question.out.filter(isThere);
    this.question = { ...this.question, at: undefined, other: undefined, open: stays, out };
    this.#offer();
    this.vocabulary = ((await this.run?.model.vocabulary()) ?? []).map(tokenName);
    this.#events.changed();
    this.look();
  }

  /** The snapshot that is shown once the run has ended: as the link says, else what it could do best. */
  #atEnd(): number | undefined {
    const { snapshots = [], isByHeart, best } = this.run ?? {};
    if (!this.#linked) return isByHeart ? best : this.question.at;
    const linked = snapshots.findIndex(({ step }) => step === this.#linked?.at);
    return linked < 0 ? undefined : linked;
  }

  #learned = () => {
    const { phase } = this.run ?? {};
    const isEnd = phase === 'finished';
    // A run that has ended has taken the place of what was there before.
    if (isEnd) {
      this.#before?.dispose();
      this.#before = undefined;
      this.question = { ...this.question, at: this.#atEnd() };
      this.look();
      this.#events.ended();
    }
    const snapshots = this.run?.snapshots.length ?? 0;
    if (isEnd || snapshots !== this.#snapshotsOffered) this.#offer();
    this.#snapshotsOffered = snapshots;
    if (phase === 'training' && performance.now() - this.#lookedAt < pause) return;
    this.#lookedAt = performance.now();
    if (this.#isInSight && this.question.at === undefined && !this.#looking) this.look();
    this.#events.changed();
  };

  #fail = (error: Error) => {
    this.problem = error;
    this.#events.changed();
  };

  async #trying(work: () => Promise<void>): Promise<void> {
    this.problem = undefined;
    try {
      await work();
    } catch (error) {
      this.#fail(error as Error);
    }
    this.#events.changed();
  }

  /** To the instrument: the model as it is now, or at the chosen snapshot. */
  #offer(): void {
    const { run } = this;
    this.#events.source(run && this.#sourceOf(run, this.question.at));
  }

  #sourceOf(run: Run, at: number | undefined): Source {
    const source = { model: run.origin, travels: 'in links' as const, opening: () => this.question.sentence };
    return transformerSource(run.model.info.config, source, (work, signal) => run.at(at, signal, work));
  }

  /** How each snapshot is read, with its step. */
  get moments(): { step: number; source: Source }[] {
    const { run } = this;
    return run?.snapshots.map(({ step }, i) => ({ step, source: this.#sourceOf(run, i) })) ?? [];
  }

  // ---- the question ----

  ask(change: Partial<Question>): void {
    this.question = { ...this.question, ...change };
    if ('at' in change) this.#offer();
    this.look();
    this.#events.changed();
  }

  /** What is out of sight is not asked about while the model learns. */
  set isInSight(isInSight: boolean) {
    this.#isInSight = isInSight;
    if (isInSight && this.run) this.look();
  }

  async look(): Promise<void> {
    const { run } = this;
    this.#looking?.abort();
    if (!run) return;
    const looking = new AbortController();
    this.#looking = looking;
    try {
      const seen = await look(run, this.question, looking.signal);
      if (looking.signal.aborted) return;
      this.seen = seen;
      this.#seenOf = run;
      this.questionProblem = undefined;
    } catch (error) {
      if (looking.signal.aborted) return;
      if (this.#seenOf !== run) this.seen = undefined;
      if (error instanceof InputError) this.questionProblem = error;
      else if (error instanceof EngineCrash) this.#lookAgain(run, error);
      else this.#fail(error as Error);
    } finally {
      if (this.#looking === looking) this.#looking = undefined;
    }
    this.#events.changed();
  }

  /** What stopped is there again, with the model as it was at its last snapshot. */
  #lookAgain(run: Run, error: EngineCrash): void {
    if (run.phase === 'training') return; // it notices, and is looked at again anyway
    this.#fail(run.goBack(error));
    if (error.isFinal) this.look();
  }
}
