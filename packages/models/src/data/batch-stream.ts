/** What `fit`, `evaluate` and `predict` take besides arrays: anything that yields batches. */
import { isTensor, isVariable, ValueError } from '@org/core';
import { Callable, isPromise, isTypedArray, ownData } from '@org/core/internal';
import { type AnyIterator, GivenIterator } from './given-iterator.js';
import { drawOrder, PyDataset, passOver } from './py-dataset.js';

/** A data set: something that can be iterated, also asynchronously, a generator function, or a bare iterator. */
export type BatchSource =
  | Iterable<unknown>
  | AsyncIterable<unknown>
  | AnyIterator
  | (() => Iterable<unknown> | AsyncIterable<unknown> | AnyIterator);

/** Whether a value yields batches: what can be iterated, or makes something of that kind, and is no array. */
export function isBatchSource(value: unknown): value is BatchSource {
  if (typeof value === 'function') return !(value instanceof Callable);
  if (Array.isArray(value) || isTypedArray(value) || isTensor(value) || isVariable(value)) return false;
  return canIterate(value);
}

const canIterate = (value: unknown): value is Exclude<BatchSource, () => unknown> =>
  typeof value === 'object' &&
  value !== null &&
  (Symbol.asyncIterator in value || Symbol.iterator in value || ('next' in value && typeof value.next === 'function'));

function iteratorOf(source: BatchSource, shuffle: boolean): AnyIterator {
  if (source instanceof PyDataset) return source[passOver]({ shuffle });
  if (typeof source === 'function') {
    const made: unknown = source();
    if (canIterate(made)) return iteratorOf(made, shuffle);
    throw new ValueError('A function in place of data must make something that yields batches.', {
      expected: 'a generator function, or one that returns an iterable',
      received: `${source.name || 'a function'} that returns ${made === null ? 'null' : typeof made}`,
    });
  }
  if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
  return Symbol.iterator in source ? source[Symbol.iterator]() : source;
}

/** How to wait for code of the user, if it has to be waited for. */
export type Wait = <T>(body: () => T | Promise<T>) => T | Promise<T>;

/** A batch, of whatever kind. */
export interface Found {
  readonly batch: unknown;
}

/**
 * The batches of a data set, pass after pass. Iterators that were made for a pass are closed when it is left early. One that the
 * user gave stays open, unless it is abandoned ({@link GivenIterator}).
 */
export class BatchStream {
  #iterator: AnyIterator | GivenIterator | null = null;
  /** A batch that was asked for before it was needed. */
  #ahead: Found | null = null;
  /** Batches that were taken in this pass. */
  #taken = 0;
  #hasEnded = false;
  #isInEpoch = false;

  constructor(
    private readonly source: BatchSource,
    private readonly wait: Wait,
    private readonly shuffle = false,
  ) {}

  /** Batches in one pass; null if the data does not tell. */
  get size(): number | null {
    if (!(this.source instanceof PyDataset)) return null;
    const size = this.source.numBatches;
    if (size === null || (Number.isSafeInteger(size) && size >= 0)) return size;
    throw new ValueError(`${this.source.constructor.name} must say how many batches it has.`, {
      expected: 'a whole number as `length` or `numBatches`, or null for data without end',
      received: String(size),
    });
  }

  /**
   * Begins an epoch, unless one was begun and has not ended: makes sure that there is a batch to take.
   *
   * @param anew whether a new pass begins in any case, and not only where the last one has ended
   * @returns false where the data has no batch, or no more
   */
  async begin(anew: boolean): Promise<boolean> {
    const { source } = this;
    if (!this.#isInEpoch && source instanceof PyDataset) await this.wait(() => source.onEpochBegin());
    this.#isInEpoch = true;
    if (anew && this.#taken > 0) await this.#startAgain();
    if (await this.#look()) return true;
    if (this.#taken === 0) return false;
    await this.#startAgain();
    return this.#look();
  }

  /** @throws ValueError where {@link begin} finds nothing */
  async beginOrThrow(): Promise<void> {
    if (await this.begin(true)) return;
    throw new ValueError('The data yields no batch.', {
      expected: 'at least one batch',
      ...(this.#isGiven && {
        hint: 'an iterator runs once, and this one is used up: pass the generator function, or make a new generator.',
      }),
    });
  }

  /** Draws the order of a pass that nobody goes over. */
  skipOrder(): void {
    if (this.shuffle && this.source instanceof PyDataset) this.source[drawOrder]();
  }

  /** Begins the pass anew, unless the iterator is the user's. */
  async restart(): Promise<void> {
    if (!this.#isGiven) await this.#startAgain();
  }

  /** The next batch of this pass, without taking it. */
  async look(): Promise<unknown> {
    return (await this.#look()) ? this.#ahead!.batch : null;
  }

  /** The next batch of this pass; null where it ends. At once where the data set gives it at once. */
  next(): Found | null | Promise<Found | null> {
    const isThere = this.#look();
    return isPromise(isThere) ? isThere.then(() => this.#takeAhead()) : this.#takeAhead();
  }

  /** The next batches of this pass: fewer, or none, where it ends. */
  async take(count: number): Promise<unknown[]> {
    const batches: unknown[] = [];
    while (batches.length < count && (await this.#look())) {
      // Data sets may fill one buffer again and again.
      const { batch } = this.#takeAhead()!;
      batches.push(count > 1 ? ownData(batch) : batch);
    }
    return batches;
  }

  #takeAhead(): Found | null {
    const found = this.#ahead;
    this.#ahead = null;
    if (found) this.#taken += 1;
    return found;
  }

  /** Ends an epoch. */
  async end(): Promise<void> {
    const { source } = this;
    if (source instanceof PyDataset) await this.wait(() => source.onEpochEnd());
    this.#isInEpoch = false;
  }

  /** Closes what was made for this pass. */
  async close(): Promise<void> {
    if (!this.#isGiven) await this.abandon();
  }

  /** Closes the iterator, also one that the user gave. */
  async abandon(): Promise<void> {
    const iterator = this.#iterator;
    if (!iterator || this.#hasEnded) return;
    this.#hasEnded = true;
    await this.wait(async () => {
      await iterator.return?.();
    });
  }

  get #isGiven(): boolean {
    return this.#iterator instanceof GivenIterator;
  }

  async #startAgain(): Promise<void> {
    this.#taken = 0;
    if (this.#iterator instanceof GivenIterator) {
      this.#iterator.startAgain();
    } else {
      await this.close();
      this.#iterator = null;
    }
    this.#ahead = null;
    this.#hasEnded = false;
  }

  #begun(): AnyIterator | GivenIterator {
    const iterator = iteratorOf(this.source, this.shuffle);
    return iterator === this.source ? new GivenIterator(iterator) : iterator;
  }

  /** Whether there is another batch in this pass, which is taken from the iterator then. */
  #look(): boolean | Promise<boolean> {
    if (this.#ahead) return true;
    if (this.#hasEnded) return false;
    this.#iterator ??= this.#begun();
    const iterator = this.#iterator;
    // It has, unless a batch comes: an iterator that fails has ended.
    this.#hasEnded = true;
    const found = this.wait(() => ask(iterator));
    return isPromise(found) ? found.then((batch) => this.#note(batch)) : this.#note(found);
  }

  #note(found: Found | null): boolean {
    this.#ahead = found;
    this.#hasEnded = found === null;
    return !this.#hasEnded;
  }
}

function ask(iterator: AnyIterator | GivenIterator): Found | null | Promise<Found | null> {
  const result = iterator.next();
  return isPromise(result) ? Promise.resolve(result).then(foundIn) : foundIn(result);
}

const foundIn = ({ done, value }: IteratorResult<unknown>): Found | null | Promise<Found | null> => {
  if (done) return null;
  return isPromise(value) ? Promise.resolve(value).then((batch) => ({ batch })) : { batch: value };
};
