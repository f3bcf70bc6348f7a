import { ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';

export interface ELUOptions extends LayerOptions {
  alpha?: number;
}

const PARAMETERS = ['alpha'] as const;

/**
 * Exponential linear unit: `x` if positive, else `alpha * (exp(x) - 1)` (Clevert et al., 2015).
 *
 * @example
 * new ELU()([-1, 0, 2]); // [-0.6321, 0, 2]
 */
@kerasLayer('ELU')
export class ELU extends ShapePreservingLayer {
  static override readonly parameters = PARAMETERS;

  readonly alpha: number;

  constructor(...args: PythonOptions<typeof PARAMETERS, ELUOptions>) {
    const options = layerOptions<ELUOptions>('ELU', PARAMETERS, 0, args);
    super(options);
    this.alpha = options.alpha ?? 1;
  }

  override call(inputs: Tensor): Tensor {
    return ops.elu(inputs, this.alpha);
  }
}
