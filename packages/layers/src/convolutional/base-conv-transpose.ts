import { ops, type SymbolicShape, type Tensor, ValueError, type Variable } from '@org/core';
import { positiveInteger, type Sizes, standardizeTuple } from '../arguments.js';
import { configNames } from '../serialization/configuration.js';
import { assertStridesOrDilation, channelsOf, mapSpatial, shapeFromParts, spatialShape } from '../spatial-shape.js';
import {
  type BiasIdentifiers,
  type KernelIdentifiers,
  settingsOf,
  type WeightSettings,
  weightSettings,
} from '../weight-settings.js';
import { Convolution, type ConvolutionOptions } from './convolution.js';
import { CONV2D_TRANSPOSE_PARAMETERS } from './signatures.js';

export interface ConvTransposeOptions extends ConvolutionOptions, KernelIdentifiers, BiasIdentifiers {
  /** Number of output channels. */
  filters: number;
  /** Additional elements at the end of each spatial axis; null for the size that `padding` implies. */
  outputPadding?: Sizes | null;
}

export interface BaseConvTranspose extends WeightSettings<'kernel' | 'bias'> {}

/** A transposed convolution over `rank` spatial axes: it turns the shape of a convolution's output into that of its input. */
export abstract class BaseConvTranspose extends Convolution {
  static override readonly parameters = /* @__PURE__ */ configNames(CONV2D_TRANSPOSE_PARAMETERS);

  readonly filters: number;
  readonly outputPadding: readonly number[] | null;
  /** [...kernelSize, filters, channels] */
  declare kernel: Variable;

  constructor(rank: number, options: ConvTransposeOptions) {
    super(rank, options);
    this.filters = positiveInteger(options.filters, 'filters');
    assertStridesOrDilation(this.strides, this.dilationRate);
    const { outputPadding = null } = options;
    this.outputPadding = outputPadding === null ? null : standardizeTuple(outputPadding, rank, 'outputPadding', true);
    if (this.outputPadding?.some((size, i) => size >= this.strides[i]!)) {
      throw new ValueError('`outputPadding` must be less than `strides`.', {
        received: `outputPadding=[${this.outputPadding}], strides=[${this.strides}]`,
      });
    }
    Object.assign(this, weightSettings(options, { kernel: 'glorot_uniform', bias: 'zeros' }));
  }

  override build(inputShape: SymbolicShape): void {
    const { kernelSize, filters } = this;
    const channels = channelsOf(inputShape, this.dataFormat);
    this.fixChannels(channels);
    const shape = [...kernelSize, filters, channels];
    this.kernel = this.addWeight({ name: 'kernel', shape, ...settingsOf(this, 'kernel') });
    if (this.useBias) this.bias = this.addWeight({ name: 'bias', shape: [filters], ...settingsOf(this, 'bias') });
  }

  override call(inputs: Tensor): Tensor {
    const { kernel, strides, padding, outputPadding, dataFormat, dilationRate } = this;
    return this.finishConvolution(
      ops.convTranspose(inputs, kernel, strides, padding, outputPadding, dataFormat, dilationRate),
    );
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const { strides, padding, outputPadding, dilationRate, dataFormat, filters } = this;
    const sizes = mapSpatial(inputShape, dataFormat, (size, i) => {
      const stride = strides[i]!;
      const extent = (this.kernelSize[i]! - 1) * dilationRate[i]! + 1;
      if (padding === 'same') {
        return outputPadding ? (size - 1) * stride + (extent % 2) + outputPadding[i]! : size * stride;
      }
      return (size - 1) * stride + extent + (outputPadding?.[i] ?? Math.max(stride - extent, 0));
    });
    return shapeFromParts(sizes[0]!, spatialShape(sizes, dataFormat), filters, dataFormat);
  }
}
