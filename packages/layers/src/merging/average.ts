import { ops, type Tensor } from '@org/core';
import { kerasLayer } from '../define-layer.js';
import { Merge, type MergeArguments, splitInputs } from './merge.js';

/**
 * The mean of the inputs.
 *
 * @example
 * new Average()([tensor([[1, 2]]), tensor([[3, 4]])]); // [[2, 3]]
 */
export class Average extends Merge {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Average');

  protected override merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((a, b) => ops.add(a, b)).div(inputs.length);
  }
}

/** `new Average(options)(inputs)` */
export const average = (...args: MergeArguments): Tensor => {
  const [inputs, [options]] = splitInputs('average', args);
  return new Average(options)(inputs);
};
