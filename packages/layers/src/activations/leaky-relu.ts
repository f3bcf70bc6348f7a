import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { nonNegative } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { isSaidByFields } from '../recorded-layer.js';
import { configNames } from '../serialization/configuration.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';
import { LEAKY_RELU_PARAMETERS, type LeakyReLUArguments } from './signatures.js';

export interface LeakyReLUOptions extends LayerOptions {
  /** Slope for negative inputs. */
  negativeSlope?: number;
}

/**
 * Leaky rectified linear unit: `x` if positive, else `negativeSlope * x`.
 *
 * @throws ValueError for a negative slope
 * @example
 * new LeakyReLU({ negativeSlope: 0.1 })([-1, 2]); // [-0.1, 2]
 */
export class LeakyReLU extends ShapePreservingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'LeakyReLU');

  static override readonly parameters = /* @__PURE__ */ configNames(LEAKY_RELU_PARAMETERS);

  readonly negativeSlope: number;

  constructor(...args: LeakyReLUArguments) {
    const options = bindOptions(LEAKY_RELU_PARAMETERS, args);
    super(options);
    this.negativeSlope = nonNegative(options.negativeSlope, 0.3, 'negativeSlope');
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  override call(inputs: Tensor): Tensor {
    return ops.leakyRelu(inputs, this.negativeSlope);
  }
}
