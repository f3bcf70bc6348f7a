/** What counterfactuals change, in the words of the table that the data came from. */
import { ops, type Tensor } from '@org/core';
import type { TableRow } from '../data/index.js';
import type { Explanation } from '../explain/index.js';

/** What a counterfactual does to one feature. */
export interface Change {
  readonly feature: string;
  readonly before: number | string | boolean;
  readonly after: number | string | boolean;
}

/** A row with one of its counterfactuals. */
export interface Answer {
  /** The number of the row. */
  readonly row: number;
  readonly before: TableRow;
  readonly after: TableRow;
  /** The features that differ; of categories one column, of numbers more than rounding. */
  readonly changes: readonly Change[];
  /** Predictions for the row and for the counterfactual; null where the predictor is not at hand. */
  readonly predictions: { readonly before: readonly number[]; readonly after: readonly number[] } | null;
}

/** The part of its range that a number has to change by, to count. */
const LEAST = 1e-4;

/**
 * Rows of an explanation with their counterfactuals, one answer for each, in the units of the table.
 *
 * @param rows numbers of the rows
 * @example
 * const [first] = await changesOf(explanation, [0]);
 * first!.changes; // such as { feature: 'hours_per_week', before: 40, after: 47 }
 */
export async function changesOf(explanation: Explanation, rows: readonly number[]): Promise<Answer[]> {
  const count = explanation.cfs.shape[1]!;
  const at = ops.convertToTensor(rows as number[], { dtype: 'int32' });
  const xs = ops.repeat(ops.take(explanation.xs, at, 0), count, 0);
  const cfs = ops.reshape(ops.take(explanation.cfs, at, 0), xs.shape);
  const [before, after] = [await explanation.inverseTransform(xs), await explanation.inverseTransform(cfs)];
  const differs = (await ops
    .greater(ops.abs(xs.sub(cfs)), LEAST)
    .cast('int32')
    .array()) as number[][];
  const { predFn } = explanation;
  const predicted = predFn && {
    before: (await (predFn(xs) as Tensor).array()) as number[][],
    after: (await (predFn(cfs) as Tensor).array()) as number[][],
  };
  const features = explanation.featuresAndIndices;
  return before.map((row, i) => ({
    row: rows[Math.floor(i / count)]!,
    before: row,
    after: after[i]!,
    changes: features.flatMap(([{ name }, [start, end]]) =>
      differs[i]!.slice(start, end).some(Boolean)
        ? [{ feature: name, before: row[name]!, after: after[i]![name]! }]
        : [],
    ),
    predictions: predicted && { before: predicted.before[i]!, after: predicted.after[i]! },
  }));
}
