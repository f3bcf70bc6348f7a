import { ops, type SymbolicShape, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import * as activations from '../activations/index.js';
import { positiveInteger } from '../arguments.js';
import { beyondKeras } from '../define-layer.js';
import type { InputShape } from '../input-shape.js';
import { Layer } from '../layer.js';
import { buildLayer } from '../layer-build.js';
import type { LayerOptions, TrainingOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { type KernelIdentifiers, type WeightSettings, weightSettings } from '../weight-settings.js';
import { Dense } from './dense.js';
import { GATED_FEED_FORWARD_PARAMETERS, type GatedFeedForwardArguments } from './signatures.js';

export interface GatedFeedForwardOptions extends LayerOptions, KernelIdentifiers {
  /** Size of the last axis between the two products. */
  hiddenDim: number;
  /** Applied to the gate. */
  activation?: activations.ActivationIdentifier;
  /** Whether biases are added. */
  useBias?: boolean;
}

export interface GatedFeedForward extends WeightSettings<'kernel'> {}

/**
 * The feed-forward part of today's language models (Shazeer, arXiv:2002.05202): `down(activation(gate(x)) * up(x))`, with three
 * dense layers; SwiGLU by default, GeGLU with `activation: 'gelu'`. Beyond Keras.
 *
 * Inputs and outputs `[batch, ..., n]`.
 *
 * @throws ValueError unless `hiddenDim` is a positive integer
 * @example
 * const y = new GatedFeedForward(64)(sequences);
 */
export class GatedFeedForward extends Layer {
  static readonly kerasName = /* @__PURE__ */ beyondKeras(this, 'GatedFeedForward');

  static override readonly parameters = /* @__PURE__ */ configNames(GATED_FEED_FORWARD_PARAMETERS);

  readonly hiddenDim: number;
  activation: activations.ActivationFunction | null;
  readonly useBias: boolean;
  declare gate: Dense;
  declare up: Dense;
  declare down: Dense;

  constructor(...args: GatedFeedForwardArguments) {
    const options = bindOptions(GATED_FEED_FORWARD_PARAMETERS, args);
    super(options);
    this.hiddenDim = positiveInteger(options.hiddenDim, 'hiddenDim');
    this.activation = activations.get(options.activation ?? 'silu');
    this.useBias = options.useBias ?? false;
    Object.assign(this, weightSettings(options, { kernel: 'glorot_uniform' }));
    this.supportsMasking = true;
  }

  override build(inputShape: SymbolicShape): void {
    const dense = (name: string, units: number, shape: SymbolicShape, activation: typeof this.activation = null) => {
      const layer = new Dense(units, {
        activation,
        useBias: this.useBias,
        // Each starts with numbers of its own.
        kernelInitializer: this.kernelInitializer.clone(),
        kernelRegularizer: this.kernelRegularizer,
        kernelConstraint: this.kernelConstraint,
        dtype: this.dtypePolicy,
        name,
      });
      buildLayer(layer, [shape]);
      return layer;
    };
    this.gate = dense('gate', this.hiddenDim, inputShape, this.activation);
    this.up = dense('up', this.hiddenDim, inputShape);
    this.down = dense('down', inputShape.at(-1) as number, [...inputShape.slice(0, -1), this.hiddenDim]);
  }

  override call(inputs: Tensor, _options: TrainingOptions = {}): Tensor {
    return this.down(ops.multiply(this.gate(inputs), this.up(inputs)));
  }

  override computeOutputShape(inputShape: SymbolicShape): InputShape {
    return inputShape;
  }
}
