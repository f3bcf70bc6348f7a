import { ops, type SymbolicShape, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { Attention, type DotProductOptions, pairwiseSums } from './attention.js';
import { ADDITIVE_ATTENTION_PARAMETERS, type AdditiveAttentionArguments } from './signatures.js';

export interface AdditiveAttentionOptions extends DotProductOptions {}

/**
 * Attention of one head whose scores are sums of `scale · tanh(query + key)` (Bahdanau et al., arXiv:1409.0473). Inputs and outputs are
 * those of {@link Attention}.
 *
 * @throws ValueError for inputs that are no list of two or three
 * @example
 * const [y, scores] = new AdditiveAttention()<[Tensor, Tensor]>([sequences, sequences], { returnAttentionScores: true });
 */
export class AdditiveAttention extends Attention {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'AdditiveAttention');

  static override readonly parameters = ['useScale', 'dropout', 'seed'];

  constructor(...args: AdditiveAttentionArguments) {
    const { useScale = true, ...options } = bindOptions(ADDITIVE_ATTENTION_PARAMETERS, args);
    super({ ...options, useScale });
  }

  override build(inputShapes: readonly SymbolicShape[]): void {
    this.assertInputs(inputShapes);
    if (!this.useScale) return;
    const [query] = inputShapes as readonly [SymbolicShape];
    this.scale = this.addWeight({ name: 'scale', shape: [query.at(-1) as number], initializer: 'glorot_uniform' });
  }

  protected override calculateScores(query: Tensor, key: Tensor): Tensor {
    const fits = ops.tanh(pairwiseSums(query, key));
    return ops.sum(this.scale ? ops.multiply(this.scale, fits) : fits, -1);
  }
}
