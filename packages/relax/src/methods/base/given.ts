/** What methods are given for rows, checked before anything is computed. */
import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import type { FeaturesList } from '../../data/index.js';

const shapeOf = ({ shape }: Tensor): string => `[${shape.join(', ')}]`;

/** How many numbers a row of these features has. */
const widthOf = (features: FeaturesList): number => features.featureIndices.at(-1)?.[1] ?? 0;

/**
 * Rows `[n, k]` in float32.
 *
 * @param features those of the data, where it is known
 * @throws ValueError for another rank, and for another width than that of the data
 */
export function rowsGiven(xs: TensorLike, features?: FeaturesList): Tensor {
  const rows = ops.convertToTensor(xs, { dtype: 'float32' });
  const width = features && widthOf(features);
  if (rows.rank === 2 && (width === undefined || rows.shape[1] === width)) return rows;
  throw new ValueError('Counterfactuals are generated of rows of numbers.', {
    expected: `shape [n, ${width ?? 'k'}]${features ? `: ${features.features.map(({ name }) => name).join(', ')} as numbers` : ''}`,
    received: `shape ${shapeOf(rows)}`,
    hint:
      rows.rank === 1 ? 'generateCf explains a single row.' : 'dataModule.transform(table) makes such rows of a table.',
  });
}

/**
 * One row, `[1, k]`.
 *
 * @throws ValueError for another shape
 */
export function rowGiven(x: Tensor, features?: FeaturesList): Tensor {
  if (x.rank > 2 || x.rank === 0 || (x.rank === 2 && x.shape[0] !== 1)) {
    throw new ValueError('generateCf explains one row.', {
      expected: 'shape [k] or [1, k]',
      received: `shape ${shapeOf(x)}`,
      hint: 'generateCfs takes many rows.',
    });
  }
  return rowsGiven(ops.reshape(x, [1, -1]), features);
}

/**
 * A target for each of `n` rows, `[n, c]`.
 *
 * @param classes of the predictor, where they are known
 */
export function targetsGiven(yTargets: TensorLike, n: number, classes: number | null): Tensor {
  const given = ops.convertToTensor(yTargets, { dtype: 'float32' });
  if (given.rank === 2 && given.shape[0] === n && (classes === null || given.shape[1] === classes)) return given;
  throw new ValueError('Each row has a target: what is to be predicted of it.', {
    expected: `shape [${n}, ${classes ?? 'c'}]`,
    received: `shape ${shapeOf(given)}`,
    hint: 'desiredClass is the same class for all rows.',
  });
}

/** A key for each of `n` rows, `[n, 2]`. */
export function keysGiven(rngKeys: Tensor, n: number): Tensor {
  if (rngKeys.rank === 2 && rngKeys.shape[0] === n && rngKeys.shape[1] === 2) return rngKeys;
  throw new ValueError('Each row has a key of its own.', {
    expected: `shape [${n}, 2]`,
    received: `shape ${shapeOf(rngKeys)}`,
    hint: `random.split(key, ${n}) makes them of one.`,
  });
}
