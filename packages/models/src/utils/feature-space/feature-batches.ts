/** The data that a FeatureSpace learns from, one feature at a time. */
import { type DType, isTensor, ops, PythonTypeError, type Tensor, ValueError } from '@org/core';
import { isPlainObject } from '@org/core/internal';
import { toTensor } from './to-tensor.js';

/** How many single values make a batch. */
const BATCH_SIZE = 32;

type Samples = Readonly<Record<string, unknown>>;
type Source = Iterable<unknown> | AsyncIterable<unknown>;

/** Columns of data, or samples or batches of such; a function that begins anew. */
export type FeatureData = Samples | Source | (() => Source);

/**
 * Data that can be gone through once for each feature. What can be gone through once alone is kept.
 *
 * @throws ValueError for what is no data of features
 */
export async function repeatable(data: FeatureData): Promise<FeatureData> {
  if (isPlainObject(data) || typeof data === 'function' || Array.isArray(data)) return data;
  if (data === null || typeof data !== 'object' || isTensor(data) || !isSource(data)) {
    throw new ValueError('`adapt()` can only be called on a data set of dicts, or a dict of arrays.', {
      received: String(data),
    });
  }
  const iterator = Symbol.asyncIterator in data ? data[Symbol.asyncIterator]() : data[Symbol.iterator]();
  if ((iterator as unknown) !== data) return data;
  const batches: unknown[] = [];
  for await (const batch of data) batches.push(batch);
  return batches;
}

const isSource = (data: object): data is Source => Symbol.asyncIterator in data || Symbol.iterator in data;

/** The batches of one feature, as layers learn from them: single values by the dozen, and each batch with an axis behind that of the samples. */
export async function* featureBatches(
  data: FeatureData,
  name: string,
  dtype: DType,
): AsyncGenerator<Tensor, void, void> {
  let single: Tensor[] = [];
  for await (const x of valuesOf(data, name, dtype)) {
    if (x.rank > 0) yield x.rank === 1 ? ops.expandDims(x, -1) : x;
    else if (single.push(x) === BATCH_SIZE) {
      yield column(single);
      single = [];
    }
  }
  if (single.length > 0) yield column(single);
}

const column = (values: readonly Tensor[]): Tensor => ops.reshape(ops.stack(values), [-1, 1]);

/** What the data set holds of a feature, piece by piece. */
async function* valuesOf(data: FeatureData, name: string, dtype: DType): AsyncGenerator<Tensor, void, void> {
  if (isPlainObject(data)) {
    const whole = toTensor(member(data, name), dtype);
    // Of a column of single values a whole batch at once.
    const step = whole.rank === 1 ? BATCH_SIZE : 1;
    for (let row = 0; row < whole.shape[0]!; row += step) {
      yield step === 1 ? whole.at(row) : whole.at(`${row}:${row + step}`);
    }
    return;
  }
  const source = typeof data === 'function' ? data() : (data as Source);
  for await (const batch of source) {
    const samples = Array.isArray(batch) ? batch[0] : batch;
    if (!isPlainObject(samples)) {
      throw new PythonTypeError('A data set of features yields dicts.', { received: String(samples) });
    }
    yield toTensor(member(samples, name), dtype);
  }
}

/** @throws ValueError where the data lacks the feature */
function member(samples: Samples, name: string): unknown {
  if (Object.hasOwn(samples, name)) return samples[name];
  throw new ValueError(`The data has no feature '${name}'.`, { received: Object.keys(samples).join(', ') });
}
