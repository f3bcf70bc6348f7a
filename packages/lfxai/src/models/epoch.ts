/** Going over a loader, several batches in one compiled call. */
import { gradients, jit, lax, type Tensor, tensor } from '@org/core';
import type { HostArray } from '../data/host-array.js';
import { type BatchSource, hostBatches } from '../data/host-batches.js';
import type { Optimizer } from '../optim/index.js';

/** Bytes of data that one call takes at most. */
const CALL_BYTES = 2 ** 24;
/** Batches that one call takes at most: enough that the call itself costs nothing beside them. */
const CALL_BATCHES = 64;

/** From a batch, and what else belongs to the step, to the numbers that are averaged over the epoch; the first is the loss. */
export type StepFunction = (batch: readonly Tensor[], settings: Tensor | null) => readonly Tensor[];

/** What belongs to each of the next `count` steps besides its batch: a row each. */
export type StepSettings = (count: number) => number[][] | null;

type Call = (batches: readonly Tensor[], settings: Tensor | null, rows: Tensor | null) => Promise<Float32Array>;

/** One way to go over batches: in training with an optimizer, or without. */
export class EpochLoop {
  readonly #run: Call;

  constructor(
    step: StepFunction,
    private readonly settings: StepSettings,
    private readonly optimizer: Optimizer | null = null,
    private readonly afterStep: () => void = () => {},
  ) {
    type Slices = readonly [batch: readonly Tensor[], settings: Tensor | null, row: Tensor | null];
    const one = (_: unknown, [batch, given, row]: Slices) => {
      const results = step(batch, given);
      if (optimizer) optimizer.update(gradients(results[0]!, [...optimizer.parameters]) as Tensor[], row!);
      return [null, results];
    };
    const all = jit((...xs: unknown[]) => lax.scan(one as never, null, xs as never)[1] as never) as unknown as (
      ...xs: readonly unknown[]
    ) => Tensor[];
    this.#run = async (...xs) => {
      const results = all(...xs);
      const values = await Promise.all(results.map((result) => result.data()));
      const [steps, count] = [results[0]!.shape[0]!, results.length];
      return Float32Array.from({ length: steps * count }, (_, i) => Number(values[i % count]![Math.floor(i / count)]));
    };
  }

  /** The means of what the steps gave, each batch counted once, as in the original. */
  async run(loader: BatchSource): Promise<number[]> {
    const sums: number[] = [];
    let steps = 0;
    const flush = async (batches: readonly (readonly HostArray[])[]) => {
      const settings = this.settings(batches.length);
      const rows = this.optimizer?.advance(batches.length, this.afterStep) ?? null;
      const values = await this.#run(stacked(batches), asRows(settings), asRows(rows));
      const count = values.length / batches.length;
      for (const [i, value] of values.entries()) sums[i % count] = (sums[i % count] ?? 0) + value;
      steps += batches.length;
    };
    let waiting: (readonly HostArray[])[] = [];
    for await (const batch of hostBatches(loader)) {
      const isFull =
        waiting.length >= callBatches(waiting[0] ?? batch) || (waiting[0] && !sameShapes(waiting[0], batch));
      if (isFull) {
        await flush(waiting);
        waiting = [];
      }
      waiting.push(batch);
    }
    if (waiting.length > 0) await flush(waiting);
    return sums.map((sum) => sum / steps);
  }
}

const asRows = (rows: number[][] | null): Tensor | null =>
  rows && tensor(Float32Array.from(rows.flat()), [rows.length, rows[0]!.length], 'float32');

const callBatches = (batch: readonly HostArray[]): number => {
  const bytes = batch.reduce((sum, { data }) => sum + data.byteLength, 0);
  return Math.max(1, Math.min(CALL_BATCHES, Math.floor(CALL_BYTES / bytes)));
};

const sameShapes = (a: readonly HostArray[], b: readonly HostArray[]): boolean =>
  a.every(({ shape }, i) => String(shape) === String(b[i]!.shape));

/** The parts of batches, each with a new leading axis. */
function stacked(batches: readonly (readonly HostArray[])[]): Tensor[] {
  return batches[0]!.map(({ data, shape, dtype }, part) => {
    const whole = new (data.constructor as Float32ArrayConstructor)(data.length * batches.length);
    for (const [i, batch] of batches.entries()) whole.set(batch[part]!.data as Float32Array, i * data.length);
    return tensor(whole, [batches.length, ...shape], dtype);
  });
}
