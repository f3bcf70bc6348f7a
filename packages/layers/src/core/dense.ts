import { ops, type SymbolicShape, type Tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import * as activations from '../activations/index.js';
import { positiveInteger } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import { InputSpec } from '../input-spec.js';
import type { TrainingOptions } from '../layer-options.js';
import type { LoraMatrices } from '../lora.js';
import { quantization, weightLayout, weightProduct } from '../quantization/hooks.js';
import { QuantizableLayer, type QuantizableLayerOptions } from '../quantization/quantizable-layer.js';
import { matrixLayout, type WeightLayout } from '../quantization/weight-layout.js';
import { isSaidByFields } from '../recorded-layer.js';
import { configNames } from '../serialization/configuration.js';
import {
  type BiasIdentifiers,
  type KernelIdentifiers,
  settingsOf,
  type WeightSettings,
  weightSettings,
} from '../weight-settings.js';
import { DENSE_PARAMETERS, type DenseArguments } from './signatures.js';

export interface DenseOptions extends QuantizableLayerOptions, KernelIdentifiers, BiasIdentifiers {
  /** Size of the last axis of the output. */
  units: number;
  /** Applied to the output; null for none. */
  activation?: activations.ActivationIdentifier;
  /** Whether a bias is added. */
  useBias?: boolean;
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
export class Dense extends QuantizableLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Dense');

  static override readonly parameters = /* @__PURE__ */ configNames(DENSE_PARAMETERS, {
    without: ['activityRegularizer', 'loraRank', 'loraAlpha'],
  });

  readonly units: number;
  activation: activations.ActivationFunction | null;
  readonly useBias: boolean;
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

  #inputs = 0;

  get [weightLayout](): WeightLayout {
    return matrixLayout('kernel', [this.#inputs, this.units], 0);
  }

  [weightProduct](inputs: Tensor, kernel: Tensor | Variable): Tensor {
    return ops.matmul(inputs, kernel);
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  override build(inputShape: SymbolicShape): void {
    const n = inputShape.at(-1) as number;
    this.#inputs = n;
    this._kernel = this[quantization].makeWeight(() =>
      this.addWeight({ name: 'kernel', shape: [n, this.units], ...settingsOf(this, 'kernel') }),
    );
    if (this.useBias) this.bias = this.addWeight({ name: 'bias', shape: [this.units], ...settingsOf(this, 'bias') });
    this.inputSpec = new InputSpec({ minNdim: 2, axes: { [-1]: n } });
    // As in Keras, which does not pass `loraAlpha` on here.
    if (this.loraRank) this.enableLora(this.loraRank);
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training'];

  override call(inputs: Tensor, { training }: TrainingOptions = {}): Tensor {
    const product = this[quantization].times(inputs, training ?? false);
    const outputs = this.bias ? ops.add(product, this[quantization].bias(this.bias)) : product;
    return this.activation ? this.activation(outputs) : outputs;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return [...inputShape.slice(0, -1), this.units];
  }
}
