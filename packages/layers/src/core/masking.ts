import { ops, type Tensor } from '@org/core';
import { bindOptions, setKerasMask } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';
import { MASKING_PARAMETERS, type MaskingArguments } from './signatures.js';

export interface MaskingOptions extends LayerOptions {
  maskValue?: number;
}

/**
 * Masks time steps of which every feature equals `maskValue`, and sets them to 0.
 *
 * @example
 * new Masking()(tensor([[[1, 2], [0, 0]]])); // its mask is [[true, false]]
 */
export class Masking extends ShapePreservingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Masking');

  static override readonly parameters = /* @__PURE__ */ configNames(MASKING_PARAMETERS);

  readonly maskValue: number;

  constructor(...args: MaskingArguments) {
    const options = bindOptions(MASKING_PARAMETERS, args);
    super(options);
    this.maskValue = options.maskValue ?? 0;
  }

  override computeMask(inputs: Tensor): Tensor {
    return ops.any(ops.notEqual(inputs, this.maskValue), -1);
  }

  override call(inputs: Tensor): Tensor {
    const mask = this.computeMask(inputs);
    const outputs = ops.where(ops.expandDims(mask, -1), inputs, 0);
    setKerasMask(outputs, mask);
    return outputs;
  }
}
