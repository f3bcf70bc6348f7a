import { jit, NotImplementedError, ops, type Tensor, tensor, ValueError } from '@org/core';
import { Callable } from '@org/core/python';
import type { DataModule } from '../data/module/index.js';
import { getConfig } from '../utils/index.js';

/** What metrics look at: an `Explanation`, or whatever has its fields. */
export interface Explained {
  readonly xs: Tensor;
  readonly ys: Tensor;
  /** The data with their labels, of which `trainIndices` are rows; by default the rows that are explained. */
  readonly reference?: readonly [xs: Tensor, ys: Tensor];
  /** `[n, c, k]` */
  readonly cfs: Tensor;
  readonly predFn: ((xs: Tensor) => Tensor) | null;
  readonly featureIndices: readonly (readonly [start: number, end: number])[];
  readonly trainIndices: readonly number[];
  readonly totalTime: number | null;
  readonly dataName: string;
  readonly cfName: string;
  /** The class that was wanted, of all rows or of each; null: another one than is predicted. */
  readonly desiredClass?: number | readonly number[] | null;
  /** Bounds that a predicted number was to lie in; null for classes. */
  readonly desiredRange?: readonly [number, number] | null;
  readonly applyConstraints: DataModule['applyConstraints'];
}

/** Calls as a function of an explanation. */
export interface BaseEvalMetrics {
  (cfExplanations: Explained): Promise<number>;
}

/** The name of a metric, by position or by name. */
export type MetricName = string | null | { readonly name?: string | null };

/**
 * A number that tells how good counterfactuals are.
 *
 * @example
 * class Largest extends BaseEvalMetrics {
 *   override async call({ cfs }: Explained) {
 *     return Number(await ops.max(cfs).item());
 *   }
 * }
 */
export abstract class BaseEvalMetrics extends Callable {
  readonly name: string;

  /**
   * @param name in tables, alone or as `{ name }`
   * @param usualName where none is given; by default that of the class
   */
  constructor(name: MetricName = null, usualName: string | null = null) {
    super();
    const given = typeof name === 'object' && name !== null ? name.name : name;
    this.name = given ?? usualName ?? this.constructor.name;
  }

  override invoke(...args: readonly unknown[]): Promise<number> {
    return this.call(args[0] as Explained);
  }

  /** The value for an explanation. */
  async call(_cfExplanations: Explained): Promise<number> {
    throw new NotImplementedError(`${this.constructor.name} must override call(cfExplanations).`);
  }
}

/** The predictor of an explanation. @throws ValueError where it is not at hand */
export function predictorOf({ predFn, cfName }: Explained): (xs: Tensor) => Tensor {
  if (predFn) return predFn;
  throw new ValueError('This metric asks the predictor, which the explanation does not have.', {
    hint: `Explanation.loadFromPath(path, { mlModulePath }) reads it; predictors that answer later are not kept (${cfName}).`,
  });
}

/** Rows that are predicted at once. */
const ROWS = 32_768;

/** What is predicted of each row: its most probable class, or, where a range was wanted, whether it lies there, as 1 or 0. */
export async function outcomesOf(explanation: Explained, rows: Tensor): Promise<Int32Array> {
  const predFn = predictorOf(explanation);
  const { desiredRange = null } = explanation;
  const n = rows.shape[0]!;
  const size = Math.min(n, ROWS);
  const run = jit((part: Tensor) => {
    const predictions = predFn(part);
    if (!desiredRange) return ops.argmax(predictions, -1).cast('int32');
    const [low, high] = desiredRange;
    const isWithin = ops.logicalAnd(predictions.greaterEqual(low), predictions.lessEqual(high));
    return ops.reshape(isWithin, [-1]).cast('int32');
  });
  const classes = new Int32Array(n);
  for (let from = 0; from < n; from += size) {
    const start = Math.min(from, n - size);
    classes.set((await (run(rows.at(`${start}:${start + size}`) as Tensor) as Tensor).data()) as Int32Array, start);
  }
  return classes;
}

/** All counterfactuals, one after the other, `[n * c, k]`, and how many a row has. */
export function flatCfs({ cfs }: Explained): { points: Tensor; count: number } {
  const [n, count, k] = cfs.shape as [number, number, number];
  return { points: ops.reshape(cfs, [n * count, k]), count };
}

/** Rows of the training part with their labels, at most so many: drawn by the global seed. */
export function referenceRows(
  { xs: explained, ys: ofExplained, reference, trainIndices }: Explained,
  most: number,
): { rows: Tensor; labels: Tensor } {
  const [xs, ys] = reference ?? [explained, ofExplained];
  const given =
    trainIndices.length > 0 ? Int32Array.from(trainIndices) : Int32Array.from({ length: xs.shape[0]! }, (_, i) => i);
  const rowsAt = (indices: Int32Array) => ({
    rows: ops.take(xs, tensor(indices), 0),
    labels: ops.take(ys, tensor(indices), 0),
  });
  if (given.length <= most) return rowsAt(given);
  const step = given.length / most;
  const offset = getConfig().globalSeed % Math.max(1, Math.floor(step));
  const indices = Int32Array.from({ length: most }, (_, i) => given[Math.floor(i * step) + offset] ?? given[i]!);
  return rowsAt(indices);
}

export const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};
