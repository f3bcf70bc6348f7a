/** The two halves of the variational autoencoders of digits. */
import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import { Conv2d, ConvTranspose2d, Linear, Module } from '../nn/index.js';
import {
  VAR_DECODER_MNIST_PARAMETERS,
  VAR_ENCODER_MNIST_PARAMETERS,
  type VarDecoderMnistArguments,
  type VarEncoderMnistArguments,
} from './signatures.js';

export interface VarEncoderMnistOptions {
  /** Channels of the first convolution. */
  c?: number;
  latentDims?: number;
}

export type VarDecoderMnistOptions = VarEncoderMnistOptions;

/** The form of the convolutions. */
const FORM = { stride: 2, padding: 1 };

/** From images `[N, 1, 28, 28]` to the means and the log variances of normal distributions. */
export class VarEncoderMnist extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly fcMu: Linear;
  readonly fcLogvar: Linear;
  readonly latentDims: number;

  constructor(...args: VarEncoderMnistArguments) {
    super();
    const { c = 64, latentDims = 10 } = bindOptions(VAR_ENCODER_MNIST_PARAMETERS, args);
    this.conv1 = new Conv2d(1, c, 4, FORM);
    this.conv2 = new Conv2d(c, 2 * c, 4, FORM);
    this.fcMu = new Linear(2 * c * 7 * 7, latentDims);
    this.fcLogvar = new Linear(2 * c * 7 * 7, latentDims);
    this.latentDims = latentDims;
  }

  forward(x: Tensor): [mu: Tensor, logvar: Tensor] {
    const features = this.features(x);
    return [this.fcMu(features), this.fcLogvar(features)];
  }

  /** The means alone. */
  mu(x: Tensor): Tensor {
    return this.fcMu(this.features(x));
  }

  private features(x: Tensor): Tensor {
    const convolved = ops.relu(this.conv2(ops.relu(this.conv1(x))));
    return ops.reshape(convolved, [x.shape[0]!, -1]);
  }
}

/** From latent vectors to images. */
export class VarDecoderMnist extends Module {
  readonly fc: Linear;
  readonly conv2: ConvTranspose2d;
  readonly conv1: ConvTranspose2d;
  readonly c: number;

  constructor(...args: VarDecoderMnistArguments) {
    super();
    const { c = 64, latentDims = 10 } = bindOptions(VAR_DECODER_MNIST_PARAMETERS, args);
    this.fc = new Linear(latentDims, 2 * c * 7 * 7);
    this.conv2 = new ConvTranspose2d(2 * c, c, 4, FORM);
    this.conv1 = new ConvTranspose2d(c, 1, 4, FORM);
    this.c = c;
  }

  forward(x: Tensor): Tensor {
    const features = ops.reshape(this.fc(x), [x.shape[0]!, 2 * this.c, 7, 7]);
    return ops.sigmoid(this.conv1(ops.relu(this.conv2(features))));
  }
}
