import { ops, type SymbolicShape, type Tensor, ValueError, type Variable } from '@org/core';
import { positiveInteger } from '../arguments.js';
import type { LoraLayerOptions, LoraMatrices } from '../lora-layer.js';
import { configNames } from '../serialization/configuration.js';
import { assertStridesOrDilation, channelsOf, windowOutputShape } from '../spatial-shape.js';
import {
  type BiasIdentifiers,
  type KernelIdentifiers,
  settingsOf,
  type WeightSettings,
  weightSettings,
} from '../weight-settings.js';
import { Convolution, type ConvolutionOptions } from './convolution.js';
import { CONV2D_PARAMETERS } from './signatures.js';

export interface ConvOptions extends ConvolutionOptions, LoraLayerOptions, KernelIdentifiers, BiasIdentifiers {
  /** Number of output channels. */
  filters: number;
  /** Into how many parts the channels are split, each convolved with its own filters. */
  groups?: number;
}

export interface BaseConv extends WeightSettings<'kernel' | 'bias'>, LoraMatrices<'kernel'> {}

/** A convolution over `rank` spatial axes. */
export abstract class BaseConv extends Convolution {
  static override readonly parameters = /* @__PURE__ */ configNames(CONV2D_PARAMETERS);

  readonly filters: number;
  readonly groups: number;
  /** [...kernelSize, channels / groups, filters] */
  declare kernel: Variable;

  constructor(rank: number, options: ConvOptions) {
    super(rank, options, rank === 1 ? ['valid', 'same', 'causal'] : ['valid', 'same']);
    this.filters = positiveInteger(options.filters, 'filters');
    this.groups = positiveInteger(options.groups ?? 1, 'groups');
    assertStridesOrDilation(this.strides, this.dilationRate);
    this.#assertDivisible('number of filters', this.filters);
    Object.assign(this, weightSettings(options, { kernel: 'glorot_uniform', bias: 'zeros' }));
  }

  override build(inputShape: SymbolicShape): void {
    const { kernelSize, filters, groups } = this;
    const channels = channelsOf(inputShape, this.dataFormat);
    this.#assertDivisible('number of input channels', channels);
    this.computeOutputShape(inputShape);
    this.fixChannels(channels);
    const shape = [...kernelSize, channels / groups, filters];
    this.kernel = this.addWeight({ name: 'kernel', shape, ...settingsOf(this, 'kernel') });
    if (this.useBias) this.bias = this.addWeight({ name: 'bias', shape: [filters], ...settingsOf(this, 'bias') });
    if (this.loraRank) this.enableLora(this.loraRank, this.loraAlpha);
  }

  override call(inputs: Tensor): Tensor {
    const { adaptedWeight: kernel, strides, padding, dataFormat, dilationRate } = this;
    const causal = padding === 'causal';
    const outputs = ops.conv(
      causal ? this.#padCausally(inputs) : inputs,
      kernel,
      strides,
      causal ? 'valid' : padding,
      dataFormat,
      dilationRate,
    );
    return this.finishConvolution(outputs);
  }

  /** Zeros in front, so that no output depends on a later input. */
  #padCausally(inputs: Tensor): Tensor {
    const front = [this.dilationRate[0]! * (this.kernelSize[0]! - 1), 0];
    const none = [0, 0];
    return ops.pad(inputs, this.dataFormat === 'channels_last' ? [none, front, none] : [none, none, front]);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const { kernelSize: size, strides, padding, dilationRate, dataFormat } = this;
    return windowOutputShape(inputShape, this.filters, { size, strides, padding, dilationRate }, dataFormat);
  }

  #assertDivisible(what: string, count: number): void {
    if (count % this.groups === 0) return;
    throw new ValueError(`The ${what} must be a multiple of the number of groups.`, {
      received: `${count} with groups=${this.groups}`,
    });
  }
}
