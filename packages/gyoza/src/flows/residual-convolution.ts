import { ops, type SymbolicShape, type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { joinCondition, type Sizes } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { Contraction } from './contraction.js';
import { convolutionNormBound } from './norm-bounds.js';
import { STEEPEST } from './residual.js';
import { RESIDUAL_CONVOLUTION_PARAMETERS, type ResidualConvolutionArguments } from './signatures.js';

export interface ResidualConvolutionOptions extends LayerOptions {
  /** The number of channels, `[channels]`. */
  shape: readonly number[];
  /** `[3]` */
  axes: readonly number[];
  /** The channels in between. */
  hiddenChannels?: readonly number[];
  /** Of the kernels, one more than there are hidden layers; odd. */
  kernelSizes?: readonly number[];
  /** What the network's slopes stay below: less than 1. */
  lipschitz?: number;
  /** Estimated by one random direction and some terms of a series, or exact, by the Jacobian of all pixels. */
  logDeterminant?: 'exact' | 'estimated';
  /** How many terms of the series are summed. */
  terms?: number;
  /** Of the random directions, which are the same at each call. */
  seed?: number;
  /** The channels of the condition, where the layer is called with one. */
  conditionSize?: number;
}

/**
 * y = x + g(x) over pictures, where the slopes of the convolutions g stay below 1, as those of {@link Residual} do: kernels are divided by
 * bounds of the norms of their convolutions, which hold for pictures of any size.
 *
 * @throws ValueError for other axes than [3], or another number of kernels
 * @example
 * const [y, logDeterminant] = new ResidualConvolution([4], [3], { hiddenChannels: [16, 16] })(features);
 */
export class ResidualConvolution extends Contraction {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'ResidualConvolution', FLOWS);

  readonly hiddenChannels: readonly number[];
  readonly kernelSizes: readonly number[];
  readonly kernels: Variable[] = [];
  readonly biases: Variable[] = [];

  constructor(...args: ResidualConvolutionArguments) {
    const {
      hiddenChannels = [64, 64],
      kernelSizes = [3, ...hiddenChannels.slice(1).map(() => 1), 3],
      lipschitz = 0.9,
      logDeterminant = 'estimated',
      terms = 10,
      seed = 0,
      conditionSize = 0,
      ...options
    } = bindOptions(RESIDUAL_CONVOLUTION_PARAMETERS, args);
    super({ ...options, lipschitz, logDeterminant, terms, seed, conditionSize });
    if (this._axes_.length !== 1 || this._axes_[0] !== 3) {
      throw new ValueError('ResidualConvolution transforms pictures, [batch, height, width, channels].', {
        expected: 'shape [channels], axes [3]',
        received: `shape [${this._shape_}], axes [${this._axes_}]`,
      });
    }
    const areCounts = hiddenChannels.every((each) => Number.isInteger(each) && each > 0);
    const areOdd = kernelSizes.every((each) => Number.isInteger(each) && each % 2 === 1 && each > 0);
    if (!areOdd || !areCounts || kernelSizes.length !== hiddenChannels.length + 1) {
      throw new ValueError(
        'ResidualConvolution has hidden layers of some channels, and a kernel of an odd size before and behind each.',
        {
          received: `kernelSizes [${kernelSizes}], hiddenChannels [${hiddenChannels}]`,
        },
      );
    }
    this.hiddenChannels = [...hiddenChannels];
    this.kernelSizes = [...kernelSizes];
  }

  override get _inputSizes_(): Sizes {
    return { shape: this._shape_, axes: this._axes_, rank: 4 };
  }

  override build(_inputShape: SymbolicShape): void {
    const [channels] = this._shape_ as [number];
    const counts = [channels + this.conditionSize, ...this.hiddenChannels, channels];
    for (const [i, size] of this.kernelSizes.entries()) {
      const shape = [size, size, counts[i]!, counts[i + 1]!];
      this.kernels.push(this.addWeight({ name: `kernel_${i}`, shape, initializer: 'glorot_uniform' }));
      this.biases.push(this.addWeight({ name: `bias_${i}`, shape: shape.slice(3), initializer: 'zeros' }));
    }
  }

  protected override _boundedKernels_(): Tensor[] {
    const each = this.lipschitz ** (1 / this.kernels.length);
    return this.kernels.map(({ value }) => value.mul(ops.minimum(ops.divide(each, convolutionNormBound(value)), 1)));
  }

  protected override _residual_(x: Tensor, condition: TensorLike | null, kernels: readonly Tensor[]): Tensor {
    const inputs = joinCondition(x, condition, this.conditionSize);
    return kernels.reduce((each, kernel, i) => {
      const sum = ops.conv(each, ops.cast(kernel, x.dtype), 1, 'same').add(ops.cast(this.biases[i]!.value, x.dtype));
      return i < this.hiddenChannels.length ? ops.silu(sum).div(STEEPEST) : sum;
    }, inputs);
  }

  override getConfig(): Record<string, unknown> {
    const { hiddenChannels, kernelSizes } = this;
    return { ...super.getConfig(), hidden_channels: hiddenChannels, kernel_sizes: kernelSizes };
  }
}
