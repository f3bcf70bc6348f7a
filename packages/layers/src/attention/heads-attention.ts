import {
  isTensor,
  ops,
  PythonTypeError,
  type SymbolicShape,
  type Tensor,
  type TensorLike,
  ValueError,
} from '@org/core';
import type { ActivationIdentifier } from '../activations/index.js';
import { Softmax } from '../activations/softmax.js';
import { EinsumDense } from '../core/einsum-dense.js';
import { isShape } from '../input-shape.js';
import { Layer } from '../layer.js';
import { buildLayer } from '../layer-build.js';
import type { LayerOptions, TrainingOptions } from '../layer-options.js';
import { Dropout } from '../regularization/dropout.js';
import {
  type BiasIdentifiers,
  type KernelIdentifiers,
  type RegularizerIdentifier,
  type WeightSettings,
  weightSettings,
} from '../weight-settings.js';
import { type AttentionMasks, checkedWindow, combineMasks, overHeads } from './attention-mask.js';
import { assertCache, extendCache, type KeyValueCache, masksOverCache } from './key-value-cache.js';
import { attentionEquations, type Projection, projectionOf } from './projections.js';
import { positiveWavelength, rotate } from './rotary-embedding.js';

/** What layers of attention over several heads have in common. */
export interface HeadsAttentionOptions extends LayerOptions, KernelIdentifiers, BiasIdentifiers {
  /** Which fraction of the attention weights is dropped in training. */
  dropout?: number;
  useBias?: boolean;
  /** How far targets see: sources less than this away; null for all. */
  slidingWindow?: number | null;
  /** Taken for Keras: there is one way to compute it here. */
  flashAttention?: boolean | null;
  /** Whether the heads are multiplied by a sigmoid of a projection of the query. */
  useGate?: boolean;
  /**
   * Turns queries and keys by their positions, as {@link RotaryEmbedding} does with this `maxWavelength`, often 10000; null for not at
   * all. Beyond Keras.
   */
  rotaryWavelength?: number | null;
  /** Where the random numbers of the dropout start; null draws one. */
  seed?: number | null;
}

/** What a call takes besides query, value and key. */
export interface HeadsAttentionCallOptions extends TrainingOptions, AttentionMasks {
  returnAttentionScores?: boolean;
  /**
   * The keys and values of what was seen before, from {@link HeadsAttention.emptyCache} or the last call. Those of this call are added,
   * it looks at all, and the cache that results is returned behind the output. Masks of sources are as long as the cache, or cover the
   * tokens of this call alone: then all before them count, since a cache keeps no masks. Inputs are `[batch, T, n]`. Beyond Keras.
   */
  cache?: KeyValueCache | null;
  /** How much was seen before: where in the cache the keys and values of this call belong. A tensor's value is not checked. */
  cacheUpdateIndex?: TensorLike;
}

export interface HeadsAttention extends WeightSettings<'kernel' | 'bias'> {}

/** Attention over several heads: projects query, key and value, lets the heads look, and projects what they found. */
export abstract class HeadsAttention extends Layer {
  static override readonly callParameters: readonly string[] = [
    'query',
    'value',
    'key',
    '*',
    'queryMask',
    'valueMask',
    'keyMask',
    'attentionMask',
    'returnAttentionScores',
    'training',
    'useCausalMask',
    'cache',
    'cacheUpdateIndex',
  ];
  /** What else a call takes has no part in the shapes of the weights. */
  static override readonly buildParameters: readonly string[] = ['queryShape', 'valueShape', 'keyShape'];

  readonly dropout: number;
  readonly useBias: boolean;
  readonly useGate: boolean;
  readonly slidingWindow: number | null;
  readonly rotaryWavelength: number | null;
  readonly seed: number | null;
  /** What the query, the keys, the values and the heads are projected by. */
  #projections: Readonly<Record<'query' | 'key' | 'value' | 'output', EinsumDense>> | null = null;
  /** The underscores belong to the names that these have in files. */
  declare protected _gateDense: EinsumDense;
  declare protected _softmax: Softmax;
  declare protected _dropoutLayer: Dropout;
  readonly #flashAttention: boolean;
  #scoresEquation = '';
  #combineEquation = '';

  constructor(options: HeadsAttentionOptions) {
    super(options);
    this.dropout = options.dropout ?? 0;
    this.useBias = options.useBias ?? true;
    this.useGate = options.useGate ?? false;
    this.slidingWindow = checkedWindow(options.slidingWindow ?? null);
    this.rotaryWavelength = options.rotaryWavelength ? positiveWavelength(options.rotaryWavelength) : null;
    this.seed = options.seed ?? null;
    this.#flashAttention = options.flashAttention ?? false;
    Object.assign(this, weightSettings(options, { kernel: 'glorot_uniform', bias: 'zeros' }));
    this.supportsMasking = true;
    if (this.#flashAttention && this.dropout > 0) {
      throw new ValueError('Dropout is not supported with flash attention.', { hint: 'set dropout to 0.' });
    }
  }

  /** Sizes of the heads of the projected query; those of key and value where they differ. */
  protected abstract readonly headSizes: HeadSizes;

  /** The regularizer of the outputs of the projections. */
  protected abstract readonly projectionRegularizer: RegularizerIdentifier;

  /** What the names of the fields of the projections begin with. */
  protected abstract readonly fieldPrefix: '' | '_';

  /** The axes of the inputs along which targets look at sources. */
  protected abstract axesFor(rank: number): readonly number[];

  /** Sizes of the last axes of the output. */
  protected abstract outputSizes(queryShape: SymbolicShape): readonly number[];

  /** The masks that count. @param inputs query, value and key */
  protected masksFor(_inputs: readonly Tensor[], given: AttentionMasks): AttentionMasks {
    return given;
  }

  override build(...shapes: readonly SymbolicShape[]): void {
    if (shapes.length < 2 || !shapes.every(isShape)) throw this.#lacks('query` and `value');
    const [queryShape, valueShape, keyShape = valueShape] = shapes as [SymbolicShape, SymbolicShape, SymbolicShape?];
    if (String(valueShape.slice(1, -1)) !== String(keyShape.slice(1, -1))) {
      throw new ValueError('Value and key must have the same sizes but for the last one.', {
        received: `[${valueShape}] and [${keyShape}]`,
      });
    }
    const axes = this.axesFor(valueShape.length);
    const { queryHeads, sourceHeads, keySize, valueSize } = this.headSizes;
    const project = (name: string, shape: SymbolicShape, heads: number, size: number, activation?: 'sigmoid') =>
      this.#project(name, projectionOf(shape.length, 1, [heads, size]), shape, activation);
    const query = this.#keep('queryDense', project('query', queryShape, queryHeads, keySize));
    const key = this.#keep('keyDense', project('key', keyShape, sourceHeads, keySize));
    if (this.useGate) this._gateDense = project('gate', queryShape, queryHeads, valueSize, 'sigmoid');
    const value = this.#keep('valueDense', project('value', valueShape, sourceHeads, valueSize));
    const rank = valueShape.length + 1;
    const { scores, combine } = attentionEquations(rank, axes);
    [this.#scoresEquation, this.#combineEquation] = [scores, combine];
    const scoresRank = rank - 1 + axes.length;
    const dtype = this.dtypePolicy;
    this._softmax = new Softmax({ axis: axes.map((_, i) => scoresRank - axes.length + i), dtype });
    this._dropoutLayer = new Dropout(this.dropout, { seed: this.seed, dtype });
    const attended = [...queryShape.slice(0, -1), queryHeads, valueSize];
    const projection = projectionOf(attended.length, 2, this.outputSizes(queryShape));
    const output = this.#keep('outputDense', this.#project('attention_output', projection, attended));
    this.#projections = { query, key, value, output };
  }

  #lacks(names: string): PythonTypeError {
    return new PythonTypeError(`call() of ${this.constructor.name} needs a tensor for \`${names}\`.`, {
      expected: 'layer(query, value) or layer(query, value, key)',
    });
  }

  /** A cache is of one sequence of tokens, which are targets and sources. */
  #assertSequence(query: Tensor, value: Tensor): void {
    const isAlongTime = query.rank === 3 && String(this.axesFor(3)) === '1';
    if (isAlongTime && query.shape[1] === value.shape[1]) return;
    throw new ValueError(`${this.constructor.name} takes a cache where each new token looks at those up to itself.`, {
      expected: 'query and value of as many tokens, [batch, T, n], and attention along axis 1',
      received: `[${query.shape.join(', ')}] and [${value.shape.join(', ')}], along [${this.axesFor(query.rank).join(', ')}]`,
    });
  }

  #project(
    name: string,
    projection: Projection,
    inputShape: SymbolicShape,
    activation?: ActivationIdentifier,
  ): EinsumDense {
    const { equation, outputShape, biasAxes } = projection;
    const layer = new EinsumDense(equation, outputShape, {
      activation: activation ?? null,
      biasAxes: this.useBias ? biasAxes : null,
      // Each projection starts with numbers of its own.
      kernelInitializer: this.kernelInitializer.clone(),
      biasInitializer: this.biasInitializer.clone(),
      kernelRegularizer: this.kernelRegularizer,
      biasRegularizer: this.biasRegularizer,
      activityRegularizer: this.projectionRegularizer,
      kernelConstraint: this.kernelConstraint,
      biasConstraint: this.biasConstraint,
      dtype: this.dtypePolicy,
      name,
    });
    buildLayer(layer, [inputShape]);
    return layer;
  }

  /** Puts a projection into the field after which files name it. */
  #keep(name: string, projection: EinsumDense): EinsumDense {
    Object.assign(this, { [`${this.fieldPrefix}${name}`]: projection });
    return projection;
  }

  override call(
    query: Tensor,
    value: Tensor,
    key: Tensor | null = null,
    options: HeadsAttentionCallOptions = {},
  ): Tensor | [output: Tensor, ...(Tensor | KeyValueCache)[]] {
    const { training = false, returnAttentionScores = false, useCausalMask = false, ...others } = options;
    const { cache = null, cacheUpdateIndex = 0, ...given } = others;
    const start = cache === null ? 0 : cacheUpdateIndex;
    if (this.#flashAttention && returnAttentionScores) {
      throw new ValueError('Flash attention returns no scores.', { hint: 'leave flashAttention out to get them.' });
    }
    for (const [name, input] of Object.entries({ query, value })) if (!isTensor(input)) throw this.#lacks(name);
    if (cache !== null) {
      this.#assertSequence(query, value);
      assertCache(cache, (length) => this.#cacheShapes(value.shape[0]!, length), start, value.shape[1]!);
    }
    const ownMasks = this.masksFor([query, value, key ?? value], given);
    const projections = this.#projections!;
    const inPlace = (x: Tensor) => (this.rotaryWavelength === null ? x : rotate(x, start, this.rotaryWavelength));
    const queries = inPlace(projections.query(query));
    const found: KeyValueCache = [inPlace(projections.key(key ?? value)), projections.value(value)];
    const seen = cache === null ? null : extendCache(cache, found, start);
    const [keys, values] = seen ?? found;
    const [targets, sources] = [queries.shape[1]!, keys.shape[1]!];
    const masks = seen === null ? ownMasks : masksOverCache(ownMasks, start, targets, sources);
    const mask = combineMasks({ ...masks, useCausalMask: false }, targets, sources, this.slidingWindow, start);
    // What a cache will hold later is as good as in the future.
    const isCausal = useCausalMask || seen !== null;
    const combined = () =>
      combineMasks({ attentionMask: mask, useCausalMask: isCausal }, targets, sources, null, start);
    const isPlain = this.dropout === 0 && !returnAttentionScores && queries.rank === 4;
    const [heads, scores] = isPlain
      ? [
          seen
            ? this.#attend(queries, keys, values, combined(), false)
            : this.#attend(queries, keys, values, mask, isCausal),
        ]
      : this.#attendInSteps(queries, keys, values, combined(), training);
    const output = projections.output(this.useGate ? ops.multiply(heads, this._gateDense(query)) : heads);
    const more = [...(scores && returnAttentionScores ? [scores] : []), ...(seen ? [seen] : [])];
    return more.length > 0 ? [output, ...more] : output;
  }

  /** A cache for a decoder that will have seen at most `length` tokens: zeros, for `cache` of a call. */
  emptyCache(batchSize: number, length: number): KeyValueCache {
    const [keys, values] = this.#cacheShapes(batchSize, length);
    return [ops.zeros(keys, this.computeDtype), ops.zeros(values, this.computeDtype)];
  }

  #cacheShapes<Length>(batchSize: number, length: Length) {
    const { sourceHeads, keySize, valueSize } = this.headSizes;
    const shape = (size: number) => [batchSize, length, sourceHeads, size];
    return [shape(keySize), shape(valueSize)] as const;
  }

  override getConfig(): Record<string, unknown> {
    const { rotaryWavelength } = this;
    return { ...super.getConfig(), ...(rotaryWavelength !== null && { rotary_wavelength: rotaryWavelength }) };
  }

  #attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | null, isCausal: boolean): Tensor {
    const scale = this.#scale;
    return ops.dotProductAttention(query, key, value, { mask: mask && overHeads(mask, 4, 2), scale, isCausal });
  }

  /** With the scores in between: to be dropped, or to be returned; along any axes. */
  #attendInSteps(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor | null,
    training: boolean | null,
  ): [heads: Tensor, scores: Tensor] {
    const { queryHeads, sourceHeads } = this.headSizes;
    const forQueries = (x: Tensor) => (queryHeads === sourceHeads ? x : ops.repeat(x, queryHeads / sourceHeads, -2));
    const raw = ops.einsum(this.#scoresEquation, forQueries(key), query.mul(this.#scale));
    const attended = (raw.rank - (query.rank - 1)) * 2;
    const scores = mask ? this._softmax(raw, { mask: overHeads(mask, raw.rank, attended) }) : this._softmax(raw);
    const kept = this.dropout > 0 ? this._dropoutLayer(scores, { training }) : scores;
    return [ops.einsum(this.#combineEquation, kept, forQueries(value)), scores];
  }

  get #scale(): number {
    return 1 / Math.sqrt(this.headSizes.keySize);
  }
}

/** How many heads there are, and of what size. */
export interface HeadSizes {
  readonly queryHeads: number;
  /** Of keys and values: a divisor of the heads of the query. */
  readonly sourceHeads: number;
  readonly keySize: number;
  readonly valueSize: number;
}
