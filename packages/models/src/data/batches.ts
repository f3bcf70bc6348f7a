/** Batches as columns of data, and data in memory as batches. */
import { ValueError } from '@org/core';
import { ArrayData, type DataColumns, type Parts } from './array-data.js';

/** @throws ValueError where columns are given beside a source, whose batches hold them */
export function assertNoColumns(given: Readonly<Record<string, unknown>>): void {
  const extra = Object.entries(given).filter(([, value]) => value !== undefined && value !== null && value !== 0);
  if (extra.length === 0) return;
  throw new ValueError('A source of batches stands for all data.', {
    expected: 'batches [x, y] or [x, y, sampleWeight], and no further arguments for them',
    received: extra.map(([name]) => name).join(', '),
  });
}

/** One batch as columns: `[x, y]` and `[x, y, sampleWeight]` are taken apart, anything else is x. */
export async function toBatch(value: unknown, parts?: Parts): Promise<ArrayData> {
  const [x, y, sampleWeight] = unpackXYSampleWeight(value);
  return ArrayData.from(x, y, sampleWeight, parts);
}

/** What {@link unpackXYSampleWeight} finds in data of a type. */
export type UnpackedColumns<Data> = unknown extends Data
  ? DataColumns
  : Data extends readonly [infer X]
    ? readonly [x: X, y: null, sampleWeight: null]
    : Data extends readonly [infer X, infer Y]
      ? readonly [x: X, y: Y, sampleWeight: null]
      : Data extends readonly [infer X, infer Y, infer SampleWeight]
        ? readonly [x: X, y: Y, sampleWeight: SampleWeight]
        : Data extends readonly (infer Column)[]
          ? readonly [x: Column, y: Column | null, sampleWeight: Column | null]
          : readonly [x: Data, y: null, sampleWeight: null];

/**
 * Keras's `unpack_x_y_sample_weight`: the columns of a list of one to three; other values are x alone. What is absent is null.
 *
 * @throws ValueError for a list of another length
 * @example
 * const [x, y, sampleWeight] = unpackXYSampleWeight([tensor([1, 2]), tensor([3, 4])]); // sampleWeight is null
 */
export function unpackXYSampleWeight<Data>(data: Data): UnpackedColumns<Data> {
  return columnsIn(data) as UnpackedColumns<Data>;
}

function columnsIn(data: unknown): DataColumns {
  if (!Array.isArray(data)) return [data, null, null];
  if (data.length >= 1 && data.length <= 3) return [data[0], data[1] ?? null, data[2] ?? null];
  throw new ValueError('A batch is x, [x], [x, y] or [x, y, sampleWeight].', {
    received: `a list of ${data.length}`,
    hint: 'what else a step of your own takes goes into one list or object, as x.',
  });
}

/** Batches of data in memory, over the same memory, the last one as large as what is left. */
export function* batchesOf(data: ArrayData, batchSize: number): Generator<ArrayData> {
  for (let start = 0; start < data.size; start += batchSize) {
    yield data.slice(start, Math.min(start + batchSize, data.size));
  }
}
