import { NotImplementedError } from '@org/core';
import { allowFields, bindOptions } from '@org/core/internal';
import { batchOrder } from './permutation.js';
import { PY_DATASET_PARAMETERS, type PyDatasetArguments } from './signatures.js';

/** The method that goes over the batches once: not for users, whose fields may have any name. */
export const passOver: unique symbol = Symbol('passOver');
/** The method that draws the order of one pass. */
export const drawOrder: unique symbol = Symbol('drawOrder');

export interface PyDatasetOptions {
  /** How many calls of `getItem` may be under way at a time; helps where they wait for files or a network. */
  workers?: number;
  /** Ignored: JavaScript has no processes that share a dataset. What computes for long belongs into workers of your own. */
  useMultiprocessing?: boolean;
  /** The most batches that are asked for ahead of time. */
  maxQueueSize?: number;
}

/**
 * Batches by number, for `fit`, `evaluate` and `predict`. A subclass defines `length`, the number of batches, and `getItem`, which
 * returns the inputs of a batch, `[x, y]` or `[x, y, sampleWeight]`, or a Promise of them.
 *
 * @example
 * class Squares extends PyDataset {
 *   override get length() { return 10; }
 *   override getItem(index: number) { return [[[index]], [[index ** 2]]]; }
 * }
 */
export class PyDataset implements AsyncIterable<unknown> {
  workers: number;
  useMultiprocessing: boolean;
  maxQueueSize: number;

  constructor(...args: PyDatasetArguments) {
    const options = bindOptions(PY_DATASET_PARAMETERS, args);
    this.workers = options.workers ?? 1;
    this.useMultiprocessing = options.useMultiprocessing ?? false;
    this.maxQueueSize = options.maxQueueSize ?? 10;
  }

  static {
    allowFields(this, ['length', 'numBatches']);
  }

  /** The batch at a position. */
  getItem(_index: number): unknown {
    throw new NotImplementedError(`${this.constructor.name} must define getItem(index).`);
  }

  /** The number of batches. */
  get length(): number {
    throw new NotImplementedError(`${this.constructor.name} must define length, the number of batches.`);
  }

  /** The number of batches; a subclass without end returns null. */
  get numBatches(): number | null {
    return this.length;
  }

  /** Called before the first batch of an epoch, an evaluation or a prediction. */
  onEpochBegin(): void {}

  /** Called after the last batch of an epoch, an evaluation or a prediction. */
  onEpochEnd(): void {}

  /** The batches of one pass, or promises of them; `shuffle` changes the order of the batches, not of the samples in them. */
  [passOver]({ shuffle = false } = {}): Iterator<unknown> | AsyncIterator<unknown> {
    return this.#isOneByOne ? this.#oneByOne(shuffle) : this.#ahead(shuffle);
  }

  get #isOneByOne(): boolean {
    return Math.min(this.workers, this.maxQueueSize) <= 1;
  }

  *#positions(shuffle: boolean): Generator<number, void, undefined> {
    const count = this.numBatches;
    const order = shuffle ? this[drawOrder]() : null;
    for (let i = 0; count === null || i < count; i++) yield order ? order[i]! : i;
  }

  /** At once where `getItem` gives them at once. */
  *#oneByOne(shuffle: boolean): Generator<unknown, void, undefined> {
    for (const index of this.#positions(shuffle)) yield this.getItem(index);
  }

  async *#ahead(shuffle: boolean): AsyncGenerator<unknown, void, undefined> {
    const ahead = Math.max(1, Math.min(this.workers, this.maxQueueSize));
    const pending: Promise<unknown>[] = [];
    for (const index of this.#positions(shuffle)) {
      pending.push(this.#request(index));
      if (pending.length >= ahead) yield await pending.shift();
    }
    while (pending.length > 0) yield await pending.shift();
  }

  /** Null without an end. */
  [drawOrder](): Int32Array | null {
    const count = this.numBatches;
    return count === null ? null : batchOrder(count);
  }

  #request(index: number): Promise<unknown> {
    const batch = Promise.resolve(index).then((i) => this.getItem(i));
    // The error of a batch is that of the step that waits for it, and of nobody before.
    batch.catch(() => undefined);
    return batch;
  }

  [Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    return this.#ahead(false);
  }
}

/** The older name of {@link PyDataset}. */
export const Sequence = PyDataset;
