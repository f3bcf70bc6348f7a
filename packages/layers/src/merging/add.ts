import { ops, type Tensor } from '@org/core';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { Merge } from './merge.js';

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
export const add = (inputs: readonly Tensor[], options: LayerOptions = {}): Tensor => new Add(options)(inputs);
