import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { isSaidByFields } from '../recorded-layer.js';
import { configNames } from '../serialization/configuration.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';
import { ELU_PARAMETERS, type ELUArguments } from './signatures.js';

export interface ELUOptions extends LayerOptions {
  alpha?: number;
}

/**
 * Exponential linear unit: `x` if positive, else `alpha * (exp(x) - 1)` (Clevert et al., 2015).
 *
 * @example
 * new ELU()([-1, 0, 2]); // [-0.6321, 0, 2]
 */
export class ELU extends ShapePreservingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'ELU');

  static override readonly parameters = /* @__PURE__ */ configNames(ELU_PARAMETERS);

  readonly alpha: number;

  constructor(...args: ELUArguments) {
    const options = bindOptions(ELU_PARAMETERS, args);
    super(options);
    this.alpha = options.alpha ?? 1;
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  override call(inputs: Tensor): Tensor {
    return ops.elu(inputs, this.alpha);
  }
}
