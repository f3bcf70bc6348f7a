/** What the layers that learn from data, `adapt(data)`, take: an array, or batches of arrays. */
import { isTensor, PythonTypeError, type Tensor, type TensorLike, ValueError } from '@org/core';
import { asTensor, isPromise, isText } from '@org/core/internal';
import { isArrayLike } from '../dtype-policy.js';

/** Batches of data; of [x, y] pairs the first counts. */
type Batches = Iterable<unknown> | AsyncIterable<unknown>;

export type AdaptData = TensorLike | Batches;

export interface AdaptOptions {
  /** How many rows of an array are one step; all, or 32 if only `steps` is given. */
  readonly batchSize?: number | null;
  /** How many batches count; all of them, if it is left out. No more are asked for. */
  readonly steps?: number | null;
}

/**
 * The batches to learn from, one by one. An array is one of them, unless its rows are to be counted.
 *
 * @throws TypeError for what is neither an array nor batches of arrays
 */
export async function* adaptBatches(
  data: AdaptData,
  { batchSize = null, steps = null }: AdaptOptions = {},
): AsyncGenerator<TensorLike, void, void> {
  let taken = 0;
  if (steps === 0) return;
  for await (const batch of isDataArray(data) ? rowsOf(asTensor(data), batchSize, steps) : batchesIn(data)) {
    yield firstOf(batch);
    taken += 1;
    if (taken === steps) return;
  }
}

/** Whether it is one array, and not batches. */
export const isDataArray = (data: unknown): data is TensorLike => isTensor(data) || isArray(data);

/** Whether it is an array of numbers or texts. */
const isArray = (data: unknown): boolean => isArrayLike(data) || (Array.isArray(data) && isText(data));

function* rowsOf(x: Tensor, batchSize: number | null, steps: number | null): Iterable<Tensor> {
  if (batchSize !== null && !(Number.isInteger(batchSize) && batchSize > 0)) {
    throw new ValueError('adapt() needs a positive `batchSize`.', { received: String(batchSize) });
  }
  const rows = batchSize ?? (steps === null ? x.shape[0]! : 32);
  for (let start = 0; start < x.shape[0]!; start += rows) yield x.at(`${start}:${start + rows}`);
}

/** @throws TypeError for what cannot be gone through */
function batchesIn(data: unknown): Batches {
  if (data !== null && data !== undefined && typeof data !== 'string') {
    const source = Object(data) as object;
    if (Symbol.asyncIterator in source || Symbol.iterator in source) return source as Batches;
  }
  throw new PythonTypeError('adapt() takes an array or batches of arrays.', {
    received: String(data),
    ...(isPromise(data) && { hint: 'it is a promise: await it first.' }),
  });
}

function firstOf(batch: unknown): TensorLike {
  const first = Array.isArray(batch) && !isArray(batch) ? (batch as unknown[])[0] : batch;
  if (isDataArray(first)) return first;
  throw new PythonTypeError('adapt() takes an array or batches of arrays.', { received: String(first) });
}
