import { ops, type Tensor } from '@org/core';
import { kerasLayer } from '../define-layer.js';
import { Merge, type MergeArguments, reduceMasked, splitInputs } from './merge.js';

/**
 * The smallest of the inputs, element by element.
 *
 * @example
 * new Minimum()([tensor([[1, 5]]), tensor([[3, 4]])]); // [[1, 4]]
 */
export class Minimum extends Merge {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Minimum');

  protected override merge(inputs: readonly Tensor[]): Tensor {
    return reduceMasked(inputs, (a, b) => ops.minimum(a, b));
  }
}

/** `new Minimum(options)(inputs)` */
export const minimum = (...args: MergeArguments): Tensor => {
  const [inputs, [options]] = splitInputs('minimum', args);
  return new Minimum(options)(inputs);
};
