import { ValueError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../../define-layer.js';
import { bucketOfText } from './hash-bucket.js';
import { IndexLookup } from './index-lookup.js';
import type { IndexLookupOptions, VocabularySource } from './index-lookup-options.js';
import { INTEGER_LOOKUP_PARAMETERS, type IntegerLookupArguments } from './signatures.js';
import { compareNumbers, wholeNumber } from './tokens.js';

/** A whole number; one that a double does not hold is a bigint. */
type Integer = number | bigint;

export interface IntegerLookupOptions extends IndexLookupOptions {
  /** The number that is left out: its own number is 0, and it has no place in encodings. */
  maskToken?: number | null;
  /** What stands for numbers that are not in the vocabulary, when their numbers are turned into them. */
  oovToken?: number | null;
  /** Whole numbers, or the path of a text file with one a line. Left out, {@link IndexLookup.adapt} learns them. */
  vocabulary?: VocabularySource<Integer> | null;
  /** Only 'int64'. */
  vocabularyDtype?: 'int64';
}

/**
 * The places of whole numbers in a vocabulary, as int32 or encoded; or, with `invert`, the numbers at places.
 *
 * Inputs: whole numbers of any shape; outputs: that shape, or as `outputMode` says.
 *
 * @throws ValueError for options that do not go together, and in a call for numbers that are not in the vocabulary if `numOovIndices` is 0
 * @throws RuntimeError in a call before there is a vocabulary
 * @example
 * const layer = new IntegerLookup({ vocabulary: [12, 36] });
 * layer([36, 7, 12]); // [2, 0, 1]
 */
export class IntegerLookup extends IndexLookup<Integer> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'IntegerLookup');

  constructor(...args: IntegerLookupArguments) {
    const options = bindOptions(INTEGER_LOOKUP_PARAMETERS, args);
    const { numOovIndices = 1, vocabularyDtype = 'int64' } = options;
    if (vocabularyDtype !== 'int64') {
      throw new ValueError("Only `vocabulary_dtype='int64'` is supported at this time.", {
        received: `vocabulary_dtype=${String(vocabularyDtype)}`,
      });
    }
    super(options, {
      vocabularyDtype,
      maskToken: options.maskToken ?? null,
      oovToken: options.oovToken === undefined ? -1 : options.oovToken,
      vocabulary: options.vocabulary ?? null,
      bucketOf: (token) => this.#bucketOf(token, numOovIndices),
      compare: compareNumbers,
      parse: wholeNumber,
    });
  }

  #bucketOf(token: Integer, buckets: number): number {
    if (this.oovMethod === 'farmhash') return bucketOfText(String(token), buckets, this.salt);
    const rest = typeof token === 'number' ? token % buckets : Number(token % BigInt(buckets));
    return rest < 0 ? rest + buckets : rest;
  }
}
