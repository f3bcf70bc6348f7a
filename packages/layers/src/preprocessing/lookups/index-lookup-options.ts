/** What lookups of texts and of whole numbers take, and what tells them from each other. */
import { type NestedTexts, PythonTypeError, type Tensor, type TensorLike } from '@org/core';
import type { LayerOptions } from '../../layer-options.js';
import type { AdaptData } from '../adapt-data.js';
import type { LookupMode } from './token-index.js';
import { shown, type Token } from './tokens.js';

/** The parameters that lookups of texts and of whole numbers have in common. */
export interface IndexLookupOptions extends Pick<LayerOptions, 'name' | 'trainable' | 'dtype'> {
  /** How large the vocabulary may be, with the numbers for masks and unknown tokens; null for any size. */
  maxTokens?: number | null;
  /** How many numbers there are for tokens that are not in the vocabulary; with 0, such a token is an error. */
  numOovIndices?: number;
  /** The weight of each token in mode 'tf_idf', where the vocabulary is given. */
  idfWeights?: TensorLike | null;
  /** Whether to turn numbers into tokens. */
  invert?: boolean;
  /** 'int': the number of each token; 'one_hot': a vector for each token; 'multi_hot', 'count' and 'tf_idf': one for all of a sample. */
  outputMode?: LookupMode | 'binary' | 'tf-idf';
  /** Whether vectors have `maxTokens` places, however small the vocabulary is. */
  padToMaxTokens?: boolean;
  /** Kept for Keras; tensors are dense here. */
  sparse?: boolean;
  /** How whole numbers that are not in the vocabulary are spread over several numbers; texts are always hashed. */
  oovMethod?: 'floormod' | 'farmhash';
  /** The key of a hash with a key, or both of its halves. */
  salt?: number | readonly [number, number] | null;
  /** The size of the vocabulary that a file holds, and whether it was given to the constructor. */
  vocabularySize?: number | null;
  hasInputVocabulary?: boolean;
}

/** An array of tokens, or of their numbers. */
export type LookupArray = TensorLike | NestedTexts;

/** What a vocabulary is learned from. */
export type LookupData = LookupArray | AdaptData;

/** A vocabulary: tokens, or the path of a text file with one on each line. */
export type VocabularySource<T extends Token> = readonly T[] | Tensor | string;

/** What the classes say of their tokens. */
export interface Kind<T extends Token> {
  readonly vocabularyDtype: 'string' | 'int64';
  readonly maskToken: T | null;
  readonly oovToken: T | null;
  readonly vocabulary: VocabularySource<T> | null;
  bucketOf(token: T): number;
  compare(a: T, b: T): number;
  /**
   * An element of a vocabulary, or a line of a file, as a token.
   *
   * @throws ValueError for what is none
   */
  parse(element: unknown): T;
}

/** @throws TypeError for a mask token that is none of the kind */
export function assertMask(owner: string, { maskToken, vocabularyDtype }: Kind<Token>): void {
  const isText = vocabularyDtype === 'string';
  const isOwn = isText ? typeof maskToken === 'string' : typeof maskToken === 'bigint' || Number.isInteger(maskToken);
  if (maskToken === null || isOwn) return;
  throw new PythonTypeError(`${owner} has a mask token of another kind.`, {
    expected: isText ? 'a text' : 'a whole number',
    received: `mask_token=${shown(maskToken)}`,
  });
}
