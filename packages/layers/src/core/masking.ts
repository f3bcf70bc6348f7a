import { ops, type PythonOptions, setKerasMask, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';

export interface MaskingOptions extends LayerOptions {
  maskValue?: number;
}

const PARAMETERS = ['maskValue'] as const;

/**
 * Masks time steps of which every feature equals `maskValue`, and sets them to 0.
 *
 * @example
 * new Masking()(tensor([[[1, 2], [0, 0]]])); // its mask is [[true, false]]
 */
@kerasLayer('Masking')
export class Masking extends ShapePreservingLayer {
  static override readonly parameters = PARAMETERS;

  readonly maskValue: number;

  constructor(...args: PythonOptions<typeof PARAMETERS, MaskingOptions>) {
    const options = layerOptions<MaskingOptions>('Masking', PARAMETERS, 0, args);
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
