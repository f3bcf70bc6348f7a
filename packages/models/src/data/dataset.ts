/** Data sets that are made of others, as with TensorFlow's tf.data.Dataset: what functions of Keras return that name one. */
import { PythonTypeError, random, type Tensor, ValueError } from '@org/core';
import { show } from '@org/core/internal';
import { bindArguments, RandomState } from '@org/core/python';
import * as passes from './dataset-passes.js';
import { drawOrder, PyDataset, passOver } from './py-dataset.js';

type Pass<Element> = AsyncGenerator<Element, void, undefined>;
type Arguments<Options> = [options: Options];

/**
 * Elements, which are batches mostly, one after the other: for `fit`, `evaluate` and `predict`, and for `for await`, as often as
 * wanted. What its methods return is another data set; nothing is read or computed before it is asked for.
 *
 * @example
 * const show = async (dataset: Dataset) => {
 *   for await (const [images, labels] of dataset.take(1)) console.log(images.shape, labels.shape);
 * };
 */
export class Dataset<Element = [x: Tensor, y: Tensor]> extends PyDataset {
  /** The names of the classes that labels are numbers of, where the data has such. */
  classNames: readonly string[] | null = null;
  /** The files that elements are read from, where they are. */
  filePaths: readonly string[] | null = null;
  readonly #pass: () => Pass<Element>;
  readonly #count: number | null;

  /**
   * @param pass begins a pass over the elements
   * @param count how many there are; null where that is not known
   */
  constructor(pass: () => Pass<Element>, count: number | null = null) {
    super();
    this.#pass = pass;
    this.#count = count;
  }

  /** The number of elements. @throws ValueError where it is not known */
  override get length(): number {
    if (this.#count === null) throw new ValueError('How many elements this data set has is not known.');
    return this.#count;
  }

  override get numBatches(): number | null {
    return this.#count;
  }

  /** The number of elements; null where it is not known, and for data without end. */
  cardinality(): number | null {
    return this.#count;
  }

  /** In the order that it has: `fit` does not shuffle it. */
  override [passOver](): Pass<Element> {
    return this.#pass();
  }

  override [drawOrder](): null {
    return null;
  }

  override [Symbol.asyncIterator](): Pass<Element> {
    return this.#pass();
  }

  /** The first elements. */
  take(...args: [count: number] | Arguments<{ count: number }>): Dataset<Element> {
    const [count] = bound('take', ['count'], args);
    const size = wholeNumber('count', count, 0);
    return new Dataset(
      () => passes.taken(this, size),
      this.#counted((all) => Math.min(size, all)),
    );
  }

  /** All but the first elements. */
  skip(...args: [count: number] | Arguments<{ count: number }>): Dataset<Element> {
    const [count] = bound('skip', ['count'], args);
    const size = wholeNumber('count', count, 0);
    return new Dataset(
      () => passes.skipped(this, size),
      this.#counted((all) => Math.max(0, all - size)),
    );
  }

  /**
   * What a function makes of each element, also as a promise. The parts of an element that is a list are its arguments.
   *
   * @example
   * const scaled = (dataset: Dataset) => dataset.map((images, labels) => [images.div(255), labels]);
   */
  map<Result>(mapFunc: (...parts: passes.Parts<Element>) => Result | Promise<Result>): Dataset<Result> {
    requireFunction('mapFunc', mapFunc);
    return new Dataset(() => passes.mapped(this, mapFunc), this.#count);
  }

  /** The elements for which a function says so. */
  filter(predicate: (...parts: passes.Parts<Element>) => boolean | Promise<boolean>): Dataset<Element> {
    requireFunction('predicate', predicate);
    return new Dataset(() => passes.filtered(this, predicate));
  }

  /** So many elements as one, along a new first axis. What is left at the end is one too, unless it is to be dropped. */
  batch(
    ...args:
      | [batchSize: number, dropRemainder?: boolean | { dropRemainder?: boolean }]
      | Arguments<{ batchSize: number; dropRemainder?: boolean }>
  ): Dataset<Element> {
    const [batchSize, dropRemainder = false] = bound('batch', ['batchSize', 'dropRemainder'], args);
    const size = wholeNumber('batchSize', batchSize, 1);
    const round = dropRemainder ? Math.floor : Math.ceil;
    return new Dataset(
      () => passes.batched(this, size, dropRemainder === true),
      this.#counted((all) => round(all / size)),
    );
  }

  /** The parts of each element along its first axis. */
  unbatch(): Dataset<Element> {
    return new Dataset(() => passes.unbatched(this));
  }

  /** Keeps the elements of the first whole pass in memory. */
  cache(): Dataset<Element> {
    const source = this;
    let kept: readonly Element[] | null = null;
    return new Dataset(async function* () {
      if (kept) return yield* kept;
      const met: Element[] = [];
      for await (const element of source) {
        met.push(element);
        yield element;
      }
      kept = met;
    }, this.#count);
  }

  /**
   * Elements in random order, drawn from the next `bufferSize` of them; in another order in each pass, unless told otherwise. Without a
   * seed, `setRandomSeed` decides.
   */
  shuffle(
    ...args:
      | [
          bufferSize: number,
          seed?: number | null | Omit<ShuffleOptions, 'bufferSize'>,
          reshuffleEachIteration?: boolean,
        ]
      | Arguments<ShuffleOptions>
  ): Dataset<Element> {
    const names = ['bufferSize', 'seed', 'reshuffleEachIteration'];
    const [bufferSize, seed, reshuffleEachIteration = true] = bound('shuffle', names, args);
    const size = wholeNumber('bufferSize', bufferSize, 1);
    if (seed !== undefined && seed !== null) wholeNumber('seed', seed, Number.MIN_SAFE_INTEGER);
    const first = (seed as number | null | undefined) ?? random.makeDefaultSeed();
    let state = new RandomState(first);
    return new Dataset(() => {
      if (!reshuffleEachIteration) state = new RandomState(first);
      return passes.shuffled(this, size, state);
    }, this.#count);
  }

  /** The elements so many times; without a number, again and again without end. */
  repeat(...args: [count?: number | null] | Arguments<{ count?: number | null }>): Dataset<Element> {
    const [count = null] = bound('repeat', ['count'], args, 0);
    const times = count === null ? Number.POSITIVE_INFINITY : wholeNumber('count', count, 0);
    return new Dataset(() => passes.repeated(this, times), count === null ? null : this.#counted((all) => all * times));
  }

  /** Asks for so many elements before they are needed, for one if it is not said. */
  prefetch(...args: [bufferSize?: number] | Arguments<{ bufferSize?: number }>): Dataset<Element> {
    const [bufferSize = 1] = bound('prefetch', ['bufferSize'], args, 0);
    // TensorFlow's AUTOTUNE is -1.
    const size = bufferSize === -1 ? 1 : wholeNumber('bufferSize', bufferSize, 1);
    return new Dataset(() => passes.prefetched(this, size), this.#count);
  }

  #counted(count: (all: number) => number): number | null {
    return this.#count === null ? null : count(this.#count);
  }
}

interface ShuffleOptions {
  bufferSize: number;
  seed?: number | null;
  reshuffleEachIteration?: boolean;
}

const bound = (callee: string, names: readonly string[], args: readonly unknown[], required = 1): unknown[] =>
  bindArguments(callee, names, required, args);

function requireFunction(name: string, value: unknown): void {
  if (typeof value !== 'function')
    throw new PythonTypeError(`\`${name}\` must be a function.`, { received: show(value) });
}

function wholeNumber(name: string, value: unknown, least: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
  throw new ValueError(`\`${name}\` must be a whole number.`, {
    expected: least === Number.MIN_SAFE_INTEGER ? 'an integer' : `at least ${least}`,
    received: show(value),
  });
}
