/** Jacobians by differences, to hold log-determinants against. */
import { type Tensor, tensor } from '@org/core';

/** The Jacobian of the outputs for one sample of shape `[1, ...]` by central differences, all of them in one batch. */
export async function numericalJacobian(call: (x: Tensor) => Tensor, x: Tensor, step = 1e-4): Promise<number[][]> {
  const values = [...(await x.data())].map(Number);
  const n = values.length;
  const moved = [step, -step].flatMap((by) =>
    values.map((_, i) => values.map((each, k) => (k === i ? each + by : each))),
  );
  const batch = tensor(Float64Array.from(moved.flat()), [2 * n, ...x.shape.slice(1)], 'float64');
  const y = [...(await call(batch.cast(x.dtype)).data())].map(Number);
  return values.map((_, row) =>
    values.map((_, column) => (y[column * n + row]! - y[(n + column) * n + row]!) / (2 * step)),
  );
}

/** ln |det| by elimination with pivots. */
export function logDeterminant(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((row) => [...row]);
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows
      .slice(i)
      .reduce((best, row, k) => (Math.abs(row[i]!) > Math.abs(rows[best]![i]!) ? i + k : best), i);
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    sum += Math.log(Math.abs(rows[i]![i]!));
    for (const row of rows.slice(i + 1)) {
      const factor = row[i]! / rows[i]![i]!;
      for (let k = i; k < row.length; k++) row[k]! -= factor * rows[i]![k]!;
    }
  }
  return sum;
}
