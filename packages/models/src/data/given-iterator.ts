import { isPromise, ownData } from '@org/core/internal';

export type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

/** Batches that Keras's adapter of generators takes ahead, to learn of which shapes they are. */
const TAKEN_AHEAD = 2;

/**
 * An iterator that the user gave, which cannot begin anew. As in Keras, which keeps the batches that it took ahead, each pass has
 * these first, and what is left of the iterator then.
 */
export class GivenIterator {
  #first: unknown[] | null = null;
  /** The next of the first batches. */
  #next = 0;
  /** Whether all were taken from the user's iterator. */
  #isUsedUp = false;
  #hasWarned = false;

  constructor(private readonly iterator: AnyIterator) {}

  /** At once where the user's iterator gives at once, but for the first time. */
  next(): IteratorResult<unknown> | Promise<IteratorResult<unknown>> {
    if (!this.#first) return this.#begin();
    if (this.#next < this.#first.length) return { done: false, value: this.#first[this.#next++] };
    return this.#ask();
  }

  async #begin(): Promise<IteratorResult<unknown>> {
    this.#first = await this.#takeAhead();
    return this.next();
  }

  /** Begins a pass. */
  startAgain(): void {
    this.#next = 0;
    if (!this.#isUsedUp || this.#hasWarned) return;
    this.#hasWarned = true;
    console.warn(
      'Your input ran out of data: the iterator is used up, so that from here on an epoch has its first ' +
        `${this.#first!.length} batches alone, as in Keras. ` +
        'Pass the generator function itself, or another data set that can begin anew, or set the number of steps.',
    );
  }

  async return(): Promise<void> {
    if (!this.#isUsedUp) await this.iterator.return?.();
    this.#isUsedUp = true;
  }

  async #takeAhead(): Promise<unknown[]> {
    const first: unknown[] = [];
    while (first.length < TAKEN_AHEAD) {
      const { done, value } = await this.#ask();
      if (done) break;
      // Generators may fill one buffer again and again.
      first.push(ownData(await value));
    }
    return first;
  }

  #ask(): IteratorResult<unknown> | Promise<IteratorResult<unknown>> {
    if (this.#isUsedUp) return { done: true, value: undefined };
    // It is, unless the iterator says otherwise: one that fails has ended.
    this.#isUsedUp = true;
    const result = this.iterator.next();
    return isPromise(result) ? Promise.resolve(result).then((given) => this.#note(given)) : this.#note(result);
  }

  #note(result: IteratorResult<unknown>): IteratorResult<unknown> {
    this.#isUsedUp = result.done === true;
    return result;
  }
}
