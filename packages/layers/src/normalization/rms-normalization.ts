import { ops, type SymbolicShape, type Tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { isSaidByFields } from '../recorded-layer.js';
import { configNames } from '../serialization/configuration.js';
import { type Axes, assertAxesExist, axisList, sizeAlong } from './axes.js';
import { RMS_NORMALIZATION_PARAMETERS, type RMSNormalizationArguments } from './signatures.js';

export interface RMSNormalizationOptions extends LayerOptions {
  /** The axes normalized together. */
  axis?: Axes;
  /** Added to the mean square. */
  epsilon?: number;
}

/**
 * Divides each sample by its root mean square along `axis`, then applies a learned scale (Zhang & Sennrich, 2019).
 *
 * @example
 * new RMSNormalization({ epsilon: 1e-6 })(x);
 */
export class RMSNormalization extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RMSNormalization');

  static override readonly parameters = /* @__PURE__ */ configNames(RMS_NORMALIZATION_PARAMETERS);

  /** A list from the build on. */
  axis: Axes;
  readonly epsilon: number;
  declare scale: Variable;

  constructor(...args: RMSNormalizationArguments) {
    const options = bindOptions(RMS_NORMALIZATION_PARAMETERS, args);
    super(options);
    this.axis = options.axis ?? -1;
    this.epsilon = options.epsilon ?? 1e-6;
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  override build(inputShape: SymbolicShape): void {
    assertAxesExist(this.axis, inputShape);
    this.axis = [...axisList(this.axis)].sort((a, b) => a - b);
    const shape = this.axis.map((axis) => sizeAlong(axis, inputShape));
    this.scale = this.addWeight({ name: 'scale', shape, initializer: 'ones' });
  }

  override call(inputs: Tensor): Tensor {
    const { scale, axis, epsilon } = this;
    return ops.rmsNormalization(inputs, { scale, axis, epsilon });
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    assertAxesExist(this.axis, inputShape);
    return inputShape;
  }
}
