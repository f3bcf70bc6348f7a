import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import { BatchNorm2d, Conv2d, Flatten, Linear, Module, ReLU, Sequential } from '../nn/index.js';
import { ENCODER_MNIST_PARAMETERS, type EncoderMnistArguments } from './signatures.js';

export interface EncoderMnistOptions {
  /** Size of the representations. */
  encodedSpaceDim: number;
}

/** Images `[N, 1, 28, 28]` to 32 channels of 3 by 3. */
export const digitConvolutions = (): Sequential =>
  new Sequential(
    new Conv2d(1, 8, 3, { stride: 2, padding: 1 }),
    new ReLU(),
    new Conv2d(8, 16, 3, { stride: 2, padding: 1 }),
    new BatchNorm2d(16),
    new ReLU(),
    new Conv2d(16, 32, 3, { stride: 2 }),
    new ReLU(),
  );

/** The way from there to representations. */
export const digitHead = (encodedSpaceDim: number): Sequential =>
  new Sequential(new Linear(3 * 3 * 32, 128), new ReLU(), new Linear(128, encodedSpaceDim));

/**
 * Represents digits.
 *
 * @example
 * new EncoderMnist({ encodedSpaceDim: 4 })(ops.zeros([2, 1, 28, 28])); // shape [2, 4]
 */
export class EncoderMnist extends Module {
  readonly encoderCnn = digitConvolutions();
  readonly flatten = new Flatten();
  readonly encoderLin: Sequential;
  readonly encodedSpaceDim: number;

  constructor(...args: EncoderMnistArguments) {
    super();
    const { encodedSpaceDim } = bindOptions(ENCODER_MNIST_PARAMETERS, args);
    this.encoderLin = digitHead(encodedSpaceDim);
    this.encodedSpaceDim = encodedSpaceDim;
  }

  /** @param x [N, 1, 28, 28] */
  forward(x: Tensor): Tensor {
    return this.encoderLin(this.flatten(this.encoderCnn(x)));
  }
}
