/** What all convolution layers share: how they read sizes, and the bias and activation at their end. */

import { type DataFormat, ops, standardizeDataFormat, type Tensor, type Variable } from '@org/core';
import * as activations from '../activations/index.js';
import { type Sizes, standardizeChoice, standardizeTuple } from '../arguments.js';
import { InputSpec } from '../input-spec.js';
import { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { isSaidByFields } from '../recorded-layer.js';
import { channelAxis, type Padding } from '../spatial-shape.js';

/** Keywords of every convolution layer. */
export interface ConvolutionOptions extends LayerOptions {
  /** Extent of the window along each spatial axis. */
  kernelSize: Sizes;
  /** Steps of the window along each axis. */
  strides?: Sizes;
  /** 'valid' for no padding, 'same' for outputs of size ceil(size / stride). */
  padding?: Padding;
  /** 'channels_last' or 'channels_first'; null for the configured one. */
  dataFormat?: string | null;
  /** Distance of the taps of the window. */
  dilationRate?: Sizes;
  /** Applied to the output; null for none. */
  activation?: activations.ActivationIdentifier;
  /** Whether a bias is added. */
  useBias?: boolean;
}

/** Base of the convolution layers. */
export abstract class Convolution extends Layer {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
  activation: activations.ActivationFunction | null;
  readonly useBias: boolean;
  bias: Variable | null = null;

  /** @param rank the number of spatial axes */
  constructor(
    readonly rank: number,
    options: ConvolutionOptions,
    paddings: readonly Padding[] = ['valid', 'same'],
  ) {
    super(options);
    this.kernelSize = standardizeTuple(options.kernelSize, rank, 'kernelSize');
    this.strides = standardizeTuple(options.strides ?? 1, rank, 'strides');
    this.padding = standardizeChoice(options.padding ?? 'valid', 'padding', paddings);
    this.dataFormat = standardizeDataFormat(options.dataFormat);
    this.dilationRate = standardizeTuple(options.dilationRate ?? 1, rank, 'dilationRate');
    this.activation = activations.get(options.activation);
    this.useBias = options.useBias ?? true;
    this.inputSpec = new InputSpec({ minNdim: rank + 2 });
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  /** From the build on, inputs have this many channels. */
  protected fixChannels(channels: number): void {
    this.inputSpec = new InputSpec({ minNdim: this.rank + 2, axes: { [channelAxis(this.dataFormat)]: channels } });
  }

  /** Adds the bias and applies the activation. */
  protected finishConvolution(outputs: Tensor): Tensor {
    const result = this.#withBias(outputs);
    return this.activation ? this.activation(result) : result;
  }

  #withBias(outputs: Tensor): Tensor {
    if (!this.bias) return outputs;
    const [channels] = this.bias.shape as [number];
    const shape = this.dataFormat === 'channels_last' ? [channels] : [channels, ...new Array(this.rank).fill(1)];
    return ops.add(outputs, ops.reshape(this.bias, shape));
  }
}
