import type { Rows, Token } from './tokens.js';

/** How often tokens come in documents, and in how many documents each does. */
export class TokenCounts<T extends Token> {
  #counts = new Map<T, number>();
  #documentCounts = new Map<T, number>();
  #documents = 0;

  constructor(private readonly countsDocuments: boolean) {}

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  add({ values, ends }: Rows<T>): void {
    const counts = this.#counts;
    for (let i = 0; i < values.length; i++) counts.set(values[i]!, (counts.get(values[i]!) ?? 0) + 1);
    if (!this.countsDocuments) return;
    let start = 0;
    for (let row = 0; row < ends.length; row++) {
      const seen = new Set<T>();
      for (; start < ends[row]!; start++) seen.add(values[start]!);
      for (const token of seen) this.#documentCounts.set(token, (this.#documentCounts.get(token) ?? 0) + 1);
    }
    this.#documents += ends.length;
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
