import {
  floatx,
  isTensor,
  KerasTensor,
  PythonTypeError,
  type Shape,
  type SymbolicShape,
  type Tensor,
  type TensorLike,
  tensor,
  ValueError,
} from '@org/core';
import {
  bindArguments,
  bindOptions,
  formatShape,
  fromHost,
  isPlainObject,
  isText,
  texts,
  tracedSymbol,
} from '@org/core/internal';
import { kerasLayer } from '../../define-layer.js';
import type { InputShape } from '../../input-shape.js';
import { Layer } from '../../layer.js';
import type { LayerOptions } from '../../layer-options.js';
import { serializeValue } from '../../serialization/configuration.js';
import { assertConfig, deserializeKerasObject, type FromOptions, newFromConfig } from '../../serialization/index.js';
import { type AdaptData, adaptBatches, isDataArray } from '../adapt-data.js';
import { assertDense } from '../sparse.js';
import { type Documents, documentsOf, evenDocuments, ngramsOf } from './documents.js';
import { encodedShape, encodeNumbers, encodeRows } from './encode-tokens.js';
import { tokenIndex } from './index-lookup.js';
import type { LookupArray, LookupData, VocabularySource } from './index-lookup-options.js';
import { assertNoPath, lookupMode } from './lookup-options.js';
import { TEXT_VECTORIZATION_PARAMETERS, type TextVectorizationArguments } from './signatures.js';
import { StringLookup } from './string-lookup.js';
import { answered, ngramWidths, ruleOf, sequenceLength, upTo } from './text-options.js';
import type { LookupMode } from './token-index.js';
import { type Splitting, type Standardization, standardizeText, tokenize } from './tokenize.js';

/** What changes texts: it gets a list of them, and returns as many. */
export type Standardize = (texts: string[]) => readonly string[];
/** What splits texts: it gets a list of them, and returns a list of tokens for each. */
export type Split = (texts: string[]) => readonly (readonly string[])[];

export interface TextVectorizationOptions extends Pick<LayerOptions, 'name' | 'trainable' | 'dtype'> {
  /** How large the vocabulary may be, with the numbers for padding and unknown tokens; null for any size. */
  maxTokens?: number | null;
  /** What happens to each text: its ASCII letters become lower case, its punctuation goes, or what a function does; null for nothing. */
  standardize?: Standardization | Standardize | null;
  /** What tokens are: words, characters, or what a function says; null if each text is one. */
  split?: Splitting | Split | null;
  /** How many tokens in a row are one as well: up to a number, or the numbers of a list. */
  ngrams?: number | readonly number[] | null;
  /** 'int': the number of each token, padded with 0; the others as in {@link StringLookup}. */
  outputMode?: LookupMode | 'binary' | 'tf-idf';
  /** How many tokens a text has, in mode 'int': more are cut off, and fewer padded. Left out, the longest text of a batch tells. */
  outputSequenceLength?: number | null;
  /** Whether vectors have `maxTokens` places, however small the vocabulary is. */
  padToMaxTokens?: boolean;
  /** Tokens, or the path of a text file with one a line. Left out, {@link TextVectorization.adapt} learns them. */
  vocabulary?: VocabularySource<string> | null;
  /** The weight of each token in mode 'tf_idf', where the vocabulary is given. */
  idfWeights?: TensorLike | null;
  /** Kept for Keras; tensors are dense here. */
  sparse?: boolean;
  ragged?: boolean;
  /** Kept for Keras; texts have no encoding here. */
  encoding?: string;
  /** The size of the vocabulary that a file holds, and whether it was given to the constructor. */
  vocabularySize?: number | null;
  hasInputVocabulary?: boolean;
}

/**
 * Texts as the numbers of their tokens (batch, tokens), int32 and padded with 0, or as one vector for each.
 *
 * Inputs: texts (batch) or (batch, 1).
 *
 * @throws ValueError for options that do not go together, and in a call for texts of another shape
 * @throws RuntimeError in a call before there is a vocabulary
 * @example
 * const layer = new TextVectorization({ vocabulary: ['earth', 'wind', 'fire'] });
 * layer(['Earth, wind and fire!']); // [[2, 3, 1, 4]]
 */
export class TextVectorization extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'TextVectorization');

  readonly #standardize: Standardization | Standardize | null;
  readonly #split: Splitting | Split | null;
  readonly #ngrams: number | readonly number[] | null;
  readonly #outputMode: LookupMode;
  readonly #outputSequenceLength: number | null;
  readonly #encoding: string;
  /** Looks the tokens up; files know it by this name. */
  readonly _lookupLayer: StringLookup;

  constructor(...args: TextVectorizationArguments) {
    const options = bindOptions(TEXT_VECTORIZATION_PARAMETERS, args);
    super({ name: options.name ?? null, trainable: options.trainable ?? true });
    assertDense('TextVectorization', options.sparse);
    if (options.ragged) {
      throw new ValueError('`ragged=True` cannot be used: TextVectorization gives dense tensors.', {
        received: 'ragged=true',
        hint: 'rows are padded with 0; `outputSequenceLength` says how long they are.',
      });
    }
    const { standardize = 'lower_and_strip_punctuation', split = 'whitespace', outputMode = 'int' } = options;
    this.#standardize = ruleOf('standardize', standardize, [
      'lower_and_strip_punctuation',
      'lower',
      'strip_punctuation',
    ]);
    this.#split = ruleOf('split', split, ['whitespace', 'character']);
    this.#ngrams = ngramWidths(options.ngrams ?? null);
    this.#outputMode = lookupMode('TextVectorization', outputMode);
    this.#outputSequenceLength = sequenceLength(options.outputSequenceLength ?? null, this.#outputMode);
    this.#encoding = options.encoding ?? 'utf-8';
    this._lookupLayer = new StringLookup({
      maxTokens: options.maxTokens ?? null,
      vocabulary: options.vocabulary ?? null,
      idfWeights: options.idfWeights ?? null,
      padToMaxTokens: options.padToMaxTokens ?? false,
      maskToken: '',
      outputMode: this.#outputMode,
      hasInputVocabulary: options.hasInputVocabulary ?? (options.vocabulary ?? null) !== null,
      encoding: this.#encoding,
      vocabularySize: options.vocabularySize ?? null,
    });
  }

  override get computeDtype(): 'string' {
    return 'string';
  }

  override get variableDtype(): 'string' {
    return 'string';
  }

  override build(): void {}

  // ---- the vocabulary

  /**
   * The vocabulary.
   *
   * @param includeSpecialTokens whether the tokens for padding and unknown tokens come in front, so that tokens lie at their numbers
   */
  getVocabulary(...args: [includeSpecialTokens?: boolean] | [keywords: { includeSpecialTokens?: boolean }]): string[] {
    return this._lookupLayer.getVocabulary(...args);
  }

  /** How many numbers there are: the tokens of the vocabulary, and those for padding and unknown tokens. */
  vocabularySize(): number {
    return this._lookupLayer.vocabularySize();
  }

  /**
   * Sets the vocabulary, and in mode 'tf_idf' the weights of its tokens, as {@link StringLookup} does.
   *
   * @throws ValueError for repeated tokens, too many of them, weights that do not fit, or a missing file
   */
  setVocabulary(
    ...args:
      | [vocabulary: VocabularySource<string>, idfWeights?: TensorLike | null]
      | [keywords: { vocabulary: VocabularySource<string>; idfWeights?: TensorLike | null }]
  ): void {
    this._lookupLayer.setVocabulary(...args);
  }

  /**
   * Learns the vocabulary: the most frequent tokens of texts first. Of an array it is learned at once, of batches when the promise is
   * fulfilled.
   *
   * @param data an array of texts, or batches of such
   * @param batchSize without effect: arrays are taken as a whole
   * @param steps how many batches count; all of them, if it is left out
   * @throws ValueError where the constructor was given a vocabulary
   */
  async adapt(
    ...args:
      | [data: LookupData, options?: { batchSize?: number | null; steps?: number | null }]
      | [data: LookupData, batchSize?: number | null, steps?: number | null]
      | [keywords: { data: LookupData; batchSize?: number | null; steps?: number | null }]
  ): Promise<void> {
    const bound = bindArguments('adapt', ['data', 'batchSize', 'steps'], 1, args);
    const [data, , steps = null] = bound as [LookupData, unknown, (number | null)?];
    this.resetState();
    if (isDataArray(data)) this.updateState(data);
    else for await (const batch of adaptBatches(data as AdaptData, { steps })) this.updateState(batch);
    this.finalizeState();
  }

  /** Counts the tokens of a batch of texts. */
  updateState(data: LookupArray): void {
    const { documents } = this.#tokensOf(textsOf(data));
    this._lookupLayer[tokenIndex]().learn(documents, this._lookupLayer.name);
  }

  /** Makes the vocabulary of what was counted. */
  finalizeState(): void {
    this._lookupLayer.finalizeState();
  }

  /** Forgets what was counted; the vocabulary stays. */
  resetState(): void {
    this._lookupLayer.resetState();
  }

  // ---- calls

  /** The tokens of texts: documents of the given leading shape, of any lengths unless there is one, or each text is one token. */
  #tokensOf(x: Tensor): { documents: Documents<string>; leading: Shape; isEven: boolean } {
    const [values, split] = [x[texts]()!, this.#split];
    const widths = typeof this.#ngrams === 'number' ? upTo(this.#ngrams) : this.#ngrams;
    const withNgrams = (documents: Documents<string>) => (widths === null ? documents : ngramsOf(documents, widths));
    if (split === null) {
      const leading = x.shape.slice(0, -1);
      const count = leading.reduce((product, size) => product * size, 1);
      return { documents: withNgrams(evenDocuments(this.#standardized(values), count)), leading, isEven: true };
    }
    if (x.rank > 1 && x.shape.at(-1) !== 1) {
      throw new ValueError(
        'TextVectorization splits texts: the input rank must be 1 or the last shape dimension must be 1.',
        { received: `shape ${formatShape(x.shape)}`, hint: 'with split: null, each text is one token.' },
      );
    }
    const documents = withNgrams(this.#documentsOf(values, split));
    return { documents, leading: x.rank > 1 ? x.shape.slice(0, -1) : x.shape, isEven: x.rank === 0 };
  }

  #standardized(values: readonly string[]): readonly string[] {
    const rule = this.#standardize;
    if (rule === null) return values;
    if (typeof rule !== 'function') return values.map((text) => standardizeText(text, rule));
    return answered('standardize', 'a text', rule([...values]), values.length, (each) => typeof each === 'string');
  }

  #documentsOf(values: readonly string[], split: Splitting | Split): Documents<string> {
    const rule = this.#standardize;
    if (typeof split === 'function') {
      const given = this.#standardized(values);
      return documentsOf(answered('split', 'a list of tokens', split([...given]), given.length, Array.isArray));
    }
    // Both rules of Keras are followed in one go.
    return typeof rule === 'function'
      ? tokenize(this.#standardized(values), null, split)
      : tokenize(values, rule, split);
  }

  override call(inputs: TensorLike): Tensor {
    const unknown = unknownTexts(inputs, (x) => this.computeOutputSpec(x));
    if (unknown) return unknown;
    const x = textsOf(inputs);
    const { documents, leading, isEven } = this.#tokensOf(x);
    const index = this._lookupLayer[tokenIndex]();
    const byWord = index.numbersOf(documents.words);
    // In the memory of the ids, which nobody needs any more.
    const numbers = documents.ids;
    for (let i = 0; i < numbers.length; i++) numbers[i] = byWord[numbers[i]!]!;
    const { ends } = documents;
    // A single text that is not split is a number, not a row.
    const isSingle = this.#split === null && x.rank === 0;
    const mode = this.#outputMode;
    if (mode === 'int')
      return isSingle ? scalarOf(numbers) : padded(numbers, ends, leading, this.#outputSequenceLength);
    if (mode !== 'one_hot') return encodeRows(numbers, ends, leading, mode, index.depth!, index.idfWeights);
    if (!isEven) {
      throw new ValueError("In mode 'one_hot' texts have as many vectors as tokens, which is no tensor.", {
        expected: 'one text, or texts that are not split',
        received: `texts of shape ${formatShape(x.shape)}`,
        hint: "'multi_hot' and 'count' give one vector for each text.",
      });
    }
    const shape = isSingle ? [] : [...leading, numbers.length / Math.max(1, ends.length)];
    return encodeNumbers(numbers, shape, mode, index.depth!, null);
  }

  override computeOutputShape(inputShape: SymbolicShape): InputShape {
    const mode = this.#outputMode;
    const isSplit = this.#split !== null;
    const leading = inputShape.length > 1 || !isSplit ? inputShape.slice(0, -1) : inputShape;
    if (mode === 'int') {
      if (!isSplit && this.#ngrams === null && this.#outputSequenceLength === null) return inputShape;
      return [...leading, this.#outputSequenceLength];
    }
    const { depth } = this._lookupLayer[tokenIndex]();
    if (mode !== 'one_hot') return [...leading, depth];
    return encodedShape(isSplit || this.#ngrams !== null ? [...leading, null] : inputShape, mode, depth);
  }

  /** As in Keras, encodings are announced as floats, and come as int32 where they count. */
  override computeOutputSpec(inputs: KerasTensor): KerasTensor {
    const dtype = this.#outputMode === 'int' ? 'int32' : floatx();
    return new KerasTensor(this.computeOutputShape(inputs.shape) as SymbolicShape, dtype);
  }

  // ---- files

  override getConfig(): Record<string, unknown> {
    const { max_tokens, pad_to_max_tokens, vocabulary, idf_weights } = this._lookupLayer.getConfig();
    return {
      ...super.getConfig(),
      max_tokens,
      standardize: serializeValue(this.#standardize),
      split: serializeValue(this.#split),
      ngrams: this.#ngrams,
      output_mode: this.#outputMode,
      output_sequence_length: this.#outputSequenceLength,
      pad_to_max_tokens,
      sparse: false,
      ragged: false,
      vocabulary,
      idf_weights,
      encoding: this.#encoding,
      vocabulary_size: this.vocabularySize(),
    };
  }

  /** @throws ValueError for a path to a vocabulary: a config that comes from a file must not name others */
  static override fromConfig<L extends Layer>(this: FromOptions<L>, config: Record<string, unknown>): L;
  static override fromConfig(config: Record<string, unknown>): Layer;
  static override fromConfig<L extends Layer>(this: FromOptions<L>, config: Record<string, unknown>): L {
    assertConfig(this, config);
    assertNoPath(config);
    const { dtype: _, ...own } = config;
    const objects = Object.fromEntries(
      ['standardize', 'split']
        .filter((key) => isPlainObject(own[key]))
        .map((key) => [key, deserializeKerasObject(own[key] as never)]),
    );
    return newFromConfig(this, own, objects);
  }

  override saveOwnVariables(store: Record<string, Tensor>): void {
    this._lookupLayer.saveOwnVariables(store);
  }

  override loadOwnVariables(store: Readonly<Record<string, TensorLike>>): void {
    this._lookupLayer.loadOwnVariables(store);
  }

  /** Writes the vocabulary into a folder, where the config does not hold it. */
  saveAssets(dirPath: string): void {
    this._lookupLayer.saveAssets(dirPath);
  }

  /** Reads what {@link saveAssets} wrote. */
  loadAssets(dirPath: string): void {
    this._lookupLayer.loadAssets(dirPath);
  }
}

/** What stands for the result where a call is traced for its shapes alone: there are no values, and not always the right dtype. */
const unknownTexts = (inputs: unknown, spec: (symbol: KerasTensor) => KerasTensor): Tensor | null =>
  isTensor(inputs) && !inputs[texts]() ? tracedSymbol(() => spec(new KerasTensor(inputs.shape, 'string'))) : null;

/** Texts, alone, in nested arrays or in a tensor, as a tensor. @throws TypeError for anything else, and for texts that are not known */
function textsOf(inputs: unknown): Tensor {
  const x = isText(inputs)
    ? tensor(inputs)
    : Array.isArray(inputs) && inputs.length === 0
      ? tensor([], null, 'string')
      : inputs;
  if (isTensor(x) && x[texts]()) return x;
  throw new PythonTypeError('TextVectorization takes texts.', {
    expected: 'an array or a tensor of texts whose values are known',
    received: isTensor(x) ? String(x) : typeof x,
  });
}

const scalarOf = (numbers: Int32Array): Tensor => fromHost({ dtype: 'int32', shape: [], data: numbers });

/** Rows of one length, that of the longest unless it is given, padded with 0. */
function padded(numbers: Int32Array, ends: ArrayLike<number>, leading: Shape, length: number | null): Tensor {
  let start = 0;
  let longest = 0;
  for (let row = 0; row < ends.length; row++) {
    longest = Math.max(longest, ends[row]! - start);
    start = ends[row]!;
  }
  const width = length ?? longest;
  const data = new Int32Array(ends.length * width);
  start = 0;
  for (let row = 0; row < ends.length; row++) {
    const end = Math.min(ends[row]!, start + width);
    for (let i = start; i < end; i++) data[row * width + i - start] = numbers[i]!;
    start = ends[row]!;
  }
  return fromHost({ dtype: 'int32', shape: [...leading, width], data });
}
