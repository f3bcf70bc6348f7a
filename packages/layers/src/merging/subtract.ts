import { ops, type SymbolicShape, type Tensor, ValueError } from '@org/core';
import { kerasLayer } from '../define-layer.js';
import { Merge, type MergeArguments, splitInputs } from './merge.js';

/**
 * The first input minus the second.
 *
 * @throws ValueError unless there are two inputs
 * @example
 * new Subtract()([tensor([[1, 2]]), tensor([[3, 4]])]); // [[-2, -2]]
 */
export class Subtract extends Merge {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Subtract');

  override build(inputShapes: readonly SymbolicShape[]): void {
    super.build(inputShapes);
    if (inputShapes.length === 2) return;
    throw new ValueError('A Subtract layer takes two inputs.', { received: `${inputShapes.length} inputs` });
  }

  protected override merge([a, b]: readonly [Tensor, Tensor]): Tensor {
    return ops.subtract(a, b);
  }
}

/** `new Subtract(options)(inputs)` */
export const subtract = (...args: MergeArguments): Tensor => {
  const [inputs, [options]] = splitInputs('subtract', args);
  return new Subtract(options)(inputs);
};
