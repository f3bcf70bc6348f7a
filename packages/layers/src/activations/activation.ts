import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { isSaidByFields } from '../recorded-layer.js';
import { configNames } from '../serialization/configuration.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';
import { type ActivationFunction, type ActivationIdentifier, get } from './index.js';
import { ACTIVATION_PARAMETERS, type ActivationArguments } from './signatures.js';

export interface ActivationOptions extends LayerOptions {
  /** Applied to the output; null for none. */
  activation: ActivationIdentifier;
}

/**
 * Applies an activation function, given by name or as a function.
 *
 * @example
 * new Activation('relu')(tensor([-1, 2])); // [0, 2]
 */
export class Activation extends ShapePreservingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Activation');

  static override readonly parameters = /* @__PURE__ */ configNames(ACTIVATION_PARAMETERS);

  readonly activation: ActivationFunction;

  constructor(...args: ActivationArguments) {
    const options = bindOptions(ACTIVATION_PARAMETERS, args);
    super(options);
    this.activation = get(options.activation);
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  override call(inputs: Tensor): Tensor {
    return this.activation(inputs);
  }
}
