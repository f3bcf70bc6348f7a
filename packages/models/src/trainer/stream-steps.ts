import type { Variable } from '@org/core';
import { isPromise } from '@org/core/internal';
import type { Logs } from '../callbacks/callback.js';
import { type ArrayData, bringToHost } from '../data/array-data.js';
import { areMost, BatchGroups, type GroupMemory } from '../data/batch-groups.js';
import { BatchReader, type FormedBatch, tensorsIn } from '../data/batch-reader.js';
import type { BatchStream, Found } from '../data/batch-stream.js';
import type { Reporter } from './loop-callbacks.js';
import { numericLogs } from './step-logs.js';
import type { Runner } from './step-runner.js';
import type { Trainer } from './trainer.js';
import { runnerFor, trainingOf } from './trainer-state.js';
import { UsedVariables } from './used-variables.js';

/** Milliseconds in which batches gather that one run takes; a data set that is slower has shorter runs. */
const PATIENCE = 50;

const KINDS = {
  train: { begin: 'onTrainBatchBegin', end: 'onTrainBatchEnd', stop: 'stopTraining' },
  test: { begin: 'onTestBatchBegin', end: 'onTestBatchEnd', stop: 'stopEvaluating' },
} as const;

/** Memory for the batches of runs, kept as long as what runs them: megabytes that each pass would have to clear, and leave to be collected. */
const memories = new WeakMap<Runner, GroupMemory>();

function memoryOf(runner: Runner): GroupMemory {
  const memory = memories.get(runner) ?? { place: null };
  memories.set(runner, memory);
  return memory;
}

/**
 * Steps on batches that arrive one by one. Where nobody is told of each, those that arrive in time are one run. When code of the user,
 * such as the generator that makes the batches, uses the model meanwhile, the steps on the batches before are done first; where it reads or
 * assigns variables, which can wait for nothing, each batch is a run.
 */
export class StreamSteps {
  readonly #reader: BatchReader;
  #groups: BatchGroups | null = null;
  /** Batches that have arrived and were not run. */
  #waiting: FormedBatch[] = [];
  /** Steps that were done in this pass. */
  #done = 0;
  /** What the last of them returned. */
  #results: unknown = null;
  /** Variables of the model and its optimizer. */
  #variables: readonly Variable[] = [];
  /** The same as nobody has used them, for as long as no step is done. */
  #unused: UsedVariables | null = null;
  /** Whether the data set has been seen to leave variables alone: one that uses them does so from its second batch on, mostly. */
  #isSeen = false;
  #usesVariables = false;
  /** Whether steps were done for code of the user since the last batch. */
  #hasSettled = false;
  #settling: Promise<void> | null = null;
  /** The error of a step that was done for code of the user, which is not the one to tell. */
  #failure: { readonly error: unknown } | null = null;

  constructor(
    private readonly model: Trainer,
    private readonly stream: BatchStream,
    private readonly kind: keyof typeof KINDS,
    toData: (batch: unknown) => Promise<ArrayData>,
  ) {
    this.#reader = new BatchReader(toData);
  }

  /**
   * Takes batches from the stream, as many as it has, or `most`.
   *
   * @returns the logs of the last step, and the steps that were taken
   */
  async run(reporter: Reporter, most: number | null): Promise<{ logs: Logs; taken: number }> {
    const { turns } = trainingOf(this.model);
    const settle = turns.settleBy(() => this.#settle());
    try {
      return await this.#runAll(reporter, most ?? Number.POSITIVE_INFINITY);
    } finally {
      turns.settleBy(settle);
      this.#waiting = [];
      this.#failure = this.#results = null;
    }
  }

  async #runAll(reporter: Reporter, most: number): Promise<{ logs: Logs; taken: number }> {
    const { begin, end, stop } = KINDS[this.kind];
    const { model, kind } = this;
    const isOneByOne = !(await this.#runner.joinsBatches());
    let logs: Logs = {};
    let taken = 0;
    this.#done = 0;
    this.#variables = [...model.variables, ...(model.optimizer?.variables ?? [])];
    while (taken < most) {
      const isAlone = isOneByOne || model[stop] || this.#usesVariables || !this.#isSeen;
      const suggested = isAlone ? 1 : this.#runner.suggestedSteps(taken);
      const size = reporter.stepsOfRun(kind, { suggested, left: most - taken });
      const isGiven = model.stepsPerExecution !== 'auto';
      const failure = await this.#gather(size, isGiven);
      const arrived = this.#done + this.#waiting.length - taken;
      if (failure && arrived === 0) throw failure.error;
      if (arrived === 0) break;
      // Who is told that the steps begin, and uses the model, finds it as it was before them.
      const batches = this.#waiting.splice(0);
      await reporter.tell(begin, taken, {});
      this.#waiting = batches;
      await this.#runWaiting();
      this.#isSeen = true;
      logs = await numericLogs(this.#results);
      // A number that is given counts whole.
      taken += isGiven ? size : arrived;
      this.#done = taken;
      await reporter.tell(end, taken - 1, logs);
      if (failure) throw failure.error;
      if (model[stop]) break;
    }
    return { logs, taken };
  }

  get #runner() {
    return this.model[runnerFor](this.kind);
  }

  /**
   * Takes batches from the stream.
   *
   * @param isGiven whether there are to be as many, however long they take
   * @returns the error behind the batches that arrived, if there is one
   */
  async #gather(count: number, isGiven: boolean): Promise<{ readonly error: unknown } | null> {
    const started = performance.now();
    let bytes = 0;
    // What callbacks have used counts for nothing.
    this.#unused = null;
    for (let i = 0; i < count; i++) {
      try {
        // What comes at once is taken at once: a promise for each batch costs as much as the batch.
        const next = this.#next(isGiven ? [] : this.#variables);
        const found = isPromise(next) ? await next : next;
        if (!found) return this.#failure;
        const read = this.#reader.read(found.batch);
        const batch = isPromise(read) ? await read : read;
        if (this.#failure) return this.#failure;
        this.#waiting.push(batch);
        bytes += batch.form.bytes;
      } catch (error) {
        return this.#failure ?? { error };
      }
      if (isGiven) continue;
      const isLate = performance.now() - started > PATIENCE;
      const isLast = this.#usesVariables || this.model[KINDS[this.kind].stop];
      if (isLate || isLast || areMost(i + 1, bytes)) return null;
    }
    return null;
  }

  /** The next batch, if there is one. Steps that wait come before what the data set assigns. */
  #next(watched: readonly Variable[]): Found | null | Promise<Found | null> {
    this.#unused ??= new UsedVariables(watched);
    const variables = this.#unused;
    this.#hasSettled = false;
    let found: ReturnType<BatchStream['next']>;
    try {
      found = this.stream.next();
    } catch (error) {
      found = Promise.reject(error);
    }
    return isPromise(found) || this.#settling || variables.areUsed ? this.#behind(found, variables) : found;
  }

  /** A batch, when the steps are done that are to come before it. */
  async #behind(found: ReturnType<BatchStream['next']>, variables: UsedVariables): Promise<Found | null> {
    try {
      return await found;
    } finally {
      // Code of the user need not have waited for what it asked for.
      await this.#settling;
      if (!this.#hasSettled && variables.areUsed) {
        this.#usesVariables = true;
        if (this.#waiting.length > 0) await variables.asBefore(() => this.#settle());
      }
    }
  }

  async #runWaiting(): Promise<void> {
    const batches = this.#waiting;
    this.#waiting = [];
    this.#unused = null;
    this.#groups ??= new BatchGroups(memoryOf(this.#runner));
    for (const { columns, order, count } of this.#groups.of(batches)) {
      const run = order
        ? this.#runner.runMany(columns, order, 0, count, this.#done, Number.POSITIVE_INFINITY)
        : bringToHost(tensorsIn(columns)).then(() => this.#runner.runOne(columns));
      this.#results = await run;
      this.#done += count;
    }
  }

  /** Does the steps that wait. Several who ask at a time wait for the same. */
  #settle(): Promise<void> {
    this.#hasSettled = true;
    const settling = this.#settleAfter(this.#settling).then(() => {
      if (this.#settling === settling) this.#settling = null;
    });
    this.#settling = settling;
    return settling;
  }

  async #settleAfter(others: Promise<void> | null): Promise<void> {
    await others;
    try {
      await this.#runWaiting();
    } catch (error) {
      this.#failure ??= { error };
    }
  }
}
