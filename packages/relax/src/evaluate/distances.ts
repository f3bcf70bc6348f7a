/** Distances between rows, and nearest rows. */
import { jit, ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { pythonFunction } from '@org/core/python';

const floats = (x: TensorLike): Tensor => ops.convertToTensor(x, { dtype: 'float32' });

/**
 * The distance of each row of `x` from each row of `y`: `[n, m]`.
 *
 * @param metric 'euclidean', or 'cosine' for 1 - cos of the angle
 * @throws ValueError for another metric
 * @example
 * await pairwiseDistances([[0, 0]], [[3, 4]]).array(); // [[5]]
 */
export const pairwiseDistances = pythonFunction(
  'pairwiseDistances',
  ['x', 'y', 'metric'],
  (x: TensorLike, y: TensorLike, metric = 'euclidean'): Tensor => {
    const [a, b] = [floats(x), floats(y)];
    if (metric === 'euclidean') {
      const apart = ops.expandDims(a, 1).sub(ops.expandDims(b, 0));
      return ops.sqrt(ops.sum(ops.square(apart), -1));
    }
    if (metric === 'cosine') {
      const unit = (rows: Tensor) => rows.div(ops.maximum(ops.sqrt(ops.sum(ops.square(rows), -1, true)), 1e-12));
      return ops.subtract(1, ops.matmul(unit(a), ops.transpose(unit(b))));
    }
    throw new ValueError('There is no such distance.', {
      expected: `'euclidean' or 'cosine'`,
      received: String(metric),
    });
  },
);

/**
 * The `k` nearest rows of `db` for each row of `qy`: their euclidean distances, and their indices. Nothing is approximated.
 *
 * @returns both `[n, k]`, the nearest first
 * @example
 * const [distances, indices] = l2Ann([[0.1]], [[1], [0]], { k: 1 }); // [[0.1]], [[1]]
 */
export const l2Ann = pythonFunction(
  'l2Ann',
  ['qy', 'db', 'k', 'recallTarget'],
  (qy: TensorLike, db: TensorLike, k = 10, _recallTarget = 0.95): [dists: Tensor, indices: Tensor] => {
    const [queries, rows] = [floats(qy), floats(db)];
    // Half of the squared norm of a row less its product with a query orders rows as their distance does.
    const order = ops.matmul(queries, ops.transpose(rows)).sub(ops.sum(ops.square(rows), -1).div(2));
    const [, indices] = ops.topK(order, Math.min(k, rows.shape[0]!)) as [Tensor, Tensor];
    // Distances of what was found are computed from differences, which keeps their digits.
    const found = ops.take(rows, ops.reshape(indices, [-1]), 0);
    const apart = ops.reshape(found, [-1, indices.shape[1]!, rows.shape[1]!]).sub(ops.expandDims(queries, 1));
    return [ops.sqrt(ops.sum(ops.square(apart), -1)), indices];
  },
);

/** Nearest rows: of each query `k`, one query after the other. */
export interface Neighbours {
  readonly k: number;
  readonly distances: Float32Array;
  readonly indices: Int32Array;
}

/** Distances that are computed at once. */
const CELLS = 4_000_000;

/**
 * The `k` nearest rows of `reference` for each of `queries`, by their euclidean distance, in pieces that memory has room for.
 *
 * @param reference at least `k` rows
 */
export async function nearestRows(queries: Tensor, reference: Tensor, k: number): Promise<Neighbours> {
  const [n, m] = [queries.shape[0]!, reference.shape[0]!];
  const size = Math.max(1, Math.min(n, Math.floor(CELLS / m)));
  const find = jit((part: Tensor, rows: Tensor) => l2Ann(part, rows, k));
  const width = Math.min(k, m);
  const distances = new Float32Array(n * width);
  const indices = new Int32Array(n * width);
  for (let from = 0; from < n; from += size) {
    const start = Math.min(from, n - size);
    const [apart, found] = find(queries.at(`${start}:${start + size}`) as Tensor, reference) as [Tensor, Tensor];
    distances.set((await apart.data()) as Float32Array, start * width);
    indices.set(Array.from((await found.data()) as Int32Array, Number), start * width);
  }
  return { k: width, distances, indices };
}
