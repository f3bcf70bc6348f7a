import { isTensor, ops, random, type Tensor, tree, ValueError } from '@org/core';
import { pythonFunction } from '@org/core/internal';
import { toTensors } from '../data/array-data.js';

/**
 * The first and the last part of arrays, each in the structure of the whole: an array, or lists and objects of tensors and typed
 * arrays of the same length.
 *
 * @param leftSize a share in (0, 1), or a number of samples; null: what `rightSize` leaves
 * @param rightSize a share in (0, 1), or a number of samples; null: what `leftSize` leaves
 * @param shuffle whether samples are taken in random order
 * @param _preferredBackend without effect: there is one kind of dataset
 * @throws ValueError for sizes that do not fit the data, or leave a part empty
 * @example
 * const [train, test] = splitDataset([x, y], 0.8);
 */
export const splitDataset = /* @__PURE__ */ pythonFunction(
  'split_dataset',
  ['dataset', 'leftSize', 'rightSize', 'shuffle', 'seed', 'preferredBackend'],
  <T>(
    dataset: T,
    leftSize: number | null = null,
    rightSize: number | null = null,
    shuffle: boolean = false,
    seed: number | null = null,
    _preferredBackend: string | null = null,
  ): [left: unknown, right: unknown] => {
    const columns = toTensors(dataset) as tree.Tree<Tensor>;
    const total = lengthOf(columns);
    const [left, right] = splitSizes(leftSize, rightSize, total);
    const order = shuffle ? random.shuffle(ops.arange(total), 0, seed) : ops.arange(total);
    const part = (start: number, end: number) =>
      tree.mapStructure((column: Tensor) => ops.take(column, order.at(`${start}:${end}`), 0), columns);
    return [part(0, left), part(total - right, total)];
  },
);

function lengthOf(columns: tree.Tree<Tensor>): number {
  const lengths = new Set(
    tree
      .flatten<Tensor>(columns)
      .filter(isTensor)
      .map(({ shape }) => shape[0]),
  );
  const [length] = lengths;
  if (lengths.size === 1 && length !== undefined) return length;
  throw new ValueError('All arrays of a dataset must have the same length.', { received: [...lengths].join(', ') });
}

/** Numbers of samples. */
function splitSizes(leftSize: number | null, rightSize: number | null, total: number): [number, number] {
  const left = sizeOf('leftSize', leftSize, total);
  const right = sizeOf('rightSize', rightSize, total);
  const sizes: [number, number] = [left ?? total - (right ?? total), right ?? total - (left ?? total)];
  if (Math.min(...sizes) > 0 && sizes[0] + sizes[1] <= total) return sizes;
  throw new ValueError(`A dataset of ${total} samples cannot be split like this.`, {
    expected: 'one or two sizes that leave no part empty, and together are not more than the whole',
    received: `leftSize ${leftSize}, rightSize ${rightSize}`,
  });
}

function sizeOf(name: string, size: number | null, total: number): number | null {
  if (size === null) return null;
  if (size > 0 && size < 1) return roundHalfToEven(size * total);
  if (Number.isInteger(size) && size > 0 && size < total) return size;
  throw new ValueError(`Invalid ${name}.`, {
    expected: `a share in (0, 1), or a positive integer smaller than ${total}`,
    received: String(size),
  });
}

/** Python's `round`. */
function roundHalfToEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
