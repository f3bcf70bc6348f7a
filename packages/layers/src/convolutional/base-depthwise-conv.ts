import { ops, type SymbolicShape, type Tensor, type Variable } from '@org/core';
import { positiveInteger } from '../arguments.js';
import { configNames } from '../serialization/configuration.js';
import { channelsOf, windowOutputShape } from '../spatial-shape.js';
import {
  type BiasIdentifiers,
  type DepthwiseIdentifiers,
  settingsOf,
  type WeightSettings,
  weightSettings,
} from '../weight-settings.js';
import { Convolution, type ConvolutionOptions } from './convolution.js';
import { DEPTHWISE_CONV2D_PARAMETERS } from './signatures.js';

export interface DepthwiseConvOptions extends ConvolutionOptions, DepthwiseIdentifiers, BiasIdentifiers {
  /** Number of filters for each input channel. */
  depthMultiplier?: number;
}

export interface BaseDepthwiseConv extends WeightSettings<'depthwise' | 'bias'> {}

/** A convolution of each channel with its own filters, over `rank` spatial axes. */
export abstract class BaseDepthwiseConv extends Convolution {
  static override readonly parameters = /* @__PURE__ */ configNames(DEPTHWISE_CONV2D_PARAMETERS, {
    first: ['depthMultiplier'],
  });

  readonly depthMultiplier: number;
  /** [...kernelSize, channels, depthMultiplier] */
  declare kernel: Variable;

  constructor(rank: number, options: DepthwiseConvOptions) {
    super(rank, options);
    this.depthMultiplier = positiveInteger(options.depthMultiplier ?? 1, 'depthMultiplier');
    Object.assign(this, weightSettings(options, { depthwise: 'glorot_uniform', bias: 'zeros' }));
  }

  override build(inputShape: SymbolicShape): void {
    const { kernelSize, depthMultiplier } = this;
    const channels = channelsOf(inputShape, this.dataFormat);
    this.computeOutputShape(inputShape);
    this.fixChannels(channels);
    const shape = [...kernelSize, channels, depthMultiplier];
    this.kernel = this.addWeight({ name: 'kernel', shape, ...settingsOf(this, 'depthwise') });
    if (!this.useBias) return;
    this.bias = this.addWeight({ name: 'bias', shape: [channels * depthMultiplier], ...settingsOf(this, 'bias') });
  }

  override call(inputs: Tensor): Tensor {
    const { kernel, strides, padding, dataFormat, dilationRate } = this;
    return this.finishConvolution(ops.depthwiseConv(inputs, kernel, strides, padding, dataFormat, dilationRate));
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const { kernelSize: size, strides, padding, dilationRate, dataFormat } = this;
    const channels = channelsOf(inputShape, dataFormat) * this.depthMultiplier;
    return windowOutputShape(inputShape, channels, { size, strides, padding, dilationRate }, dataFormat);
  }
}
