import { ops, SeedGenerator, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { BatchSource } from '../data/host-batches.js';
import { DataLoader } from '../data/index.js';
import type { Optimizer } from '../optim/index.js';
import { binaryCrossEntropy } from './losses/binary-cross-entropy.js';
import { draw } from './reparameterize.js';
import { BETA_VAE_MNIST_PARAMETERS, type BetaVaeMnistArguments } from './signatures.js';
import { type EpochLogs, TrainedModel } from './trained-model.js';
import { VarDecoderMnist, VarEncoderMnist } from './var-mnist.js';

export interface BetaVaeMnistOptions {
  latentDims?: number;
  /** Weight of the divergence from the prior. */
  beta?: number;
}

/** What `fit` of the variational autoencoders of digits may be told by name. */
export interface PlainFitOptions {
  nEpoch?: number;
  onEpoch?: (logs: EpochLogs) => void;
  /** What goes on training; left out, a new one. */
  optimizer?: Optimizer;
}

/** What both variational autoencoders of digits are. */
export abstract class VarAutoEncoderMnist extends TrainedModel {
  readonly encoder: VarEncoderMnist;
  readonly decoder: VarDecoderMnist;
  beta: number;
  readonly #seed = new SeedGenerator();
  #datasetSize = 1;

  constructor({ latentDims = 10, beta = 1 }: BetaVaeMnistOptions) {
    super();
    this.encoder = new VarEncoderMnist({ latentDims });
    this.decoder = new VarDecoderMnist({ latentDims });
    this.beta = beta;
  }

  /** In training a draw from the distributions, otherwise their means. */
  latentSample(mu: Tensor, logvar: Tensor): Tensor {
    return this.training ? draw(mu, logvar, this.#seed) : mu;
  }

  /** The loss of a batch of a data set of the given size. */
  protected abstract lossOf(images: Tensor, datasetSize: number): Tensor;

  protected override trainLoss([images]: readonly [Tensor]): Tensor {
    return this.lossOf(images, this.#datasetSize);
  }

  protected override testResults(batch: readonly [Tensor]): readonly Tensor[] {
    return [this.trainLoss(batch)];
  }

  override async trainEpoch(device: unknown, dataloader: BatchSource, optimizer: Optimizer): Promise<number> {
    this.#datasetSize = sizeOf(dataloader);
    return super.trainEpoch(device, dataloader, optimizer);
  }

  protected override async testMeans(...args: Parameters<TrainedModel['testMeans']>): Promise<number[]> {
    this.#datasetSize = sizeOf(args[0]);
    return super.testMeans(...args);
  }

  /** The mean loss over the batches, in `eval` mode. */
  async testEpoch(_device: unknown, dataloader: BatchSource): Promise<number> {
    return (await this.testMeans(dataloader))[0]!;
  }

  /** Trains for `nEpoch` epochs; nothing is saved. */
  async fit(
    _device: unknown,
    trainLoader: BatchSource,
    testLoader: BatchSource,
    nEpoch: number | PlainFitOptions = 30,
  ): Promise<void> {
    const options = typeof nEpoch === 'number' ? { nEpoch } : nEpoch;
    await this.runEpochs(trainLoader, testLoader, { nEpoch: 30, ...options });
  }
}

/** How many examples the data set of a loader has. */
const sizeOf = (dataloader: BatchSource): number => (dataloader instanceof DataLoader ? dataloader.dataset.length : 1);

/** A β-VAE of digits: outputs are reconstructions, means and log variances. */
export class BetaVaeMnist extends VarAutoEncoderMnist {
  constructor(...args: BetaVaeMnistArguments) {
    super(bindOptions(BETA_VAE_MNIST_PARAMETERS, args));
  }

  forward(x: Tensor): [recon: Tensor, mu: Tensor, logvar: Tensor] {
    const [mu, logvar] = this.encoder<[Tensor, Tensor]>(x);
    return [this.decoder(this.latentSample(mu, logvar)), mu, logvar];
  }

  /** Cross-entropy per pixel, and β times the divergence, weighted by the share of the batch in the data set. */
  loss(reconX: Tensor, x: Tensor, mu: Tensor, logvar: Tensor, datasetSize: number | { datasetSize: number }): Tensor {
    const size = typeof datasetSize === 'number' ? datasetSize : datasetSize.datasetSize;
    const terms = ops.subtract(ops.subtract(ops.add(logvar, 1), ops.square(mu)), ops.exp(logvar));
    const divergence = ops.mean(ops.multiply(ops.sum(terms, 1), -0.5));
    const weight = (this.beta * x.shape[0]!) / size;
    return ops.add(ops.mean(binaryCrossEntropy(reconX, x)), ops.multiply(divergence, weight));
  }

  protected override lossOf(images: Tensor, datasetSize: number): Tensor {
    const [recon, mu, logvar] = this<[Tensor, Tensor, Tensor]>(images);
    return this.loss(recon, images, mu, logvar, datasetSize);
  }
}
