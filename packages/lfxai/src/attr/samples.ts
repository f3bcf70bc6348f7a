/** Many evaluations for each example, a bounded number at once. */
import { lax, ops, type Tensor } from '@org/core';

/** Numbers that the inputs of one evaluation hold at most, where nobody bounds it. */
const NUMBERS_AT_ONCE = 2 ** 19;

/** How many rows are evaluated at once. */
export function rowsAtOnce(internalBatchSize: number | null | undefined, inputs: readonly Tensor[]): number {
  if (internalBatchSize !== null && internalBatchSize !== undefined) return internalBatchSize;
  const numbers = inputs.reduce((total, x) => total + x.size / x.shape[0]!, 0);
  return Math.min(1024, Math.max(16, Math.floor(NUMBERS_AT_ONCE / Math.max(1, numbers))));
}

/** How many samples of each of some examples are evaluated at once. */
export const samplesAtOnce = (samples: number, examples: number, rows: number): number => {
  const most = Math.min(samples, Math.max(1, Math.floor(rows / examples)));
  // As few rounds, of equal sizes.
  return Math.ceil(samples / Math.ceil(samples / most));
};

/** What some samples add to sums, and what is kept of each of them: tensors with the samples along axis 1, behind the examples. */
export interface SampleResults {
  readonly sums: readonly Tensor[];
  readonly kept?: readonly Tensor[];
}

/**
 * Adds up what `body` gives for some samples, for all of them: in a loop within the graph, so that no more are in memory at once.
 *
 * @param shapes those of the sums
 * @param body from the indices of `atOnce` samples, and a weight that is 0 for those past the end, to what they add
 */
export function sumOverSamples(
  samples: number,
  atOnce: number,
  shapes: () => readonly (readonly number[])[],
  body: (indices: Tensor, live: Tensor) => SampleResults,
): Required<SampleResults> {
  const offsets = ops.arange(atOnce, { dtype: 'int32' });
  if (atOnce >= samples) return { kept: [], ...body(offsets, ops.ones([atOnce])) };
  const rounds = ops.arange(Math.ceil(samples / atOnce), { dtype: 'int32' });
  const zeros: readonly Tensor[] = shapes().map((shape) => ops.zeros([...shape]));
  const step = (totals: readonly Tensor[], round: Tensor) => {
    const indices = ops.add(ops.multiply(round, atOnce), offsets);
    const live = ops.cast(ops.less(indices, samples), 'float32');
    const { sums, kept = [] } = body(ops.minimum(indices, samples - 1), live);
    return [totals.map((total, i) => total.add(sums[i]!)), kept] as const;
  };
  const [sums, kept] = lax.scan(step as never, zeros as never, rounds) as unknown as [Tensor[], Tensor[]];
  return { sums, kept: kept.map((x) => joinRounds(x, samples)) };
}

/** From [rounds, examples, samples of a round] to [examples, samples]. */
function joinRounds(x: Tensor, samples: number): Tensor {
  const joined = ops.reshape(ops.transpose(x, [1, 0, 2]), [x.shape[1]!, -1]);
  return ops.slice(joined, [0, 0], [joined.shape[0]!, samples]);
}

/** How the samples of examples lie in one batch: all examples for the first sample, then for the next; or all samples of an example. */
export type Order = 'samples' | 'examples';

/** Each row `count` times. */
export function expandRows(x: Tensor, count: number, order: Order = 'samples'): Tensor {
  const [rows, ...rest] = x.shape as number[];
  const axis = order === 'samples' ? 0 : 1;
  const spread = ops.broadcastTo(
    ops.expandDims(x, axis),
    order === 'samples' ? [count, rows!, ...rest] : [rows!, count, ...rest],
  );
  return ops.reshape(spread, [count * rows!, ...rest]);
}

/** A number for each example and sample, as a batch that broadcasts with tensors of a rank. */
export const asColumn = (x: Tensor, rank: number): Tensor =>
  ops.reshape(x, [-1, ...new Array<number>(rank - 1).fill(1)]);

/** Splits a batch in the order 'samples' into [samples, examples, ...]. */
export const splitSamples = (x: Tensor, samples: number): Tensor =>
  ops.reshape(x, [samples, x.shape[0]! / samples, ...x.shape.slice(1)]);

/** Splits the examples into blocks of at most `rows`. */
export function blocksOf(examples: number, rows: number): (readonly [start: number, end: number])[] {
  const count = Math.max(1, Math.ceil(examples / rows));
  const size = Math.ceil(examples / count);
  return Array.from({ length: count }, (_, i) => [i * size, Math.min(examples, (i + 1) * size)] as const);
}

/** The rows of a block. */
export const sliceRows = (x: Tensor, [start, end]: readonly [start: number, end: number]): Tensor =>
  start === 0 && end === x.shape[0]
    ? x
    : ops.slice(x, [start, ...x.shape.slice(1).map(() => 0)], [end - start, ...x.shape.slice(1)] as number[]);
