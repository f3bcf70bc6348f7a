import {
  floatx,
  isTensor,
  KerasTensor,
  ops,
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
  concreteArray,
  fromHost,
  fromTexts,
  isConcrete,
  isText,
  texts,
  toNumbers,
  tracedSymbol,
} from '@org/core/internal';
import { isArrayLike } from '../../dtype-policy.js';
import type { InputShape } from '../../input-shape.js';
import { Layer } from '../../layer.js';
import { assertConfig, type FromOptions, newFromConfig } from '../../serialization/index.js';
import { adaptBatches, isDataArray } from '../adapt-data.js';
import { encodeCategories } from '../encode-categories.js';
import { assertDense } from '../sparse.js';
import { evenDocuments } from './documents.js';
import { encodedShape, encodeNumbers } from './encode-tokens.js';
import { hashKey } from './hash-bucket.js';
import {
  assertMask,
  type IndexLookupOptions,
  type Kind,
  type LookupArray,
  type LookupData,
  type VocabularySource,
} from './index-lookup-options.js';
import { numbersInGraph, tokensInGraph } from './lookup-graph.js';
import { assertNoPath, assertTogether, lookupMode, oneOf, saltOf, weightsIn } from './lookup-options.js';
import { type LookupMode, TokenIndex } from './token-index.js';
import { integerToken, type Token } from './tokens.js';
import { readVocabulary, readVocabularyFile, writeVocabulary } from './vocabulary-file.js';

/** The method that gives the vocabulary of a lookup to the layers that are made of it. */
export const tokenIndex = Symbol('tokenIndex');

/** What turns tokens into numbers, and back: the base of {@link StringLookup} and {@link IntegerLookup}. */
export abstract class IndexLookup<T extends Token = Token> extends Layer {
  readonly maxTokens: number | null;
  readonly numOovIndices: number;
  readonly maskToken: T | null;
  readonly oovToken: T | null;
  readonly outputMode: LookupMode;
  readonly invert: boolean;
  readonly padToMaxTokens: boolean;
  readonly sparse = false;
  readonly oovMethod: 'floormod' | 'farmhash';
  readonly salt: readonly [number, number] | null;
  readonly vocabularyDtype: 'string' | 'int64';
  readonly #index: TokenIndex<T>;
  readonly #parse: (element: unknown) => T;
  /** As given to the constructor, where that was not a path. */
  readonly #given: { readonly vocabulary: readonly T[] | null; readonly idfWeights: readonly number[] | null };

  /** @throws ValueError for options that do not go together */
  constructor(options: IndexLookupOptions, kind: Kind<T>) {
    super({ name: options.name ?? null, trainable: options.trainable ?? true });
    const owner = this.constructor.name;
    assertDense(owner, options.sparse);
    this.maxTokens = options.maxTokens ?? null;
    this.numOovIndices = options.numOovIndices ?? 1;
    this.invert = options.invert ?? false;
    this.padToMaxTokens = options.padToMaxTokens ?? false;
    this.oovMethod = oneOf(owner, 'oov_method', options.oovMethod ?? 'floormod', ['floormod', 'farmhash'] as const);
    this.outputMode = lookupMode(owner, options.outputMode ?? 'int');
    this.vocabularyDtype = kind.vocabularyDtype;
    assertMask(owner, kind);
    this.maskToken = kind.maskToken;
    this.oovToken = kind.oovToken;
    this.salt = saltOf(options.salt ?? null, kind.vocabularyDtype === 'string' || this.oovMethod === 'farmhash');
    this.#parse = kind.parse;
    const { vocabulary } = kind;
    const idfWeights = options.idfWeights ?? null;
    assertTogether(this, idfWeights !== null);
    const isGiven = options.hasInputVocabulary ?? vocabulary !== null;
    this.#index = new TokenIndex(
      Object.assign(this.#settings(), { bucketOf: kind.bucketOf, compare: kind.compare }),
      options.vocabularySize ?? null,
      isGiven,
    );
    if (this.outputMode === 'tf_idf' && vocabulary !== null && idfWeights === null) {
      throw new ValueError(
        'When specifying the `vocabulary` argument, in TF-IDF output mode, the `idf_weights` argument must also be provided.',
      );
    }
    this.#given = {
      vocabulary: vocabulary === null || typeof vocabulary === 'string' ? null : this.#tokensIn(vocabulary),
      idfWeights: idfWeights === null ? null : weightsIn(idfWeights),
    };
    if (vocabulary !== null) this.setVocabulary(vocabulary, idfWeights);
  }

  #settings() {
    const { maxTokens, numOovIndices, maskToken, oovToken, outputMode, padToMaxTokens, invert } = this;
    return { maxTokens, numOovIndices, maskToken, oovToken, outputMode, padToMaxTokens, invert };
  }

  [tokenIndex](): TokenIndex<T> {
    return this.#index;
  }

  /** The type of the tokens. */
  override get computeDtype(): 'string' | 'int64' {
    return this.vocabularyDtype;
  }

  /** The type of the tokens. */
  override get variableDtype(): 'string' | 'int64' {
    return this.vocabularyDtype;
  }

  /** The weight of each number, in mode 'tf_idf'; null before they are known. */
  get idfWeights(): Tensor | null {
    const { idfWeights } = this.#index;
    return idfWeights && tensor(idfWeights);
  }

  // ---- the vocabulary

  /**
   * The vocabulary.
   *
   * @param includeSpecialTokens whether the tokens for masks and unknown tokens come in front, so that tokens lie at their numbers
   */
  getVocabulary(...args: [includeSpecialTokens?: boolean] | [keywords: { includeSpecialTokens?: boolean }]): T[] {
    const [includeSpecialTokens = true] = bindArguments('getVocabulary', ['includeSpecialTokens'], 0, args);
    return this.#index.vocabulary(Boolean(includeSpecialTokens)) as T[];
  }

  /** How many numbers there are: the tokens of the vocabulary, and those for masks and unknown tokens. */
  vocabularySize(): number {
    return this.#index.size;
  }

  /**
   * Sets the vocabulary, and in mode 'tf_idf' the weights of its tokens.
   *
   * @param vocabulary tokens, without or with those for masks and unknown tokens in front, or the path of a text file
   * @throws ValueError for repeated tokens, too many of them, weights that do not fit, or a missing file
   */
  setVocabulary(
    ...args:
      | [vocabulary: VocabularySource<T>, idfWeights?: TensorLike | null]
      | [keywords: { vocabulary: VocabularySource<T>; idfWeights?: TensorLike | null }]
  ): void {
    const bound = bindArguments('setVocabulary', ['vocabulary', 'idfWeights'], 1, args);
    const [vocabulary, idfWeights = null] = bound as [VocabularySource<T>, (TensorLike | null)?];
    const isWeighted = this.outputMode === 'tf_idf';
    if (isWeighted && idfWeights === null)
      throw new ValueError("`idf_weights` must be set if output_mode is 'tf_idf'.", { received: 'idf_weights=None' });
    if (!isWeighted && idfWeights !== null) {
      throw new ValueError("`idf_weights` should only be set if output_mode is 'tf_idf'.", {
        received: `output_mode=${this.outputMode}`,
      });
    }
    if (typeof vocabulary === 'string') {
      if (isWeighted) throw new ValueError("output_mode 'tf_idf' does not support loading a vocabulary from file.");
      const tokens = readVocabularyFile(vocabulary).map(this.#parse);
      if (new Set(tokens).size !== tokens.length)
        throw new ValueError(`The vocabulary file ${vocabulary} has at least one repeated term.`);
      this.#index.useTokens(tokens);
      return;
    }
    this.#index.setVocabulary(this.#tokensIn(vocabulary), idfWeights === null ? null : weightsIn(idfWeights));
  }

  #tokensIn(vocabulary: Exclude<VocabularySource<T>, string>): T[] {
    const elements: ArrayLike<T> = isTensor(vocabulary) ? this.valuesOf(vocabulary) : vocabulary;
    const special = this.#index.specialTokens;
    // Where nothing stands for unknown tokens, that is null.
    return Array.from(elements, (element, i) =>
      element === null && special[i] === null ? element : this.#parse(element),
    );
  }

  /**
   * Learns the vocabulary: the most frequent tokens of data first. Of an array it is learned at once, of batches when the promise is
   * fulfilled.
   *
   * @param data an array, or batches of arrays
   * @param steps how many batches count; all of them, if it is left out
   * @throws ValueError where the constructor was given a vocabulary
   */
  async adapt(
    ...args:
      | [data: LookupData, options?: { steps?: number | null }]
      | [data: LookupData, steps?: number | null]
      | [keywords: { data: LookupData; steps?: number | null }]
  ): Promise<void> {
    const [data, steps = null] = bindArguments('adapt', ['data', 'steps'], 1, args) as [LookupData, (number | null)?];
    this.resetState();
    if (isDataArray(data)) {
      const x = this.tokensTensor(data);
      // Each element of a vector is a document here.
      this.#learn(x, x.shape[0] ?? 1);
    } else for await (const batch of adaptBatches(data, { steps })) this.updateState(batch);
    this.finalizeState();
  }

  /** Counts the tokens of a batch; those of a vector are one document. */
  updateState(data: LookupArray): void {
    const x = this.tokensTensor(data);
    this.#learn(x, x.rank < 2 ? 1 : x.shape[0]!);
  }

  #learn(x: Tensor, documents: number): void {
    this.#index.learn(evenDocuments(this.valuesOf(x), documents), this.name);
  }

  /** Makes the vocabulary of what was counted. */
  finalizeState(): void {
    this.#index.settle();
  }

  /** Forgets what was counted; the vocabulary stays. */
  resetState(): void {
    this.#index.forget();
  }

  // ---- calls

  /** Arrays of whole numbers and of texts as tensors of the kind of the tokens, or of their numbers. */
  protected tokensTensor(inputs: unknown): Tensor {
    const dtype = this.invert ? 'int64' : this.vocabularyDtype;
    const x = this.#asTensor(inputs, dtype);
    if ((x.dtype === 'string') === (dtype === 'string')) return x;
    throw new PythonTypeError(`${this.constructor.name} was called on elements of another kind.`, {
      expected: dtype === 'string' ? 'texts' : 'whole numbers',
      received: `dtype ${x.dtype}`,
    });
  }

  #asTensor(inputs: unknown, dtype: 'string' | 'int64'): Tensor {
    if (isTensor(inputs)) return inputs;
    if (typeof inputs === 'string' || isText(inputs) || ArrayBuffer.isView(inputs)) return tensor(inputs as never);
    return isArrayLike(inputs) || typeof inputs === 'number'
      ? tensor(inputs as never, null, dtype === 'string' ? null : dtype)
      : ops.convertToTensor(inputs as TensorLike);
  }

  /** The elements of a tensor as tokens. */
  protected valuesOf(x: Tensor): ArrayLike<T> {
    const own = x[texts]();
    if (own) return own as ArrayLike<Token> as ArrayLike<T>;
    const host = concreteArray(this.constructor.name, x);
    const { data } = host;
    const values =
      data instanceof BigInt64Array || data instanceof BigUint64Array
        ? Array.from(data, integerToken)
        : Array.from(toNumbers(host), Math.trunc);
    return values as Token[] as T[];
  }

  override call(inputs: TensorLike): Tensor {
    const unknown = this.#unknown(inputs);
    if (unknown) return unknown;
    const x = this.tokensTensor(inputs);
    if (x.dtype !== 'string' && this.vocabularyDtype !== 'string' && !isConcrete(x)) return this.#callInGraph(x);
    if (this.invert) return this.#tensorOf(this.#index.tokensOf(this.valuesOf(x) as ArrayLike<number>), x.shape);
    const numbers = this.#index.numbersOf(this.valuesOf(x));
    if (this.outputMode === 'int') return fromHost({ dtype: 'int32', shape: x.shape, data: numbers });
    return encodeNumbers(numbers, x.shape, this.outputMode, this.#index.depth!, this.#index.idfWeights);
  }

  /** What stands for the result of texts, where a call is traced for its shapes alone: there are no values, and not always the right dtype. */
  #unknown(inputs: unknown): Tensor | null {
    if (this.vocabularyDtype !== 'string' || !isTensor(inputs) || inputs[texts]() || isConcrete(inputs)) return null;
    return tracedSymbol(() => this.computeOutputSpec(new KerasTensor(inputs.shape, 'string')));
  }

  /** For values that are not known. */
  #callInGraph(x: Tensor): Tensor {
    const index = this.#index as TokenIndex<Token> as TokenIndex<number | bigint>;
    if (this.invert) return tokensInGraph(index, x);
    const numbers = numbersInGraph(index, x, this.oovMethod === 'farmhash' ? hashKey(this.salt) : undefined);
    const mode = this.outputMode === 'tf_idf' ? 'count' : this.outputMode;
    const encoding = encodeCategories(numbers, { outputMode: mode, depth: index.depth!, dtype: 'int32' });
    return this.outputMode === 'tf_idf' ? ops.cast(encoding, floatx()).mul(this.idfWeights!) : encoding;
  }

  /** Tokens as a tensor. */
  #tensorOf(tokens: readonly T[], shape: Shape): Tensor {
    return this.vocabularyDtype === 'string'
      ? fromTexts(shape, tokens as readonly string[])
      : tensor(Int32Array.from(tokens as readonly number[], Number), shape);
  }

  override computeOutputShape(inputShape: SymbolicShape): InputShape {
    return this.outputMode === 'int' ? inputShape : encodedShape(inputShape, this.outputMode, this.#index.depth);
  }

  /** As in Keras, encodings are announced as floats, and come as int32 where they count. */
  override computeOutputSpec(inputs: KerasTensor): KerasTensor {
    const numbers = this.outputMode === 'int' ? 'int32' : floatx();
    const dtype = this.invert && this.vocabularyDtype === 'string' ? 'string' : numbers;
    return new KerasTensor(this.computeOutputShape(inputs.shape) as SymbolicShape, dtype);
  }

  // ---- files

  override getBuildConfig(): Record<string, unknown> {
    return {};
  }

  override buildFromConfig(): void {
    this.built = true;
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      invert: this.invert,
      max_tokens: this.maxTokens,
      num_oov_indices: this.numOovIndices,
      oov_token: this.oovToken,
      mask_token: this.maskToken,
      output_mode: this.outputMode,
      sparse: this.sparse,
      pad_to_max_tokens: this.padToMaxTokens,
      vocabulary_dtype: this.vocabularyDtype,
      idf_weights: this.#given.idfWeights,
      vocabulary: this.#given.vocabulary,
      vocabulary_size: this.#index.frozenSize,
      oov_method: this.oovMethod,
      salt: this.salt,
    };
  }

  /** @throws ValueError for a path: a config that comes from a file must not name others */
  static override fromConfig<L extends Layer>(this: FromOptions<L>, config: Record<string, unknown>): L;
  static override fromConfig(config: Record<string, unknown>): Layer;
  static override fromConfig<L extends Layer>(this: FromOptions<L>, config: Record<string, unknown>): L {
    assertConfig(this, config);
    assertNoPath(config);
    const { dtype: _, ...own } = config;
    return newFromConfig(this, own);
  }

  override saveOwnVariables(store: Record<string, Tensor>): void {
    if (this.outputMode === 'tf_idf' && this.idfWeights) store.idf_weights = this.idfWeights;
  }

  override loadOwnVariables(store: Readonly<Record<string, TensorLike>>): void {
    if (this.outputMode !== 'tf_idf' || !store.idf_weights) return;
    this.#index.idfWeights = Float32Array.from(weightsIn(store.idf_weights));
  }

  /** Writes the vocabulary into a folder, where the config does not hold it. */
  saveAssets(dirPath: string): void {
    if (this.#given.vocabulary === null) writeVocabulary(dirPath, this.getVocabulary().map(String));
  }

  /** Reads what {@link saveAssets} wrote. */
  loadAssets(dirPath: string): void {
    if (this.#given.vocabulary !== null) return;
    const tokens = readVocabulary(dirPath).map(this.#parse);
    const { idfWeights } = this.#index;
    this.#index.setVocabulary(tokens, idfWeights && Array.from(idfWeights.subarray(0, tokens.length)));
  }
}
