import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { BatchSource } from '../data/host-batches.js';
import { type Module, MSELoss } from '../nn/index.js';
import { AUTO_ENCODER_MNIST_PARAMETERS, type AutoEncoderMnistArguments } from './signatures.js';
import { DescribedModel } from './trained-model.js';

/** From what is given, and what it is to be, to a number. */
export type LossFunction = (input: Tensor, target: Tensor) => Tensor;

export interface AutoEncoderMnistOptions {
  encoder: Module;
  decoder: Module;
  latentDim: number;
  /** The pretext: what is done to inputs that are to be reconstructed. */
  inputPert: (x: Tensor) => Tensor;
  /** The name of its files. */
  name?: string;
  lossF?: LossFunction;
}

/**
 * An autoencoder of digits, which reconstructs inputs from what a pretext task leaves of them.
 *
 * @example
 * import { DecoderMnist, EncoderMnist, RandomNoise } from '@org/lfxai';
 * const encoder = new EncoderMnist({ encodedSpaceDim: 4 });
 * const decoder = new DecoderMnist({ encodedSpaceDim: 4 });
 * const autoencoder = new AutoEncoderMnist(encoder, decoder, { latentDim: 4, inputPert: new RandomNoise() });
 */
export class AutoEncoderMnist extends DescribedModel {
  readonly latentDim: number;
  readonly encoder: Module;
  readonly decoder: Module;
  inputPert: (x: Tensor) => Tensor;
  lossF: LossFunction;

  constructor(...args: AutoEncoderMnistArguments) {
    const options = bindOptions(AUTO_ENCODER_MNIST_PARAMETERS, args);
    super({ name: options.name ?? 'model' });
    this.latentDim = options.latentDim;
    this.encoder = options.encoder;
    this.decoder = options.decoder;
    this.inputPert = options.inputPert;
    this.lossF = options.lossF ?? new MSELoss();
  }

  /** The reconstruction, in training of the perturbed input. */
  forward(x: Tensor): Tensor {
    return this.decoder(this.encoder(this.training ? this.inputPert(x) : x));
  }

  protected override trainLoss([images]: readonly [Tensor]): Tensor {
    return this.lossF(images, this(images));
  }

  protected override testResults([images]: readonly [Tensor]): readonly Tensor[] {
    return [this.lossF(images, this(this.inputPert(images)))];
  }

  /** The mean loss over the batches of perturbed inputs, in `eval` mode. */
  async testEpoch(_device: unknown, dataloader: BatchSource): Promise<number> {
    return (await this.testMeans(dataloader))[0]!;
  }

  protected override metadata(): Record<string, unknown> {
    return { latent_dim: this.latentDim, name: this.name };
  }
}
