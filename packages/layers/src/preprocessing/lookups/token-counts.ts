import type { Documents } from './documents.js';
import type { Token } from './tokens.js';

/** How often tokens come in documents, and in how many documents each does. */
export class TokenCounts<T extends Token> {
  readonly #counts = new Map<T, number>();
  readonly #documentCounts = new Map<T, number>();
  #documents = 0;

  constructor(private readonly countsDocuments: boolean) {}

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  add({ words, ids, ends }: Documents<T>): void {
    const counts = new Int32Array(words.length);
    for (let i = 0; i < ids.length; i++) counts[ids[i]!]! += 1;
    addTo(this.#counts, words, counts);
    this.#documents += ends.length;
    if (!this.countsDocuments) return;
    /** The last document that had a word. */
    const last = new Int32Array(words.length).fill(-1);
    counts.fill(0);
    let i = 0;
    for (let document = 0; document < ends.length; document++) {
      for (; i < ends[document]!; i++) {
        const id = ids[i]!;
        if (last[id] !== document) counts[id]! += 1;
        last[id] = document;
      }
    }
    addTo(this.#documentCounts, words, counts);
  }

  clear(): void {
    this.#counts.clear();
    this.#documentCounts.clear();
    this.#documents = 0;
  }

  /** The tokens by their counts; of equal counts, the last by `compare` first. */
  mostFrequent(compare: (a: T, b: T) => number, without: readonly (T | null)[]): T[] {
    return [...this.#counts]
      .filter(([token]) => !without.includes(token))
      .sort(([a, n], [b, m]) => m - n || compare(b, a))
      .map(([token]) => token);
  }

  /** log(1 + documents / (1 + documents that have the token)) */
  inverseFrequencies(tokens: readonly T[]): number[] {
    return tokens.map((token) => Math.log(1 + this.#documents / (1 + (this.#documentCounts.get(token) ?? 0))));
  }
}

function addTo<T>(total: Map<T, number>, words: readonly T[], counts: Int32Array): void {
  for (let id = 0; id < words.length; id++) total.set(words[id]!, (total.get(words[id]!) ?? 0) + counts[id]!);
}
