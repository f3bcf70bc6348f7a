import { ops, type Tensor } from '@org/core';
import { kerasLayer } from '../define-layer.js';
import { Merge, type MergeArguments, splitInputs } from './merge.js';

/**
 * The sum of the inputs.
 *
 * @example
 * new Add()([tensor([[1, 2]]), tensor([[3, 4]])]); // [[4, 6]]
 */
export class Add extends Merge {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Add');

  protected override merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((a, b) => ops.add(a, b));
  }
}

/** `new Add(options)(inputs)` */
export const add = (...args: MergeArguments): Tensor => {
  const [inputs, [options]] = splitInputs('add', args);
  return new Add(options)(inputs);
};
