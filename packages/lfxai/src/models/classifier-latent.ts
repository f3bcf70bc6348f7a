import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import { Flatten, Module, type Sequential } from '../nn/index.js';
import { digitConvolutions, digitHead } from './encoder-mnist.js';
import { CLASSIFIER_LATENT_PARAMETERS, type ClassifierLatentArguments } from './signatures.js';

export interface ClassifierLatentOptions {
  latentDims: number;
}

/** The network of {@link EncoderMnist} with a softmax, which the original forgot to apply. */
export class ClassifierLatent extends Module {
  readonly encoderCnn = digitConvolutions();
  readonly flatten = new Flatten();
  readonly encoderLin: Sequential;

  constructor(...args: ClassifierLatentArguments) {
    super();
    this.encoderLin = digitHead(bindOptions(CLASSIFIER_LATENT_PARAMETERS, args).latentDims);
  }

  /** Probabilities of the latent classes. */
  forward(x: Tensor): Tensor {
    return ops.softmax(this.encoderLin(this.flatten(this.encoderCnn(x))));
  }
}
