import { PythonTypeError, SeedGenerator, type Tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import { collate, type DatasetLike } from './dataset.js';
import { asTensor, type HostArray } from './host-array.js';
import { permutation } from './permutation.js';
import type { Sampler } from './random-sampler.js';
import { DATA_LOADER_PARAMETERS, type DataLoaderArguments } from './signatures.js';

export interface DataLoaderOptions {
  dataset: DatasetLike;
  batchSize?: number;
  /** Whether each pass has an order of its own. */
  shuffle?: boolean;
  /** What gives the order instead. */
  sampler?: Sampler | null;
  /** Whether a last batch that is smaller than the others is left out. */
  dropLast?: boolean;
  /** What the orders are drawn from; by default the seed of the program. */
  seed?: number | null;
}

/**
 * Batches of a data set, torch's `DataLoader`.
 *
 * @example
 * import { ops } from '@org/core';
 * import { TensorDataset } from '@org/lfxai';
 * const dataset = new TensorDataset(ops.zeros([5, 2]), ops.zeros([5], 'int32'));
 * for await (const [x] of new DataLoader(dataset, { batchSize: 2 })) console.assert(x?.rank === 2);
 */
export class DataLoader implements AsyncIterable<Tensor[]> {
  readonly dataset: DatasetLike;
  readonly batchSize: number;
  readonly sampler: Sampler | null;
  readonly dropLast: boolean;
  readonly #shuffle: SeedGenerator | null;

  constructor(...args: DataLoaderArguments) {
    const options = bindOptions(DATA_LOADER_PARAMETERS, args);
    this.dataset = options.dataset;
    if (typeof this.dataset?.getItem !== 'function' || typeof this.dataset.length !== 'number') {
      throw new PythonTypeError('A loader goes over a data set.', {
        expected: 'such as new TensorDataset(inputs, labels), or another object with `length` and `getItem(index)`',
        received: Array.isArray(this.dataset) ? `an array of ${this.dataset.length}` : typeof this.dataset,
      });
    }
    this.batchSize = options.batchSize ?? 1;
    this.sampler = options.sampler ?? null;
    this.dropLast = options.dropLast ?? false;
    const shuffle = options.shuffle ?? false;
    if (!Number.isInteger(this.batchSize) || this.batchSize < 1) {
      throw new ValueError('batch_size should be a positive integer value.', { received: String(this.batchSize) });
    }
    if (this.sampler && typeof this.sampler.indices !== 'function') {
      throw new PythonTypeError('A sampler gives the order of a data set.', {
        expected: 'such as new RandomSampler(dataset), or another object with `length` and `indices()`',
        received: Array.isArray(this.sampler) ? 'an array' : typeof this.sampler,
        hint: 'new Subset(dataset, indices) has some of the examples.',
      });
    }
    if (shuffle && this.sampler) throw new ValueError('sampler option is mutually exclusive with shuffle.');
    this.#shuffle = shuffle ? new SeedGenerator(options.seed ?? null) : null;
  }

  /** The number of batches. */
  get length(): number {
    const count = (this.sampler ?? this.dataset).length / this.batchSize;
    return this.dropLast ? Math.floor(count) : Math.ceil(count);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Tensor[], void, undefined> {
    for await (const batch of this.hostBatches()) yield batch.map(asTensor);
  }

  /** The batches as arrays, for whoever puts several together. */
  async *hostBatches(): AsyncGenerator<HostArray[], void, undefined> {
    const order = await this.#order();
    for (let i = 0; i < this.length; i++) {
      const indices = order.slice(i * this.batchSize, (i + 1) * this.batchSize);
      yield await (this.dataset.getItems?.(indices) ?? collate(this.dataset, indices));
    }
  }

  #order(): Promise<number[]> | number[] {
    if (this.sampler) return this.sampler.indices();
    const { length } = this.dataset;
    return this.#shuffle ? permutation(length, this.#shuffle) : Array.from({ length }, (_, i) => i);
  }
}
