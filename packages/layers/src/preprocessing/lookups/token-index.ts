import { RuntimeError, ValueError } from '@org/core';
import { show } from '@org/core/internal';
import type { Documents } from './documents.js';
import { TokenCounts } from './token-counts.js';
import type { Token } from './tokens.js';

/** What the numbers of tokens are for: to be given out as they are, or to be encoded for each sample. */
export type LookupMode = 'int' | 'one_hot' | 'multi_hot' | 'count' | 'tf_idf';

/** The number of what is left out of an encoding. */
export const DROPPED = -1;

export interface TokenIndexSettings<T extends Token> {
  /** How large the vocabulary may be, with what stands in front of it; null for any size. */
  readonly maxTokens: number | null;
  readonly numOovIndices: number;
  readonly maskToken: T | null;
  readonly oovToken: T | null;
  readonly outputMode: LookupMode;
  readonly padToMaxTokens: boolean;
  readonly invert: boolean;
  /** Which of several numbers a token gets that is not in the vocabulary. */
  bucketOf(token: T): number;
  /** The order in which equally frequent tokens come last. */
  compare(a: T, b: T): number;
}

/**
 * Numbers for tokens: 0 for the mask, if there is one, then those of tokens that are not in the vocabulary, then the vocabulary. In
 * encodings there is no place for the mask. Vocabularies are given, or learned as the most frequent tokens.
 */
export class TokenIndex<T extends Token> {
  #tokens: readonly T[] | null = null;
  #numbers = new Map<T, number>();
  #counts: TokenCounts<T>;
  #weights: Float32Array | null = null;

  /**
   * @param frozenSize the size that a vocabulary has to have, because encodings are as wide
   * @param isGiven whether the vocabulary is not to be learned
   */
  constructor(
    readonly settings: TokenIndexSettings<T>,
    public frozenSize: number | null,
    readonly isGiven: boolean,
  ) {
    this.#counts = new TokenCounts(settings.outputMode === 'tf_idf');
  }

  /** The number of the first token that is not in the vocabulary. */
  get oovStart(): number {
    return this.settings.maskToken !== null && this.settings.outputMode === 'int' ? 1 : 0;
  }

  /** The number of the first token in the vocabulary. */
  get tokenStart(): number {
    return this.oovStart + this.settings.numOovIndices;
  }

  /** How many numbers there are. */
  get size(): number {
    return (this.#tokens?.length ?? 0) + this.tokenStart;
  }

  /** How many numbers encodings have places for; null before there is a vocabulary. */
  get depth(): number | null {
    const { padToMaxTokens, maxTokens } = this.settings;
    return padToMaxTokens ? maxTokens : this.frozenSize;
  }

  /** The weight of each number in mode 'tf_idf'. */
  get idfWeights(): Float32Array | null {
    return this.#weights;
  }

  set idfWeights(weights: Float32Array | null) {
    this.#weights = weights;
  }

  /** What stands in front of the vocabulary. */
  get specialTokens(): (T | null)[] {
    const { maskToken, oovToken, numOovIndices } = this.settings;
    return [
      ...new Array<T | null>(this.oovStart).fill(maskToken),
      ...new Array<T | null>(numOovIndices).fill(oovToken),
    ];
  }

  /** All tokens by their numbers, or those of the vocabulary alone. */
  vocabulary(includeSpecialTokens: boolean): (T | null)[] {
    const own = this.#tokens ?? [];
    return includeSpecialTokens ? [...this.specialTokens, ...own] : [...own];
  }

  /** Each token that has a number of its own, with it. */
  entries(): [T, number][] {
    this.#requireTokens();
    return [...this.#numbers];
  }

  /**
   * @param given the vocabulary, with or without what stands in front of it
   * @throws ValueError for a token that comes twice, a special one among the others, too many tokens, or weights that do not fit
   * @throws RuntimeError for another size where encodings have one already
   */
  setVocabulary(given: readonly T[], idfWeights: readonly number[] | null = null): void {
    const { maxTokens, maskToken, oovToken, invert } = this.settings;
    if (given.length === 0) throw new ValueError('Cannot set an empty vocabulary.', { received: 'vocabulary=[]' });
    const special = this.specialTokens;
    const hasSpecial = special.every((token, i) => given[i] === token);
    const tokens = hasSpecial ? given.slice(special.length) : given;
    assertDistinct(tokens);
    this.#assertNotAmong(tokens, maskToken, 'mask', given);
    if (invert) this.#assertNotAmong(tokens, oovToken, 'OOV', given);
    if (maxTokens !== null && special.length + tokens.length > maxTokens) {
      throw new ValueError('Attempted to set a vocabulary larger than the maximum vocab size.', {
        expected: `at most max_tokens=${maxTokens}`,
        received: `a vocabulary of size ${special.length + tokens.length}`,
      });
    }
    if (idfWeights !== null && idfWeights.length !== given.length) {
      throw new ValueError('`idf_weights` must be the same length as vocabulary.', {
        received: `len(idf_weights) is ${idfWeights.length}; len(vocabulary) is ${given.length}`,
      });
    }
    this.useTokens(tokens);
    if (idfWeights !== null) this.#setWeights(idfWeights, hasSpecial);
  }

  /** Takes tokens that are distinct as the vocabulary. */
  useTokens(tokens: readonly T[]): void {
    this.#tokens = tokens;
    const start = this.tokenStart;
    this.#numbers = new Map(tokens.map((token, i) => [token, start + i]));
    const { maskToken, outputMode } = this.settings;
    if (maskToken !== null) this.#numbers.set(maskToken, outputMode === 'int' ? 0 : DROPPED);
    this.#freeze();
  }

  /** @throws RuntimeError for another size than the one that encodings have */
  #freeze(): void {
    const { outputMode, padToMaxTokens } = this.settings;
    // Of a layer without a vocabulary files hold the size as well.
    const isFrozen = this.frozenSize !== null && this.frozenSize > this.tokenStart;
    if (outputMode !== 'int' && !padToMaxTokens && isFrozen && this.frozenSize !== this.size) {
      throw new RuntimeError(
        `When using output_mode=${outputMode} and pad_to_max_tokens=False, the vocabulary size cannot be changed.`,
        { expected: `the size ${this.frozenSize} that it had`, received: `a vocabulary of size ${this.size}` },
      );
    }
    this.frozenSize = this.size;
  }

  #assertNotAmong(tokens: readonly T[], token: T | null, kind: string, given: readonly T[]): void {
    if (token === null || !tokens.includes(token)) return;
    throw new ValueError(`Found reserved ${kind} token at unexpected location in \`vocabulary\`.`, {
      expected: `no mask and OOV tokens, or these at the start: ${JSON.stringify(this.specialTokens.map(String))}`,
      received: `${show(String(token))} at index ${given.lastIndexOf(token)}`,
    });
  }

  /** What has no weight of its own gets the mean of those that are given; what is left of maxTokens gets 0. */
  #setWeights(given: ArrayLike<number>, hasSpecial: boolean): void {
    const { padToMaxTokens, maxTokens } = this.settings;
    const values = Array.from(given);
    const front = hasSpecial ? 0 : this.tokenStart;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const length = padToMaxTokens ? maxTokens! : front + values.length;
    this.#weights = Float32Array.from({ length }, (_, i) => (i < front ? mean : (values[i - front] ?? 0)));
  }

  // ---- learning

  /** @throws ValueError where the vocabulary was given */
  learn(documents: Documents<T>, layer: string): void {
    if (this.isGiven) {
      throw new ValueError(`Cannot adapt layer '${layer}' after setting a static vocabulary.`, {
        hint: 'leave out the `vocabulary` argument.',
      });
    }
    this.#counts.add(documents);
  }

  forget(): void {
    if (!this.isGiven) this.#counts.clear();
  }

  /** Makes the vocabulary of what was learned: the most frequent tokens first. */
  settle(): void {
    const { maskToken, oovToken, maxTokens, compare, outputMode } = this.settings;
    const counts = this.#counts;
    if (this.isGiven || counts.isEmpty) {
      this.frozenSize = this.size;
      return;
    }
    const most = maxTokens === null ? undefined : Math.max(0, maxTokens - this.tokenStart);
    const tokens = counts.mostFrequent(compare, [maskToken, oovToken]).slice(0, most);
    this.useTokens(tokens);
    if (outputMode === 'tf_idf') this.#setWeights(Float32Array.from(counts.inverseFrequencies(tokens)), false);
    counts.clear();
  }

  // ---- looking up

  /** @throws RuntimeError where there is no vocabulary yet */
  #requireTokens(): readonly T[] {
    const { outputMode, padToMaxTokens } = this.settings;
    if (this.#tokens !== null) return this.#tokens;
    throw new RuntimeError(
      outputMode === 'int' || padToMaxTokens
        ? 'The layer has no vocabulary.'
        : `When using output_mode=${outputMode} and pad_to_max_tokens=False, you must set the layer's vocabulary before calling it.`,
      {
        hint: 'give it one with the `vocabulary` argument or setVocabulary(), or learn it with `await layer.adapt(data)`.',
      },
    );
  }

  /**
   * The numbers of tokens.
   *
   * @throws RuntimeError before there is a vocabulary
   * @throws ValueError for a token that is not in the vocabulary, where there is no number for such
   */
  numbersOf(values: ArrayLike<T>): Int32Array {
    this.#requireTokens();
    const { numOovIndices } = this.settings;
    const [numbers, oovStart] = [this.#numbers, this.oovStart];
    const result = new Int32Array(values.length);
    for (let i = 0; i < result.length; i++) {
      const number = numbers.get(values[i]!);
      if (number !== undefined) result[i] = number;
      else if (numOovIndices === 1) result[i] = oovStart;
      else if (numOovIndices > 1) result[i] = oovStart + this.settings.bucketOf(values[i]!);
      else throw unknownTokens(values, numbers);
    }
    return result;
  }

  /** The tokens of numbers; for those that no token has, the one that stands for what is not in the vocabulary. */
  tokensOf(numbers: ArrayLike<number | bigint>): T[] {
    const tokens = this.#requireTokens();
    const { maskToken, oovToken } = this.settings;
    const start = this.tokenStart;
    return Array.from(numbers, (given) => {
      const number = Number(given);
      return (maskToken !== null && number === 0 ? maskToken : (tokens[number - start] ?? oovToken)) as T;
    });
  }
}

function unknownTokens<T extends Token>(values: ArrayLike<T>, numbers: ReadonlyMap<T, number>): ValueError {
  const unknown = [...new Set(Array.from(values).filter((value) => !numbers.has(value)))];
  return new ValueError('When `num_oov_indices=0` all inputs should be in vocabulary.', {
    received: `OOV values ${show(unknown.slice(0, 10).map(String))}`,
    hint: 'consider setting `num_oov_indices=1`.',
  });
}

function assertDistinct(tokens: readonly Token[]): void {
  if (new Set(tokens).size === tokens.length) return;
  const repeated = new Set(tokens.filter((token, i) => tokens.indexOf(token) !== i).map(String));
  throw new ValueError('The passed vocabulary has at least one repeated term.', {
    expected: 'terms that are all different',
    received: show([...repeated]),
  });
}
