import { ops, type PythonOptions, type SymbolicShape, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';
import { type Axes, assertAxesExist, integerAxes } from './axes.js';

export interface UnitNormalizationOptions extends LayerOptions {
  /** The axes normalized together. */
  axis?: Axes;
}

const PARAMETERS = ['axis'] as const;

/**
 * Scales the inputs to Euclidean length 1 along `axis`.
 *
 * @throws TypeError unless the axis is an integer or a list of them
 * @example
 * new UnitNormalization()(tensor([[3, 4]])); // [[0.6, 0.8]]
 */
@kerasLayer('UnitNormalization')
export class UnitNormalization extends ShapePreservingLayer {
  static override readonly parameters = PARAMETERS;

  readonly axis: Axes;

  constructor(...args: PythonOptions<typeof PARAMETERS, UnitNormalizationOptions>) {
    const options = layerOptions<UnitNormalizationOptions>('UnitNormalization', PARAMETERS, 0, args);
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
