import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { BatchSource } from '../data/host-batches.js';
import { CrossEntropyLoss, Flatten, Linear, type Module, Sequential, Softmax } from '../nn/index.js';
import type { EncoderMnist } from './encoder-mnist.js';
import { CLASSIFIER_MNIST_PARAMETERS, type ClassifierMnistArguments } from './signatures.js';
import { DescribedModel } from './trained-model.js';

export interface ClassifierMnistOptions {
  encoder: EncoderMnist;
  latentDim: number;
  /** The name of its files. */
  name: string;
}

/**
 * Tells digits apart by the representations of an encoder, which it trains with. Its outputs are probabilities, and its loss takes
 * them for logits, as in the original.
 */
export class ClassifierMnist extends DescribedModel {
  readonly encoder: Module;
  readonly encoderCnn: Sequential;
  readonly flatten = new Flatten();
  readonly encoderLin: Sequential;
  readonly linOutput: Sequential;
  readonly encodedSpaceDim: number;
  readonly lossF = new CrossEntropyLoss();
  readonly latentDim: number;

  constructor(...args: ClassifierMnistArguments) {
    const { encoder, latentDim, name } = bindOptions(CLASSIFIER_MNIST_PARAMETERS, args);
    super({ name });
    this.encoder = encoder;
    this.encoderCnn = encoder.encoderCnn;
    this.encoderLin = encoder.encoderLin;
    this.linOutput = new Sequential(new Linear(latentDim, 10), new Softmax());
    this.encodedSpaceDim = encoder.encodedSpaceDim;
    this.latentDim = latentDim;
  }

  /** Probabilities of the ten digits. */
  forward(x: Tensor): Tensor {
    return this.linOutput(this.encoderLin(this.flatten(this.encoderCnn(x))));
  }

  protected override trainLoss([images, labels]: readonly [Tensor, Tensor]): Tensor {
    return this.lossF(this(images), labels);
  }

  protected override testResults([images, labels]: readonly [Tensor, Tensor]): readonly Tensor[] {
    const probabilities = this(images);
    const isRight = ops.equal(ops.argmax(probabilities, -1), ops.cast(labels, 'int32'));
    return [this.lossF(probabilities, labels), ops.mean(ops.cast(isRight, 'float32'))];
  }

  /** The mean loss and the mean accuracy over the batches, in `eval` mode. */
  async testEpoch(_device: unknown, dataloader: BatchSource): Promise<[loss: number, accuracy: number]> {
    return (await this.testMeans(dataloader)) as [number, number];
  }

  protected override metadata(): Record<string, unknown> {
    return { latent_dim: this.latentDim, name: this.name };
  }
}
