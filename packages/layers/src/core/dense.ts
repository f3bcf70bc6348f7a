import { ops, type SymbolicShape, type Tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import * as activations from '../activations/index.js';
import { positiveInteger } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import { InputSpec } from '../input-spec.js';
import type { TrainingOptions } from '../layer-options.js';
import type { LoraLayerOptions, LoraMatrices } from '../lora.js';
import { LoraLayer } from '../lora-layer.js';
import { configNames } from '../serialization/configuration.js';
import {
  type BiasIdentifiers,
  type KernelIdentifiers,
  settingsOf,
  type WeightSettings,
  weightSettings,
} from '../weight-settings.js';
import { DENSE_PARAMETERS, type DenseArguments } from './signatures.js';

export interface DenseOptions extends LoraLayerOptions, KernelIdentifiers, BiasIdentifiers {
  /** Size of the last axis of the output. */
  units: number;
  /** Applied to the output; null for none. */
  activation?: activations.ActivationIdentifier;
  /** Whether a bias is added. */
  useBias?: boolean;
  /** Kept in configs for Keras; only null is accepted. */
  quantizationConfig?: null;
}

export interface Dense extends WeightSettings<'kernel' | 'bias'>, LoraMatrices<'kernel'> {}

/**
 * A densely connected layer: `activation(inputs · kernel + bias)`.
 *
 * Inputs `[batch, ..., n]`, outputs `[batch, ..., units]`.
 *
 * @throws ValueError unless `units` is a positive integer
 * @example
 * const y = new Dense(32, { activation: 'relu' })(x);
 */
export class Dense extends LoraLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Dense');

  static override readonly parameters = /* @__PURE__ */ configNames(DENSE_PARAMETERS, {
    without: ['activityRegularizer', 'loraRank', 'loraAlpha'],
  });

  readonly units: number;
  activation: activations.ActivationFunction | null;
  readonly useBias: boolean;
  readonly quantizationConfig = null;
  declare protected _kernel: Variable;
  bias: Variable | null = null;

  constructor(...args: DenseArguments) {
    const options = bindOptions(DENSE_PARAMETERS, args);
    super(options);
    this.units = positiveInteger(options.units, 'units');
    this.activation = activations.get(options.activation);
    this.useBias = options.useBias ?? true;
    Object.assign(this, weightSettings(options, { kernel: 'glorot_uniform', bias: 'zeros' }));
    this.inputSpec = new InputSpec({ minNdim: 2 });
    this.supportsMasking = true;
  }

  /** The matrix `[n, units]`; with LoRA the sum of it and the product, a tensor that cannot be assigned to. */
  get kernel(): Variable {
    return this.adaptedWeight;
  }

  override build(inputShape: SymbolicShape): void {
    const n = inputShape.at(-1) as number;
    this._kernel = this.addWeight({ name: 'kernel', shape: [n, this.units], ...settingsOf(this, 'kernel') });
    if (this.useBias) this.bias = this.addWeight({ name: 'bias', shape: [this.units], ...settingsOf(this, 'bias') });
    this.inputSpec = new InputSpec({ minNdim: 2, axes: { [-1]: n } });
    // As in Keras, which does not pass `loraAlpha` on here.
    if (this.loraRank) this.enableLora(this.loraRank);
  }

  override call(inputs: Tensor, _options: TrainingOptions = {}): Tensor {
    const product = ops.matmul(inputs, this.kernel);
    const outputs = this.bias ? ops.add(product, this.bias) : product;
    return this.activation ? this.activation(outputs) : outputs;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return [...inputShape.slice(0, -1), this.units];
  }
}
