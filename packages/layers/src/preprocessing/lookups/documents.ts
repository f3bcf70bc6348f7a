/** Documents as lists of the numbers of their words, each of which is held once. */
import type { Token } from './tokens.js';
import { enlarged } from './word-table.js';

export interface Documents<T extends Token> {
  /** The words that there are, each once. */
  readonly words: readonly T[];
  /** For each word of the documents, one after the other, its place among `words`. */
  readonly ids: Int32Array;
  /** Where each document ends. */
  readonly ends: ArrayLike<number>;
}

/** A list that grows, of whole numbers. */
export class Integers {
  #data: Int32Array;
  length = 0;

  /** @param room for how many there is room before it grows */
  constructor(room = 64) {
    this.#data = new Int32Array(Math.max(1, room));
  }

  push(value: number): void {
    if (this.length === this.#data.length) this.#data = enlarged(this.#data, 2 * this.length);
    this.#data[this.length++] = value;
  }

  /** The numbers so far, in memory that goes on growing. */
  get values(): Int32Array {
    return this.#data.subarray(0, this.length);
  }
}

/** Gives numbers to words in the order of their first appearance. */
class Interning<T extends Token> {
  readonly words: T[] = [];
  readonly #ids = new Map<T, number>();

  idOf(word: T): number {
    const known = this.#ids.get(word);
    if (known !== undefined) return known;
    this.#ids.set(word, this.words.length);
    return this.words.push(word) - 1;
  }
}

/** Documents of as many words each. */
export function evenDocuments<T extends Token>(values: ArrayLike<T>, count: number): Documents<T> {
  const interning = new Interning<T>();
  const ids = new Int32Array(values.length);
  for (let i = 0; i < ids.length; i++) ids[i] = interning.idOf(values[i]!);
  return {
    words: interning.words,
    ids,
    ends: Int32Array.from({ length: count }, (_, i) => ((i + 1) * ids.length) / count),
  };
}

/** Lists of words. */
export function documentsOf<T extends Token>(lists: readonly (readonly T[])[]): Documents<T> {
  const interning = new Interning<T>();
  const ids = new Integers();
  const ends = lists.map((list) => {
    for (const word of list) ids.push(interning.idOf(word));
    return ids.length;
  });
  return { words: interning.words, ids: ids.values, ends };
}

/** For each document and each width in turn, words that follow each other, with blanks between them. */
export function ngramsOf({ words, ids, ends }: Documents<string>, widths: readonly number[]): Documents<string> {
  const interning = new Interning<string>();
  const joined = new Integers();
  let start = 0;
  const newEnds = Array.from(ends, (end) => {
    for (const width of widths) {
      for (let at = start; at + width <= end; at++) {
        let ngram = words[ids[at]!]!;
        for (let i = 1; i < width; i++) ngram += ` ${words[ids[at + i]!]}`;
        joined.push(interning.idOf(ngram));
      }
    }
    start = end;
    return joined.length;
  });
  return { words: interning.words, ids: joined.values, ends: newEnds };
}
