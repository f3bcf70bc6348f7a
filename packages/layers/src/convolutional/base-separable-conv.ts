import { ops, type SymbolicShape, type Tensor, type Variable } from '@org/core';
import { positiveInteger } from '../arguments.js';
import { configNames } from '../serialization/configuration.js';
import { channelsOf, windowOutputShape } from '../spatial-shape.js';
import {
  type BiasIdentifiers,
  type DepthwiseIdentifiers,
  type PointwiseIdentifiers,
  settingsOf,
  type WeightSettings,
  weightSettings,
} from '../weight-settings.js';
import { Convolution, type ConvolutionOptions } from './convolution.js';
import { SEPARABLE_CONV2D_PARAMETERS } from './signatures.js';

type Weights = 'depthwise' | 'pointwise' | 'bias';

export interface SeparableConvOptions
  extends ConvolutionOptions,
    DepthwiseIdentifiers,
    PointwiseIdentifiers,
    BiasIdentifiers {
  /** Number of output channels. */
  filters: number;
  /** Number of depthwise filters for each input channel. */
  depthMultiplier?: number;
}

export interface BaseSeparableConv extends WeightSettings<Weights> {}

/** A depthwise convolution followed by one with a window of size 1, which mixes the channels. */
export abstract class BaseSeparableConv extends Convolution {
  static override readonly parameters = /* @__PURE__ */ configNames(SEPARABLE_CONV2D_PARAMETERS, {
    first: ['depthMultiplier'],
  });

  readonly filters: number;
  readonly depthMultiplier: number;
  /** [...kernelSize, channels, depthMultiplier] */
  declare depthwiseKernel: Variable;
  /** [...ones, channels * depthMultiplier, filters] */
  declare pointwiseKernel: Variable;

  constructor(rank: number, options: SeparableConvOptions) {
    super(rank, options);
    this.filters = positiveInteger(options.filters, 'filters');
    this.depthMultiplier = positiveInteger(options.depthMultiplier ?? 1, 'depthMultiplier');
    const initializers = { depthwise: 'glorot_uniform', pointwise: 'glorot_uniform', bias: 'zeros' };
    Object.assign(this, weightSettings(options, initializers));
  }

  override build(inputShape: SymbolicShape): void {
    const { rank, kernelSize, depthMultiplier, filters } = this;
    const channels = channelsOf(inputShape, this.dataFormat);
    this.computeOutputShape(inputShape);
    this.fixChannels(channels);
    this.depthwiseKernel = this.addWeight({
      name: 'depthwise_kernel',
      shape: [...kernelSize, channels, depthMultiplier],
      ...settingsOf(this, 'depthwise'),
    });
    this.pointwiseKernel = this.addWeight({
      name: 'pointwise_kernel',
      shape: [...new Array<number>(rank).fill(1), channels * depthMultiplier, filters],
      ...settingsOf(this, 'pointwise'),
    });
    if (this.useBias) this.bias = this.addWeight({ name: 'bias', shape: [filters], ...settingsOf(this, 'bias') });
  }

  override call(inputs: Tensor): Tensor {
    const { depthwiseKernel, pointwiseKernel, strides, padding, dataFormat, dilationRate } = this;
    return this.finishConvolution(
      ops.separableConv(inputs, depthwiseKernel, pointwiseKernel, strides, padding, dataFormat, dilationRate),
    );
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const { kernelSize: size, strides, padding, dilationRate, dataFormat } = this;
    return windowOutputShape(inputShape, this.filters, { size, strides, padding, dilationRate }, dataFormat);
  }
}
