/**
 * Runs training, test and prediction steps as compiled graphs. Over data in memory many steps are one run: the step becomes the
 * body of a loop that gathers its batch by index, with all variables carried from step to step, so that the cost of a call and of
 * copying weights in and out is paid once per run. A device that runs no loops is given the same steps one by one, between which the
 * variables stay where they are.
 */
import { isTensor, KerasTensor, ops, type Tensor, tensor, tree } from '@org/core';
import { CompiledFunction, countedLoop, openBackend, symbolicResult } from '@org/core/internal';
import type { DataColumns } from '../data/array-data.js';
import { type DistinctColumns, distinct, withColumns } from '../data/distinct-columns.js';
import type { Step } from './step-plan.js';
import { StepTime } from './step-time.js';

/** What fit, evaluate and predict ask to run steps. */
export interface Runner {
  /** One step on a given batch. */
  runOne(batch: DataColumns): Promise<unknown>;
  /**
   * Several steps over resident data, from the row `first` of the order on.
   *
   * @param order int32 (steps, batch): the samples of each step
   * @param step the number of the first step in its pass, where that is another one
   * @param pass how many steps the pass has, where the order is not that of all of it; infinite where nobody knows
   */
  runMany(
    columns: DataColumns,
    order: Tensor,
    first: number,
    count: number,
    step?: number,
    pass?: number,
  ): Promise<unknown>;
  /** How many steps a run should take that begins with the step `first` of a pass. */
  suggestedSteps(first: number): number;
  /** Whether batches that arrive one by one are better given as one run of several steps. */
  joinsBatches(): Promise<boolean>;
}

/** What is done now and then between steps. */
export interface Period {
  /** Steps of a pass; a run ends where a period ends. Passes that are shorter share one. */
  readonly steps: number;
  /** Comes before the steps of each period, and before a step on a given batch. */
  begin(): void;
  /** How many steps there have been in all passes. */
  stepsBefore(): Promise<number>;
}

/** Wall milliseconds that one run should take: long enough to hide the call, short enough for the progress to move. */
const RUN_TIME = 150;
/** Where much state leaves the runtime after each run, runs are longer, so that no more than this part of the time goes there. */
const COPY_SHARE = 0.02;
const LONGEST_RUN_TIME = 500;
/** Milliseconds that it takes to copy a byte out of the runtime. */
const COPY_TIME = 1e-6;

const mapTensors = (f: (leaf: Tensor) => unknown, columns: unknown): unknown =>
  tree.mapStructure((leaf: unknown) => (isTensor(leaf) ? f(leaf) : leaf), columns);

/** The samples that a step is for. */
function batchAt(columns: DistinctColumns, order: Tensor, index: Tensor): DataColumns {
  const samples = ops.take(order, index, { axis: 0 });
  return withColumns(columns, (column) => ops.take(column, samples, { axis: 0 }));
}

/** Runs a step as compiled graphs. */
export class StepRunner implements Runner {
  private readonly single: CompiledFunction<[DataColumns], unknown>;
  private readonly many: CompiledFunction<[DistinctColumns, Tensor, Tensor, Tensor], unknown>;
  private readonly beforePeriod: CompiledFunction<[], unknown> | null;
  /** What a run on a device without loops consists of: each of its steps, its end. */
  private readonly indexed: CompiledFunction<[DistinctColumns, Tensor, Tensor], unknown>;
  private readonly after = new CompiledFunction(() => this.finalLogs?.());
  /** What the logs of a step look like, by the size of its batch and those of its samples. */
  private readonly logStructures = new Map<string, unknown>();
  private readonly stepTime = new StepTime();

  /**
   * @param step one step
   * @param finalLogs computes the logs after the last step of a run, where they are a function of the state; otherwise the
   *   result of the last step is kept
   * @param isOfLibrary whether no code of the user runs in a step, for where stacks do not tell
   */
  constructor(
    private readonly step: Step,
    private readonly finalLogs: (() => unknown) | null,
    private readonly period: Period | null = null,
    isOfLibrary: () => boolean = () => false,
  ) {
    this.single = new CompiledFunction((batch) => {
      period?.begin();
      return step(batch);
    }, isOfLibrary);
    this.many = new CompiledFunction(
      (columns, order, first, count) => this.loop(columns, order, first, count),
      isOfLibrary,
    );
    this.indexed = new CompiledFunction((columns, order, index) => {
      const logs = this.step(batchAt(columns, order, index));
      return this.finalLogs ? null : logs;
    }, isOfLibrary);
    this.beforePeriod = period && new CompiledFunction(() => period.begin());
  }

  async runOne(batch: DataColumns): Promise<unknown> {
    return this.single.run([batch]);
  }

  async runMany(
    columns: DataColumns,
    order: Tensor,
    first: number,
    count: number,
    step = first,
    pass = order.shape[0]!,
  ): Promise<unknown> {
    const inOneGraph = await this.joinsBatches();
    if (this.period && (await beginsPeriod(this.period, step, pass))) await this.beforePeriod!.run([]);
    const started = performance.now();
    const traced = this.traceCount;
    const run = inOneGraph ? this.inOneGraph : this.oneByOne;
    const logs = await run.call(this, columns, order, first, count);
    if (this.traceCount === traced) this.stepTime.note(count, performance.now() - started);
    return logs;
  }

  suggestedSteps(first: number): number {
    const { steps } = this.period ?? { steps: Number.POSITIVE_INFINITY };
    return Math.min(this.timelySteps, steps - (first % steps));
  }

  async joinsBatches(): Promise<boolean> {
    return (await openBackend()).capabilities.loops === 'graph';
  }

  private get timelySteps(): number {
    const copying = this.many.assignedBytes * COPY_TIME;
    const runTime = Math.min(Math.max(RUN_TIME, copying / COPY_SHARE), LONGEST_RUN_TIME);
    return this.stepTime.stepsIn(runTime);
  }

  private get traceCount(): number {
    return this.many.traceCount + this.indexed.traceCount;
  }

  private async inOneGraph(columns: DataColumns, order: Tensor, first: number, count: number): Promise<unknown> {
    if (!this.finalLogs) this.noteLogs(columns, order);
    const own = distinct(columns);
    const run = (row: number, steps: number) => this.many.run([own, order, int64(row), int64(steps)]);
    try {
      return await run(first, count);
    } catch (error) {
      if (count === 1) throw error;
      // What a run does it does as a whole. Once more, one by one: the steps before the one that fails stay.
      let logs: unknown = null;
      for (let i = 0; i < count; i++) logs = await run(first + i, 1);
      return logs;
    }
  }

  private async oneByOne(columns: DataColumns, order: Tensor, first: number, count: number): Promise<unknown> {
    const own = distinct(columns);
    let logs: unknown = null;
    for (let i = 0; i < count; i++) logs = await this.indexed.run([own, order, int64(first + i)]);
    return this.finalLogs ? this.after.run([]) : logs;
  }

  private loop(columns: DistinctColumns, order: Tensor, first: Tensor, count: Tensor): unknown {
    const start = first.cast('int32');
    const body = (i: Tensor): unknown => this.step(batchAt(columns, order, start.add(i)));
    const most = order.shape[0]!;
    if (this.finalLogs) {
      countedLoop(
        count,
        (i) => {
          body(i);
        },
        undefined,
        most,
      );
      return this.finalLogs();
    }
    const structure = this.logStructures.get(
      formOf(
        withColumns(columns, (column) => column),
        order,
      ),
    );
    const initial = mapTensors((spec) => ops.zeros(spec.shape, spec.dtype), structure);
    return countedLoop(count, body, initial, most);
  }

  /** Finds out what the logs of such steps look like. */
  private noteLogs(columns: DataColumns, order: Tensor): void {
    const form = formOf(columns, order);
    if (!this.logStructures.has(form)) this.logStructures.set(form, this.logsOf(columns, order.shape[1]!));
  }

  /** What a step's logs look like. */
  private logsOf(columns: DataColumns, batchSize: number): unknown {
    const symbolic = mapTensors(({ shape, dtype }) => new KerasTensor([batchSize, ...shape.slice(1)], dtype), columns);
    return symbolicResult((batch) => this.step(batch as DataColumns), [symbolic]);
  }
}

/**
 * Whether a period begins with a step of a pass. Of passes that are shorter than a period, those begin one before which the number of all
 * steps has gone past a multiple of its length.
 */
async function beginsPeriod({ steps, stepsBefore }: Period, step: number, pass: number): Promise<boolean> {
  if (step % steps > 0) return false;
  return step > 0 || pass >= steps || (await stepsBefore()) % steps < pass;
}

const formOf = (columns: DataColumns, order: Tensor): string =>
  JSON.stringify([order.shape[1], mapTensors(({ shape }) => shape.slice(1), columns)]);

const int64 = (value: number): Tensor => tensor(BigInt64Array.of(BigInt(value)), []);
