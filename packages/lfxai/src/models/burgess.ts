/** The networks of Burgess et al., "Understanding disentangling in β-VAE" (arXiv:1804.03599). */
import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import { Conv2d, ConvTranspose2d, Linear, Module } from '../nn/index.js';
import {
  DECODER_BURGESS_PARAMETERS,
  type DecoderBurgessArguments,
  ENCODER_BURGESS_PARAMETERS,
  type EncoderBurgessArguments,
} from './signatures.js';

/** Channels, height and width: (1, 32, 32) or (3, 64, 64), for example. */
export type ImageSize = readonly [channels: number, height: number, width: number];

export interface EncoderBurgessOptions {
  imgSize: ImageSize;
  latentDim?: number;
}

export type DecoderBurgessOptions = EncoderBurgessOptions;

const CHANNELS = 32;
const KERNEL = 4;
const HIDDEN = 256;
const FORM = { stride: 2, padding: 1 };

/** Images of 64 by 64 need a convolution more than those of 32 by 32. */
const isLarge = ([, height, width]: ImageSize): boolean => height === 64 && width === 64;

/** From images to the means and the log variances of normal distributions, which lie interleaved in the last layer. */
export class EncoderBurgess extends Module {
  static override readonly stateNames = { conv64: 'conv_64' };

  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly conv3: Conv2d;
  readonly conv64: Conv2d | null;
  readonly lin1: Linear;
  readonly lin2: Linear;
  readonly muLogvarGen: Linear;
  readonly latentDim: number;
  readonly imgSize: ImageSize;

  constructor(...args: EncoderBurgessArguments) {
    super();
    const { imgSize, latentDim = 10 } = bindOptions(ENCODER_BURGESS_PARAMETERS, args);
    const next = () => new Conv2d(CHANNELS, CHANNELS, KERNEL, FORM);
    this.conv1 = new Conv2d(imgSize[0], CHANNELS, KERNEL, FORM);
    this.conv2 = next();
    this.conv3 = next();
    this.conv64 = isLarge(imgSize) ? next() : null;
    this.lin1 = new Linear(CHANNELS * KERNEL * KERNEL, HIDDEN);
    this.lin2 = new Linear(HIDDEN, HIDDEN);
    this.muLogvarGen = new Linear(HIDDEN, 2 * latentDim);
    this.latentDim = latentDim;
    this.imgSize = imgSize;
  }

  /** @param x [N, channels, height, width] */
  forward(x: Tensor): [mu: Tensor, logvar: Tensor] {
    const convolutions = [this.conv1, this.conv2, this.conv3, ...(this.conv64 ? [this.conv64] : [])];
    const features = convolutions.reduce((value, convolution) => ops.relu(convolution(value)), x);
    const flat = ops.reshape(features, [x.shape[0]!, -1]);
    const both = this.muLogvarGen(ops.relu(this.lin2(ops.relu(this.lin1(flat)))));
    return ops.unstack(ops.reshape(both, [-1, this.latentDim, 2]), { axis: -1 }) as [Tensor, Tensor];
  }

  /** The means alone. */
  mu(x: Tensor): Tensor {
    return this<[Tensor, Tensor]>(x)[0];
  }
}

/** From latent vectors to images. */
export class DecoderBurgess extends Module {
  static override readonly stateNames = {
    convT64: 'convT_64',
    convT1: 'convT1',
    convT2: 'convT2',
    convT3: 'convT3',
  };

  readonly lin1: Linear;
  readonly lin2: Linear;
  readonly lin3: Linear;
  readonly convT64: ConvTranspose2d | null;
  readonly convT1: ConvTranspose2d;
  readonly convT2: ConvTranspose2d;
  readonly convT3: ConvTranspose2d;
  readonly imgSize: ImageSize;

  constructor(...args: DecoderBurgessArguments) {
    super();
    const { imgSize, latentDim = 10 } = bindOptions(DECODER_BURGESS_PARAMETERS, args);
    const next = () => new ConvTranspose2d(CHANNELS, CHANNELS, KERNEL, FORM);
    this.lin1 = new Linear(latentDim, HIDDEN);
    this.lin2 = new Linear(HIDDEN, HIDDEN);
    this.lin3 = new Linear(HIDDEN, CHANNELS * KERNEL * KERNEL);
    this.convT64 = isLarge(imgSize) ? next() : null;
    this.convT1 = next();
    this.convT2 = next();
    this.convT3 = new ConvTranspose2d(CHANNELS, imgSize[0], KERNEL, FORM);
    this.imgSize = imgSize;
  }

  /** @param z [N, latentDim] */
  forward(z: Tensor): Tensor {
    const flat = [this.lin1, this.lin2, this.lin3].reduce((value, layer) => ops.relu(layer(value)), z);
    const convolutions = [...(this.convT64 ? [this.convT64] : []), this.convT1, this.convT2];
    const start = ops.reshape(flat, [z.shape[0]!, CHANNELS, KERNEL, KERNEL]);
    const features = convolutions.reduce((value, convolution) => ops.relu(convolution(value)), start);
    return ops.sigmoid(this.convT3(features));
  }
}
