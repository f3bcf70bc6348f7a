import type { PythonOptions, Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';
import { type ActivationFunction, type ActivationIdentifier, get } from './index.js';

export interface ActivationOptions extends LayerOptions {
  activation: ActivationIdentifier;
}

const PARAMETERS = ['activation'] as const;

/**
 * Applies an activation function, given by name or as a function.
 *
 * @example
 * new Activation('relu')(tensor([-1, 2])); // [0, 2]
 */
@kerasLayer('Activation')
export class Activation extends ShapePreservingLayer {
  static override readonly parameters = PARAMETERS;

  readonly activation: ActivationFunction;

  constructor(...args: PythonOptions<typeof PARAMETERS, ActivationOptions>) {
    const options = layerOptions<ActivationOptions>('Activation', PARAMETERS, 1, args);
    super(options);
    this.activation = get(options.activation);
  }

  override call(inputs: Tensor): Tensor {
    return this.activation(inputs);
  }
}
