import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../../define-layer.js';
import { bucketOfText } from './hash-bucket.js';
import { IndexLookup } from './index-lookup.js';
import type { IndexLookupOptions, VocabularySource } from './index-lookup-options.js';
import { STRING_LOOKUP_PARAMETERS, type StringLookupArguments } from './signatures.js';
import { compareTexts, textToken } from './tokens.js';

export interface StringLookupOptions extends IndexLookupOptions {
  /** The token of what is left out: it has the number 0, and no place in encodings. */
  maskToken?: string | null;
  /** What stands for tokens that are not in the vocabulary, when numbers are turned into tokens. */
  oovToken?: string | null;
  /** Tokens, or the path of a text file with one a line. Left out, {@link IndexLookup.adapt} learns them. */
  vocabulary?: VocabularySource<string> | null;
  /** Kept for Keras; texts have no encoding here. */
  encoding?: string;
}

/**
 * The numbers of texts in a vocabulary, as int32 or encoded; or, with `invert`, the texts of numbers.
 *
 * Inputs: texts of any shape; outputs: that shape, or as `outputMode` says.
 *
 * @throws ValueError for options that do not go together, and in a call for texts that are not in the vocabulary if `numOovIndices` is 0
 * @throws RuntimeError in a call before there is a vocabulary
 * @example
 * const layer = new StringLookup({ vocabulary: ['a', 'b'] });
 * layer(['b', 'z', 'a']); // [2, 0, 1]
 */
export class StringLookup extends IndexLookup<string> {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'StringLookup');

  readonly encoding: string;

  constructor(...args: StringLookupArguments) {
    const options = bindOptions(STRING_LOOKUP_PARAMETERS, args);
    const { numOovIndices = 1 } = options;
    super(options, {
      vocabularyDtype: 'string',
      maskToken: options.maskToken ?? null,
      oovToken: options.oovToken === undefined ? '[UNK]' : options.oovToken,
      vocabulary: options.vocabulary ?? null,
      bucketOf: (token) => bucketOfText(token, numOovIndices, this.salt),
      compare: compareTexts,
      parse: textToken,
    });
    this.encoding = options.encoding ?? 'utf-8';
  }

  override getConfig(): Record<string, unknown> {
    const { vocabulary_dtype: _, ...config } = super.getConfig();
    return { ...config, encoding: this.encoding };
  }
}
