import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { nonNegative } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { isSaidByFields } from '../recorded-layer.js';
import { configNames } from '../serialization/configuration.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';
import { relu } from './index.js';
import { RELU_PARAMETERS, type ReLUArguments } from './signatures.js';

export interface ReLUOptions extends LayerOptions {
  /** Where the output is cut off; null for nowhere. */
  maxValue?: number | null;
  /** Slope below the threshold. */
  negativeSlope?: number;
  threshold?: number;
}

/**
 * Rectified linear unit: `max(x, 0)`, with optional cut-off, slope and threshold.
 *
 * @throws ValueError for a negative parameter
 * @example
 * new ReLU({ maxValue: 6 })([-1, 3, 9]); // [0, 3, 6]
 */
export class ReLU extends ShapePreservingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'ReLU');

  static override readonly parameters = /* @__PURE__ */ configNames(RELU_PARAMETERS);

  readonly maxValue: number | null;
  readonly negativeSlope: number;
  readonly threshold: number;

  constructor(...args: ReLUArguments) {
    const options = bindOptions(RELU_PARAMETERS, args);
    super(options);
    const { maxValue = null } = options;
    this.maxValue = maxValue === null ? null : nonNegative(maxValue, 0, 'maxValue');
    this.negativeSlope = nonNegative(options.negativeSlope, 0, 'negativeSlope');
    this.threshold = nonNegative(options.threshold, 0, 'threshold');
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  override call(inputs: Tensor): Tensor {
    return relu(inputs, this.negativeSlope, this.maxValue, this.threshold);
  }
}
