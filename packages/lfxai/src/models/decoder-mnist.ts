import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import { BatchNorm2d, ConvTranspose2d, Linear, Module, ReLU, Sequential, Unflatten } from '../nn/index.js';
import { DECODER_MNIST_PARAMETERS, type DecoderMnistArguments } from './signatures.js';

export interface DecoderMnistOptions {
  /** Size of the representations. */
  encodedSpaceDim: number;
}

/**
 * Draws digits from their representations.
 *
 * @example
 * new DecoderMnist({ encodedSpaceDim: 4 })(ops.zeros([2, 4])); // shape [2, 1, 28, 28]
 */
export class DecoderMnist extends Module {
  readonly decoderLin: Sequential;
  readonly unflatten = new Unflatten([32, 3, 3]);
  readonly decoderConv: Sequential;

  constructor(...args: DecoderMnistArguments) {
    super();
    const { encodedSpaceDim } = bindOptions(DECODER_MNIST_PARAMETERS, args);
    this.decoderLin = new Sequential(
      new Linear(encodedSpaceDim, 128),
      new ReLU(),
      new Linear(128, 3 * 3 * 32),
      new ReLU(),
    );
    this.decoderConv = new Sequential(
      new ConvTranspose2d(32, 16, 3, { stride: 2 }),
      new BatchNorm2d(16),
      new ReLU(),
      new ConvTranspose2d(16, 8, 3, { stride: 2, padding: 1, outputPadding: 1 }),
      new BatchNorm2d(8),
      new ReLU(),
      new ConvTranspose2d(8, 1, 3, { stride: 2, padding: 1, outputPadding: 1 }),
    );
  }

  /** @param x [N, encodedSpaceDim] */
  forward(x: Tensor): Tensor {
    return ops.sigmoid(this.decoderConv(this.unflatten(this.decoderLin(x))));
  }
}
