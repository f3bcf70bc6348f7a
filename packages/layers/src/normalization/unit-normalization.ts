import { ops, type SymbolicShape, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';
import { type Axes, assertAxesExist, integerAxes } from './axes.js';
import { UNIT_NORMALIZATION_PARAMETERS, type UnitNormalizationArguments } from './signatures.js';

export interface UnitNormalizationOptions extends LayerOptions {
  /** The axes normalized together. */
  axis?: Axes;
}

/**
 * Scales the inputs to Euclidean length 1 along `axis`.
 *
 * @throws TypeError unless the axis is an integer or a list of them
 * @example
 * new UnitNormalization()(tensor([[3, 4]])); // [[0.6, 0.8]]
 */
export class UnitNormalization extends ShapePreservingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'UnitNormalization');

  static override readonly parameters = /* @__PURE__ */ configNames(UNIT_NORMALIZATION_PARAMETERS);

  readonly axis: Axes;

  constructor(...args: UnitNormalizationArguments) {
    const options = bindOptions(UNIT_NORMALIZATION_PARAMETERS, args);
    super(options);
    this.axis = integerAxes(options.axis ?? -1);
  }

  override call(inputs: Tensor): Tensor {
    return ops.normalize(inputs, { axis: this.axis, order: 2, epsilon: 1e-12 });
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    assertAxesExist(this.axis, inputShape);
    return inputShape;
  }
}
