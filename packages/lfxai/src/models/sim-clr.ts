import { join } from 'node:path';
import { ops, type Tensor } from '@org/core';
import { makeFolder } from '@org/core/files';
import { bindOptions } from '@org/core/python';
import { CIFAR10Pair } from '../data/cifar10.js';
import { colorDistortion } from '../data/color-distortion.js';
import { DataLoader } from '../data/data-loader.js';
import type { BatchSource } from '../data/host-batches.js';
import { RandomHorizontalFlip, RandomResizedCrop } from '../data/random-transforms.js';
import { Compose, ToTensor, type Transform } from '../data/transforms.js';
import { Conv2d, Identity, Linear, Module, ReLU, Sequential } from '../nn/index.js';
import { LambdaLR, SGD } from '../optim/index.js';
import { save } from '../torch-files/index.js';
import { EpochLoop } from './epoch.js';
import { ntXent } from './nt-xent.js';
import type { ResNet } from './resnet.js';
import { SIM_CLR_PARAMETERS, type SimCLRArguments } from './signatures.js';

export interface SimCLROptions {
  /** Makes the network; its weights are drawn, none are downloaded. */
  baseEncoder: () => ResNet;
  projectionDim?: number;
}

/** What `fit` is told: the keys of the original's `simclr_config.yaml`. */
export interface SimCLRSettings {
  epochs: number;
  /** Name of the network in file names. */
  backbone: string;
  /** Where CIFAR-10 is, or is downloaded to; needed where no loader is given. */
  dataDir?: string;
  batchSize?: number;
  learningRate?: number;
  momentum?: number;
  weightDecay?: number;
  temperature?: number;
  /** Every how many epochs the state is saved. */
  logInterval?: number;
  /** Where the folder `models` of saved states is made; by default the working directory. */
  saveDir?: string;
  onEpoch?: (epoch: number, loss: number) => void;
}

/** A loader of pairs, `[batch, 2, channels, height, width]`. */
export type PairSource = BatchSource & { readonly length: number };

const LOWEST_RATE = 1e-3;

/**
 * SimCLR (Chen et al. 2020) for small images: outputs are the features of a residual network, and their projections.
 *
 * @example
 * import { resnet18 } from '@org/lfxai';
 * const model = new SimCLR(resnet18, { projectionDim: 16 });
 * model.projectionDim; // 16
 */
export class SimCLR extends Module {
  readonly encoder: ResNet;
  readonly featureDim: number;
  readonly projectionDim: number;
  readonly projector: Sequential;

  constructor(...args: SimCLRArguments) {
    super();
    const { baseEncoder, projectionDim = 128 } = bindOptions(SIM_CLR_PARAMETERS, args);
    this.encoder = baseEncoder();
    this.featureDim = this.encoder.featureDim;
    // As the paper has it for CIFAR-10 (B.9): a smaller first convolution, and no pooling behind it.
    this.encoder.conv1 = new Conv2d(3, 64, 3, { padding: 1, bias: false });
    this.encoder.maxpool = new Identity();
    this.encoder.fc = new Identity();
    this.projectionDim = projectionDim;
    this.projector = new Sequential(new Linear(this.featureDim, 2048), new ReLU(), new Linear(2048, projectionDim));
  }

  forward(x: Tensor): [feature: Tensor, projection: Tensor] {
    const feature = this.encoder(x);
    return [feature, this.projector(feature)];
  }

  /** See {@link ntXent}. */
  static ntXent(x: Tensor, t = 0.5): Tensor {
    return ntXent(x, t);
  }

  /** The learning rate of a step by cosine annealing. */
  static getLr(step: number, totalSteps: number, lrMax: number, lrMin: number): number {
    return lrMin + (lrMax - lrMin) * 0.5 * (1 + Math.cos((step / totalSteps) * Math.PI));
  }

  /** Random changes of colour, of strength `s`. */
  static getColorDistortion(s = 0.5): Transform {
    return colorDistortion(s);
  }

  /**
   * Trains with pairs of augmented images by gradient descent with momentum. The schedule multiplies the learning rate, as in the
   * original, where it begins at the square of what is given.
   *
   * @param loader of pairs; by default photographs of CIFAR-10 that are cropped, mirrored and changed in colour
   */
  async fit(args: SimCLRSettings, _device?: unknown, loader: PairSource | null = null): Promise<void> {
    const trainLoader = loader ?? (await pairsOf(args));
    const { epochs, learningRate = 0.6, momentum = 0.9, weightDecay = 1e-6, temperature = 0.5, logInterval = 5 } = args;
    const optimizer = new SGD(this.parameters(), { lr: learningRate, momentum, weightDecay, nesterov: true });
    const total = epochs * trainLoader.length;
    const scheduler = new LambdaLR(optimizer, (step) => SimCLR.getLr(step, total, learningRate, LOWEST_RATE));
    this.train();
    const lossOf = ([pairs]: readonly Tensor[]): [Tensor] => {
      const [batch, two, ...image] = pairs!.shape as [number, number, ...number[]];
      const [, projection] = this<[Tensor, Tensor]>(ops.reshape(pairs!, [batch * two, ...image]));
      return [ntXent(projection, temperature)];
    };
    const loop = new EpochLoop(
      lossOf,
      () => null,
      optimizer,
      () => scheduler.step(),
    );
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const [loss] = (await loop.run(trainLoader)) as [number];
      args.onEpoch?.(epoch, loss);
      if (epoch % logInterval !== 0) continue;
      const folder = join(args.saveDir ?? process.cwd(), 'models');
      await makeFolder(folder);
      await save(this.stateDict(), join(folder, `simclr_${args.backbone}_epoch${epoch}.pt`));
    }
  }
}

/** Batches of pairs of photographs. */
async function pairsOf({
  dataDir = join(process.cwd(), 'data/cifar10'),
  batchSize = 512,
}: SimCLRSettings): Promise<PairSource> {
  const changes = [new RandomResizedCrop(32), new RandomHorizontalFlip(0.5), colorDistortion(0.5), new ToTensor()];
  const dataset = await CIFAR10Pair.load(dataDir, { download: true, transform: new Compose(changes) });
  return new DataLoader({ dataset, batchSize, shuffle: true, dropLast: true });
}
