import { ops, type Tensor } from '@org/core';
import { kerasLayer } from '../define-layer.js';
import { Merge, type MergeArguments, reduceMasked, splitInputs } from './merge.js';

/**
 * The largest of the inputs, element by element.
 *
 * @example
 * new Maximum()([tensor([[1, 5]]), tensor([[3, 4]])]); // [[3, 5]]
 */
export class Maximum extends Merge {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Maximum');

  protected override merge(inputs: readonly Tensor[]): Tensor {
    return reduceMasked(inputs, (a, b) => ops.maximum(a, b));
  }
}

/** `new Maximum(options)(inputs)` */
export const maximum = (...args: MergeArguments): Tensor => {
  const [inputs, [options]] = splitInputs('maximum', args);
  return new Maximum(options)(inputs);
};
