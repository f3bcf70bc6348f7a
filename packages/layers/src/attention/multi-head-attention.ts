import type { SymbolicShape, Tensor } from '@org/core';
import { bindOptions, getKerasMask, setKerasMask } from '@org/core/internal';
import { integers, positiveInteger } from '../arguments.js';
import type { EinsumDense } from '../core/einsum-dense.js';
import { kerasLayer } from '../define-layer.js';
import { get as getRegularizer, type Regularizer } from '../regularizers/index.js';
import { serializeKerasObject } from '../serialization/index.js';
import type { AttentionMasks } from './attention-mask.js';
import { type HeadSizes, HeadsAttention, type HeadsAttentionOptions } from './heads-attention.js';
import { assertSequences } from './projections.js';
import { MULTI_HEAD_ATTENTION_PARAMETERS, type MultiHeadAttentionArguments } from './signatures.js';

export interface MultiHeadAttentionOptions extends HeadsAttentionOptions {
  numHeads: number;
  /** Size of each head of query and key. */
  keyDim: number;
  /** Size of each head of the value; null for `keyDim`. */
  valueDim?: number | null;
  /** Sizes of the last axes of the output; null for that of the query. */
  outputShape?: number | readonly number[] | null;
  /** The axes along which targets look at sources; null for all but the batch and the features. */
  attentionAxes?: number | readonly number[] | null;
}

/**
 * Attention over several heads (Vaswani et al., arXiv:1706.03762).
 *
 * Called with query `[batch, T, n]`, value `[batch, S, m]`, and key, which is the value if left out; gives `[batch, T, n]`, and with
 * `returnAttentionScores` also the weights, `[batch, heads, T, S]`.
 *
 * @throws ValueError for numbers that are not positive integers, or value and key that do not fit together, or have no axis to look along
 * @example
 * const y = new MultiHeadAttention(4, 32)(sequences, sequences, { useCausalMask: true });
 */
export class MultiHeadAttention extends HeadsAttention {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'MultiHeadAttention');

  static override readonly parameters: readonly string[] = [
    'numHeads',
    'keyDim',
    'valueDim',
    'dropout',
    'useBias',
    'useGate',
    'outputShape',
    'attentionAxes',
    'slidingWindow',
    'kernelInitializer',
    'biasInitializer',
    'kernelRegularizer',
    'biasRegularizer',
    'kernelConstraint',
    'biasConstraint',
    'seed',
  ];

  readonly numHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly outputShape: readonly number[] | null;
  attentionAxes: readonly number[] | null;
  declare readonly queryDense: EinsumDense;
  declare readonly keyDense: EinsumDense;
  declare readonly valueDense: EinsumDense;
  declare readonly outputDense: EinsumDense;
  protected readonly projectionRegularizer: Regularizer | null;

  constructor(...args: MultiHeadAttentionArguments) {
    // The regularizer is of what the projections put out, not of the layer's own output.
    const { activityRegularizer, ...options } = bindOptions(MULTI_HEAD_ATTENTION_PARAMETERS, args);
    super(options);
    this.projectionRegularizer = getRegularizer(activityRegularizer ?? null);
    this.numHeads = positiveInteger(options.numHeads, 'numHeads');
    this.keyDim = positiveInteger(options.keyDim, 'keyDim');
    this.valueDim = positiveInteger(options.valueDim ?? options.keyDim, 'valueDim');
    this.outputShape = integers(options.outputShape, 'outputShape');
    this.attentionAxes = integers(options.attentionAxes, 'attentionAxes');
  }

  protected get fieldPrefix(): '' {
    return '';
  }

  protected get headSizes(): HeadSizes {
    return { queryHeads: this.numHeads, sourceHeads: this.numHeads, keySize: this.keyDim, valueSize: this.valueDim };
  }

  protected axesFor(rank: number): readonly number[] {
    if (this.attentionAxes === null) assertSequences(this.constructor.name, rank);
    const all = Array.from({ length: rank - 2 }, (_, i) => i + 1);
    this.attentionAxes = this.attentionAxes?.map((axis) => (axis < 0 ? rank + axis : axis)) ?? all;
    return this.attentionAxes;
  }

  protected outputSizes(queryShape: SymbolicShape): readonly number[] {
    return this.outputShape ?? [queryShape.at(-1) as number];
  }

  /**
   * As in Keras, the mask of the query is the one that it carries, for one given by name tells nothing; and inputs carry theirs no
   * further: what else is made of them is not masked.
   */
  protected override masksFor(inputs: readonly Tensor[], given: AttentionMasks): AttentionMasks {
    const queryMask = getKerasMask(inputs[0]);
    for (const input of inputs) setKerasMask(input, null);
    return { ...given, queryMask };
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), activity_regularizer: serializeKerasObject(this.projectionRegularizer) };
  }
}
