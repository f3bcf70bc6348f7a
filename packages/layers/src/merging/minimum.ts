import { ops, type Tensor } from '@org/core';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { Merge, reduceMasked } from './merge.js';

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
export const minimum = (inputs: readonly Tensor[], options: LayerOptions = {}): Tensor => new Minimum(options)(inputs);
