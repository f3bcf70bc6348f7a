import type { PythonOptions, Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { L1L2 } from '../regularizers/index.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';

export interface ActivityRegularizationOptions extends Omit<LayerOptions, 'activityRegularizer'> {
  /** Factor of the sum of absolute values. */
  l1?: number;
  /** Factor of the sum of squares. */
  l2?: number;
}

const PARAMETERS = ['l1', 'l2'] as const;

/**
 * Returns its inputs and adds a loss that grows with them.
 *
 * @example
 * new ActivityRegularization({ l2: 0.01 })(x);
 */
@kerasLayer('ActivityRegularization')
export class ActivityRegularization extends ShapePreservingLayer {
  static override readonly parameters = PARAMETERS;

  readonly l1: number;
  readonly l2: number;

  constructor(...args: PythonOptions<typeof PARAMETERS, ActivityRegularizationOptions>) {
    const options = layerOptions<ActivityRegularizationOptions>('ActivityRegularization', PARAMETERS, 0, args);
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
