import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { L1L2 } from '../regularizers/index.js';
import { configNames } from '../serialization/configuration.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';
import { ACTIVITY_REGULARIZATION_PARAMETERS, type ActivityRegularizationArguments } from './signatures.js';

export interface ActivityRegularizationOptions extends Omit<LayerOptions, 'activityRegularizer'> {
  /** Factor of the sum of absolute values. */
  l1?: number;
  /** Factor of the sum of squares. */
  l2?: number;
}

/**
 * Returns its inputs and adds a loss that grows with them.
 *
 * @example
 * new ActivityRegularization({ l2: 0.01 })(x);
 */
export class ActivityRegularization extends ShapePreservingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'ActivityRegularization');

  static override readonly parameters = /* @__PURE__ */ configNames(ACTIVITY_REGULARIZATION_PARAMETERS);

  readonly l1: number;
  readonly l2: number;

  constructor(...args: ActivityRegularizationArguments) {
    const options = bindOptions(ACTIVITY_REGULARIZATION_PARAMETERS, args);
    const { l1 = 0, l2 = 0 } = options;
    super({ ...options, activityRegularizer: new L1L2({ l1, l2 }) });
    this.l1 = l1;
    this.l2 = l2;
  }

  override call(inputs: Tensor): Tensor {
    return inputs;
  }

  override getConfig(): Record<string, unknown> {
    const { activity_regularizer: _, ...config } = super.getConfig();
    return config;
  }
}
