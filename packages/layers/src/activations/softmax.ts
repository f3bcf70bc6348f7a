import { ops, type Tensor, ValueError } from '@org/core';
import { bindOptions, formatShape } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { isSaidByFields } from '../recorded-layer.js';
import { configNames } from '../serialization/configuration.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';
import { SOFTMAX_PARAMETERS, type SoftmaxArguments } from './signatures.js';

export interface SoftmaxOptions extends LayerOptions {
  axis?: number | readonly number[];
}

/**
 * Probabilities from logits along `axis`. Where the `mask` given to the call is false, the probability is 0.
 *
 * @throws ValueError for a mask that does not broadcast to the inputs
 * @example
 * new Softmax()(tensor([[1, 2, 3]]), { mask: tensor([[true, true, false]]) }); // [[0.27, 0.73, 0]]
 */
export class Softmax extends ShapePreservingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Softmax');

  static override readonly parameters = /* @__PURE__ */ configNames(SOFTMAX_PARAMETERS);

  readonly axis: number | readonly number[];

  constructor(...args: SoftmaxArguments) {
    const options = bindOptions(SOFTMAX_PARAMETERS, args);
    super(options);
    this.axis = options.axis ?? -1;
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'mask'];

  override call(inputs: Tensor, { mask = null }: { mask?: Tensor | null } = {}): Tensor {
    if (mask === null) return this.#normalize(inputs);
    assertBroadcastable(mask, inputs);
    const keep = mask.dtype === 'bool' ? mask : mask.greater(0.5);
    const lowest = inputs.dtype === 'float16' ? -3e4 : -1e9;
    return ops.where(keep, this.#normalize(ops.where(keep, inputs, lowest)), 0);
  }

  #normalize(logits: Tensor): Tensor {
    const { axis } = this;
    if (typeof axis === 'number') return ops.softmax(logits, axis);
    if (axis.length === 1) return ops.softmax(logits, axis[0]!);
    return ops.exp(logits.sub(ops.logsumexp(logits, axis, true)));
  }
}

function assertBroadcastable(mask: Tensor, inputs: Tensor): void {
  const tail = inputs.shape.slice(inputs.rank - mask.rank);
  if (mask.rank <= inputs.rank && mask.shape.every((size, i) => size === 1 || size === tail[i])) return;
  throw new ValueError('The mask does not broadcast to the inputs.', {
    expected: `sizes that are 1 or those of the inputs, ${formatShape(inputs.shape)}`,
    received: formatShape(mask.shape),
  });
}
