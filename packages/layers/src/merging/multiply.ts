import { ops, type Tensor } from '@org/core';
import { setKerasMask } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { fullMask, Merge, type MergeArguments, splitInputs } from './merge.js';

/**
 * The product of the inputs. A masked element counts as 1; where all inputs are masked the product is 0.
 *
 * @example
 * new Multiply()([tensor([[1, 2]]), tensor([[3, 4]])]); // [[3, 8]]
 */
export class Multiply extends Merge {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Multiply');

  protected override merge(inputs: readonly Tensor[]): Tensor {
    const masks = inputs.map(fullMask);
    const factors = inputs.map((x, i) => (masks[i] ? ops.where(masks[i]!, x, 1) : x));
    const output = factors.reduce((a, b) => ops.multiply(a, b));
    if (masks.includes(null)) return output;
    const mask = (masks as Tensor[]).reduce((a, b) => ops.logicalOr(a, b));
    const masked = ops.where(mask, output, 0);
    setKerasMask(masked, ops.any(mask, -1));
    return masked;
  }
}

/** `new Multiply(options)(inputs)` */
export const multiply = (...args: MergeArguments): Tensor => {
  const [inputs, [options]] = splitInputs('multiply', args);
  return new Multiply(options)(inputs);
};
