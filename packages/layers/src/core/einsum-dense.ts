import { ops, type SymbolicShape, type Tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import * as activations from '../activations/index.js';
import { integers, type Sizes } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import { type Initializer, VarianceScaling } from '../initializers/index.js';
import { InputSpec } from '../input-spec.js';
import type { TrainingOptions } from '../layer-options.js';
import type { LoraMatrices } from '../lora.js';
import { inputLayout, quantization, weightLayout, weightProduct } from '../quantization/hooks.js';
import { QuantizableLayer, type QuantizableLayerOptions } from '../quantization/quantizable-layer.js';
import type { InputLayout } from '../quantization/quantized-product.js';
import type { WeightLayout } from '../quantization/weight-layout.js';
import {
  type BiasIdentifiers,
  type KernelIdentifiers,
  settingsOf,
  type WeightSettings,
  weightSettings,
} from '../weight-settings.js';
import { analyzeEinsum, type EinsumLayouts, layoutsOf } from './einsum-equation.js';
import { EINSUM_DENSE_PARAMETERS, type EinsumDenseArguments } from './signatures.js';

export interface EinsumDenseOptions extends QuantizableLayerOptions, KernelIdentifiers, BiasIdentifiers {
  /** `abc,cd->abd`: axes of the input, of the kernel, of the output. */
  equation: string;
  /** The output's shape without the batch axis and without axes that the equation leaves out; null where unknown. */
  outputShape: Sizes | SymbolicShape;
  /** Applied to the output; null for none. */
  activation?: activations.ActivationIdentifier;
  /** Labels of the output's axes that have a bias; null for no bias. */
  biasAxes?: string | null;
  /** Kept in configs for Keras; only null is accepted. */
  gptqUnpackedColumnSize?: null;
}

export interface EinsumDense extends WeightSettings<'kernel' | 'bias'>, LoraMatrices<'kernel'> {}

/**
 * A dense layer over any axes, given by an Einstein summation: `activation(einsum(equation, inputs, kernel) + bias)`.
 *
 * @throws ValueError for an equation of another form, or one that does not fit the shapes
 * @example
 * new EinsumDense('abc,cd->abd', [null, 64], { biasAxes: 'd' })(sequences); // [n, 8, 4] becomes [n, 8, 64]
 */
export class EinsumDense extends QuantizableLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'EinsumDense');

  static override readonly parameters = [
    'outputShape',
    'equation',
    'activation',
    'biasAxes',
    'kernelInitializer',
    'biasInitializer',
    'kernelRegularizer',
    'biasRegularizer',
    'activityRegularizer',
    'kernelConstraint',
    'biasConstraint',
    'quantizationConfig',
  ];

  readonly equation: string;
  readonly outputShape: SymbolicShape;
  activation: activations.ActivationFunction | null;
  readonly biasAxes: string | null;
  declare protected _kernel: Variable;
  bias: Variable | null = null;

  constructor(...args: EinsumDenseArguments) {
    const options = bindOptions(EINSUM_DENSE_PARAMETERS, args);
    super(options);
    const { outputShape } = options;
    this.equation = options.equation;
    this.outputShape = typeof outputShape === 'number' ? [outputShape] : outputShape;
    integers(
      [outputShape].flat().filter((size) => size !== null),
      'outputShape',
    );
    this.activation = activations.get(options.activation);
    this.biasAxes = options.biasAxes ?? null;
    Object.assign(this, weightSettings(options, { kernel: 'glorot_uniform', bias: 'zeros' }));
  }

  #analyze(inputShape: SymbolicShape) {
    return analyzeEinsum(this.equation, this.biasAxes, inputShape, this.outputShape);
  }

  /** The weight of the equation; with LoRA the sum of it and the product, a tensor that cannot be assigned to. */
  get kernel(): Variable {
    return this.adaptedWeight;
  }

  #layouts: EinsumLayouts | null = null;

  get [weightLayout](): WeightLayout {
    return this.#layouts!.weight;
  }

  override get [inputLayout](): InputLayout {
    return this.#layouts!.inputs;
  }

  [weightProduct](inputs: Tensor, kernel: Tensor | Variable): Tensor {
    return ops.einsum(this.equation, inputs, kernel);
  }

  override build(inputShape: SymbolicShape): void {
    const { kernel, bias, inputAxes, outputAxes } = this.#analyze(inputShape);
    this.#layouts = layoutsOf(this.equation, inputShape.length, kernel);
    this.inputSpec = new InputSpec({ ndim: inputShape.length });
    const initializer = withAxes(this.kernelInitializer, inputAxes, outputAxes);
    this._kernel = this[quantization].makeWeight(() =>
      this.addWeight({ name: 'kernel', shape: kernel, ...settingsOf(this, 'kernel'), initializer }),
    );
    if (bias) this.bias = this.addWeight({ name: 'bias', shape: bias, ...settingsOf(this, 'bias') });
    if (this.loraRank) this.enableLora(this.loraRank, this.loraAlpha);
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training'];

  override call(inputs: Tensor, { training }: TrainingOptions = {}): Tensor {
    const product = this[quantization].times(inputs, training ?? false);
    const outputs = this.bias ? ops.add(product, this[quantization].bias(this.bias)) : product;
    return this.activation ? this.activation(outputs) : outputs;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return this.#analyze(inputShape).output;
  }
}

/** An initializer that counts units by the equation, not by the order of the kernel's axes. */
function withAxes(initializer: Initializer, inputAxes: readonly number[], outputAxes: readonly number[]): Initializer {
  if (!(initializer instanceof VarianceScaling) || (initializer.inputAxes && initializer.outputAxes))
    return initializer;
  const type = initializer.constructor as typeof VarianceScaling;
  return type.fromConfig({ ...initializer.getConfig(), input_axes: inputAxes, output_axes: outputAxes });
}
