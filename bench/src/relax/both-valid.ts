import { ops, type Tensor } from '@org/models';
import type * as relax from '@org/relax';

/** How far the valid counterfactuals of each row lie from it on average (L1); infinite for rows without one. */
export type Distances = readonly number[];

/** Of an explanation whose predictor is known. */
export async function validDistances({ xs, cfs, predFn }: relax.Explanation): Promise<Distances> {
  const [rows, count, width] = cfs.shape as readonly [number, number, number];
  const classOf = (points: Tensor) => ops.argmax(predFn!(points), -1);
  const predicted = ops.reshape(classOf(ops.reshape(cfs, [-1, width])), [rows, count]);
  const isValid = ops.notEqual(predicted, ops.expandDims(classOf(xs), -1)).cast('float32');
  const distances = ops.sum(ops.abs(cfs.sub(ops.expandDims(xs, 1))), -1);
  const [total, valid] = await Promise.all([ops.sum(distances.mul(isValid), -1).data(), ops.sum(isValid, -1).data()]);
  return Array.from({ length: rows }, (_, row) =>
    valid[row] === 0 ? Number.POSITIVE_INFINITY : Number(total[row]) / Number(valid[row]),
  );
}

/** Two ways over the rows that both have a valid counterfactual for: where one finds few, means over all rows compare other rows. */
export function compareOverBoth(data: string, method: string, compat: Distances, fixed: Distances) {
  const rows = compat.flatMap((distance, row) =>
    Number.isFinite(distance) && Number.isFinite(fixed[row]) ? [[distance, fixed[row]!] as const] : [],
  );
  const mean = (which: 0 | 1) => rows.reduce((sum, pair) => sum + pair[which], 0) / rows.length;
  return { data, method, rows_valid_in_both: rows.length, of: compat.length, compat: mean(0), fixed: mean(1) };
}
