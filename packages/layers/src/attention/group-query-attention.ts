import { type SymbolicShape, ValueError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { positiveInteger } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import type { Regularizer } from '../regularizers/index.js';
import { type HeadSizes, HeadsAttention, type HeadsAttentionOptions } from './heads-attention.js';
import { assertSequences } from './projections.js';
import { GROUP_QUERY_ATTENTION_PARAMETERS, type GroupQueryAttentionArguments } from './signatures.js';

export interface GroupQueryAttentionOptions extends HeadsAttentionOptions {
  /** Size of each head. */
  headDim: number;
  numQueryHeads: number;
  /** A divisor of `numQueryHeads`: as many query heads share one of key and value. */
  numKeyValueHeads: number;
}

/**
 * Attention over several heads, of which groups share their keys and values (Ainslie et al., arXiv:2305.13245). Called as
 * {@link MultiHeadAttention} is, on inputs `[batch, T, n]`.
 *
 * @throws ValueError unless the heads of keys and values divide those of the query
 * @example
 * const y = new GroupQueryAttention(32, 8, 2)(sequences, sequences);
 */
export class GroupQueryAttention extends HeadsAttention {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'GroupQueryAttention');

  /** Keras's class has another name than it is exported by, after which layers and their groups in files are named. */
  static override readonly name = 'GroupedQueryAttention';

  static override readonly parameters: readonly string[] = [
    'headDim',
    'numQueryHeads',
    'numKeyValueHeads',
    'useBias',
    'useGate',
    'slidingWindow',
    'dropout',
    'kernelInitializer',
    'biasInitializer',
    'kernelRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'kernelConstraint',
    'biasConstraint',
    'seed',
  ];

  readonly headDim: number;
  readonly numQueryHeads: number;
  readonly numKeyValueHeads: number;

  constructor(...args: GroupQueryAttentionArguments) {
    const options = bindOptions(GROUP_QUERY_ATTENTION_PARAMETERS, args);
    super(options);
    this.headDim = positiveInteger(options.headDim, 'headDim');
    this.numQueryHeads = positiveInteger(options.numQueryHeads, 'numQueryHeads');
    this.numKeyValueHeads = positiveInteger(options.numKeyValueHeads, 'numKeyValueHeads');
    if (this.numQueryHeads % this.numKeyValueHeads === 0) return;
    throw new ValueError('`numQueryHeads` must be divisible by `numKeyValueHeads`.', {
      received: `${this.numQueryHeads} and ${this.numKeyValueHeads}`,
    });
  }

  protected get fieldPrefix(): '_' {
    return '_';
  }

  protected get headSizes(): HeadSizes {
    const { numQueryHeads: queryHeads, numKeyValueHeads: sourceHeads, headDim } = this;
    return { queryHeads, sourceHeads, keySize: headDim, valueSize: headDim };
  }

  protected get projectionRegularizer(): Regularizer | null {
    return this.activityRegularizer;
  }

  protected axesFor(rank: number): readonly number[] {
    assertSequences(this.constructor.name, rank);
    return [1];
  }

  protected outputSizes(queryShape: SymbolicShape): readonly number[] {
    return [queryShape.at(-1) as number];
  }
}
