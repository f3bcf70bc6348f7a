/** Layers that are trained to be the inverses of their transposes (invertible autoencoders; Teng et al., arXiv:1802.06869). */
import { ops, type SymbolicShape, type Tensor, ValueError, type Variable, vjp } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FlowLayer, type FlowOutputs, noChange, type Sizes } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { expandPerSample } from './per-sample.js';
import {
  AUTOINVERSE_CONVOLUTION_PARAMETERS,
  AUTOINVERSE_DENSE_PARAMETERS,
  type AutoinverseConvolutionArguments,
  type AutoinverseDenseArguments,
} from './signatures.js';
import { assertVectors } from './vector-flow.js';

export interface AutoinverseDenseOptions extends LayerOptions {
  /** The number of elements, `[size]`. */
  shape: readonly number[];
  /** `[1]` */
  axes: readonly number[];
  /** The size of the outputs; that of the inputs, if not said otherwise. */
  units?: number | null;
  /** The weight of the mean square by which the way back misses the inputs, which is added to the loss. */
  reconstruction?: number;
}

/**
 * y = x W + b, whose way back is (y - b) Wᵀ: an inverse as far as training makes W orthogonal (FrEIA's `InvAutoFC`). Log-determinants are
 * those of W in both directions, where it is square, and 0 where it is not.
 *
 * @example
 * const layer = new AutoinverseDense([4], [1]);
 * const [y] = layer(x);
 */
export class AutoinverseDense extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'AutoinverseDense', FLOWS);

  readonly units: number;
  readonly reconstruction: number;
  readonly kernel: Variable;
  readonly bias: Variable;

  constructor(...args: AutoinverseDenseArguments) {
    const { units = null, reconstruction = 1, ...options } = bindOptions(AUTOINVERSE_DENSE_PARAMETERS, args);
    super(options);
    const size = assertVectors(this);
    this.units = units ?? size;
    if (!(Number.isInteger(this.units) && this.units > 0 && reconstruction >= 0)) {
      throw new ValueError('AutoinverseDense has some units, and a weight of its loss that is not negative.', {
        received: `units ${units}, reconstruction ${reconstruction}`,
      });
    }
    this.reconstruction = reconstruction;
    this.kernel = this.addWeight({ name: 'kernel', shape: [size, this.units], initializer: 'glorot_normal' });
    this.bias = this.addWeight({ name: 'bias', shape: [this.units], initializer: 'zeros' });
  }

  override get _isInvertible_(): boolean {
    return false;
  }

  override get _inputSizes_(): Sizes {
    return { shape: this._shape_, axes: this._axes_, rank: 2 };
  }

  override get _outputSizes_(): Sizes {
    return { shape: [this.units], axes: [1], rank: 2 };
  }

  override computeOutputShape([batch = null]: SymbolicShape): SymbolicShape[] {
    return [[batch, this.units], [batch]];
  }

  override computeInputShape([batch = null]: SymbolicShape): SymbolicShape {
    return [batch, ...this._shape_];
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    const y = inputs.matmul(this.kernel.value).add(this.bias.value);
    const missed = this._invert_(y).sub(inputs);
    if (this.reconstruction > 0) this.addLoss(missed.square().mean().mul(this.reconstruction));
    return [y, this.#logDeterminant(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    return outputs.sub(this.bias.value).matmul(this.kernel.value.transpose());
  }

  protected override _invertWithDeterminant_(outputs: Tensor): FlowOutputs {
    const inputs = this._invert_(outputs);
    return [inputs, this.#logDeterminant(inputs)];
  }

  #logDeterminant(x: Tensor): Tensor {
    if (this.units !== this._shape_[0]) return noChange(x);
    return expandPerSample(ops.slogdet(this.kernel.value)[1], x);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), units: this.units, reconstruction: this.reconstruction };
  }
}

export interface AutoinverseConvolutionOptions extends LayerOptions {
  /** The number of channels, `[channels]`. */
  shape: readonly number[];
  /** `[3]` */
  axes: readonly number[];
  /** The channels of the outputs; those of the inputs, if not said otherwise. */
  filters?: number | null;
  /** Of the kernel. */
  kernelSize?: number;
  /** The weight of the mean square by which the way back misses the inputs, which is added to the loss. */
  reconstruction?: number;
}

/**
 * A convolution whose way back is the transposed one: an inverse as far as training makes it orthogonal (FrEIA's `InvAutoConv2D`).
 * Log-determinants count as 0, as they are then.
 *
 * @throws ValueError for other axes than [3]
 * @example
 * const layer = new AutoinverseConvolution([4], [3]);
 * const [y] = layer(features);
 */
export class AutoinverseConvolution extends FlowLayer {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'AutoinverseConvolution', FLOWS);

  readonly filters: number;
  readonly kernelSize: number;
  readonly reconstruction: number;
  readonly kernel: Variable;
  readonly bias: Variable;

  constructor(...args: AutoinverseConvolutionArguments) {
    const {
      filters = null,
      kernelSize = 3,
      reconstruction = 1,
      ...options
    } = bindOptions(AUTOINVERSE_CONVOLUTION_PARAMETERS, args);
    super(options);
    const [channels = 0] = this._shape_;
    this.filters = filters ?? channels;
    const areCounts = [this.filters, kernelSize].every((each) => Number.isInteger(each) && each > 0);
    if (this._axes_.length !== 1 || this._axes_[0] !== 3 || !areCounts || !(reconstruction >= 0)) {
      throw new ValueError('AutoinverseConvolution transforms pictures, [batch, height, width, channels].', {
        expected: 'shape [channels], axes [3]',
        received: `shape [${this._shape_}], axes [${this._axes_}], filters ${filters}, kernelSize ${kernelSize}`,
      });
    }
    this.kernelSize = kernelSize;
    this.reconstruction = reconstruction;
    const shape = [kernelSize, kernelSize, channels, this.filters];
    this.kernel = this.addWeight({ name: 'kernel', shape, initializer: 'glorot_normal' });
    this.bias = this.addWeight({ name: 'bias', shape: [this.filters], initializer: 'zeros' });
  }

  override get _isInvertible_(): boolean {
    return false;
  }

  override get _inputSizes_(): Sizes {
    return { shape: this._shape_, axes: this._axes_, rank: 4 };
  }

  override get _outputSizes_(): Sizes {
    return { shape: [this.filters], axes: this._axes_, rank: 4 };
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape[] {
    return [[...inputShape.slice(0, -1), this.filters], inputShape.slice(0, 1)];
  }

  override computeInputShape(outputShape: SymbolicShape): SymbolicShape {
    return [...outputShape.slice(0, -1), ...this._shape_];
  }

  #convolved(x: Tensor): Tensor {
    return ops.conv(x, this.kernel.value, 1, 'same');
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    const y = this.#convolved(inputs).add(this.bias.value);
    const missed = this._invert_(y).sub(inputs);
    if (this.reconstruction > 0) this.addLoss(missed.square().mean().mul(this.reconstruction));
    return [y, noChange(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    const shape = [...outputs.shape.slice(0, -1), ...this._shape_];
    const [, pullback] = vjp((x: Tensor) => this.#convolved(x), ops.zeros(shape, outputs.dtype));
    return (pullback(outputs.sub(this.bias.value)) as Tensor[])[0]!;
  }

  protected override _invertWithDeterminant_(outputs: Tensor): FlowOutputs {
    return [this._invert_(outputs), noChange(outputs)];
  }

  override getConfig(): Record<string, unknown> {
    const { filters, kernelSize, reconstruction } = this;
    return { ...super.getConfig(), filters, kernel_size: kernelSize, reconstruction };
  }
}
