/** The experiments with photographs. */
import { join } from 'node:path';
import { ops, SeedGenerator, type Tensor, tensor, ValueError } from '@org/core';
import { exists, makeFolder } from '@org/core/files';
import { utils } from '@org/models';
import { CIFAR10, DataLoader, Subset } from '../data/index.js';
import { permutation } from '../data/permutation.js';
import { NearestNeighbours, SimplEx } from '../explanations/examples.js';
import { resnet18, resnet34, SimCLR } from '../models/images.js';
import { load } from '../torch-files/index.js';
import { generateMasks } from '../utils/feature-attribution.js';
import { timed } from './digits.js';
import { representationShifts, writeShifts } from './representation-shift.js';
import { similarityRows, writeSimilarity } from './similarity.js';
import type { Row } from './tables.js';

/** The keys of the original's `simclr_config.yaml`. */
export interface PhotographOptions {
  dataDir?: string;
  backbone?: 'resnet18' | 'resnet34';
  projectionDim?: number;
  seed?: number;
  batchSize?: number;
  epochs?: number;
  logInterval?: number;
  learningRate?: number;
  momentum?: number;
  weightDecay?: number;
  temperature?: number;
  /** Where models and results go. */
  saveDir?: string;
  log?: (line: string) => void;
}

const BACKBONES = { resnet18, resnet34 };
/** Images and examples that are explained at once, of a batch in training. */
const PART = 20;
/** Examples that are compared. */
const EXAMPLES = 1000;

/** torchvision's blur: a normal kernel along both axes, and mirrored edges. */
export function gaussianBlur(images: Tensor, kernelSize: number, sigma: number): Tensor {
  const half = (kernelSize - 1) / 2;
  const raw = Array.from({ length: kernelSize }, (_, i) => Math.exp(-0.5 * ((i - half) / sigma) ** 2));
  const total = raw.reduce((sum, value) => sum + value, 0);
  const kernel = tensor(
    Float32Array.from(raw, (value) => value / total),
    [kernelSize, 1, 1, 1],
    'float32',
  );
  const [n, channels, height, width] = images.shape as [number, number, number, number];
  const around: [number, number][] = [
    [0, 0],
    [0, 0],
    [half, half],
    [half, half],
  ];
  const padded = ops.pad(ops.reshape(images, [n * channels, 1, height, width]), around, 'reflect');
  const along = ops.conv(padded, kernel, 1, 'valid', 'channels_first');
  const both = ops.conv(along, ops.reshape(kernel, [1, kernelSize, 1, 1]), 1, 'valid', 'channels_first');
  return ops.reshape(both, [n, channels, height, width]);
}

interface Prepared {
  readonly model: SimCLR;
  readonly file: string;
  readonly dataDir: string;
  readonly saveDir: string;
  readonly partSize: number;
  readonly log: (line: string) => void;
}

/** The model, trained unless its file is there. */
async function prepare(options: PhotographOptions): Promise<Prepared> {
  const { backbone = 'resnet18', projectionDim = 128, seed = 42, batchSize = 512, epochs = 100, log = timed } = options;
  const { dataDir = join(process.cwd(), 'data/cifar10'), saveDir = join(process.cwd(), 'results/cifar10') } = options;
  const make = BACKBONES[backbone];
  if (!make) throw new ValueError('The backbone is resnet18 or resnet34.', { received: String(backbone) });
  utils.setRandomSeed(seed);
  const model = new SimCLR(make, projectionDim);
  const file = join(saveDir, 'models', `simclr_${backbone}_epoch${epochs}.pt`);
  const isThere = await exists(file);
  log(`Base model: ${backbone} - feature dim: ${model.featureDim} - projection dim ${projectionDim}`);
  if (!isThere) {
    const onEpoch = (epoch: number, loss: number) => log(`Train epoch ${epoch}, SimCLR loss: ${loss.toFixed(4)}`);
    // The state is saved after the last epoch, whatever the interval.
    const { logInterval = 5, ...settings } = options;
    const interval = epochs % logInterval === 0 ? logInterval : epochs;
    await model.fit({ ...settings, backbone, epochs, logInterval: interval, dataDir, batchSize, saveDir, onEpoch });
  }
  model.loadStateDict(await load(file), false);
  const partSize = Math.max(1, Math.floor(batchSize / PART));
  return { model: model.eval(), file, dataDir, saveDir, partSize, log };
}

/** Consistency of label-free feature importance. Hidden pixels become blurred ones. */
export async function consistencyFeatureImportance(options: PhotographOptions = {}): Promise<Row[]> {
  const { model, dataDir, saveDir, partSize, log } = await prepare(options);
  const test = await CIFAR10.load(dataDir, { train: false, download: true });
  const rows = await representationShifts({
    encoder: model.encoder,
    testLoader: new DataLoader(test, partSize),
    baseline: (images) => gaussianBlur(images, 21, 5),
    features: 32 * 32,
    masksOf: generateMasks,
    randomSeed: options.seed ?? 42,
    log,
  });
  await writeShifts(join(saveDir, 'consistency_features'), 'cifar10_consistency_features', 'Pixels', rows);
  return rows;
}

/** Consistency of label-free example importance, of photographs of the training set (in the original, of the test set). */
export async function consistencyExampleImportance(options: PhotographOptions = {}): Promise<Row[]> {
  const { model, file, dataDir, saveDir, partSize, log } = await prepare(options);
  const sets = [
    await CIFAR10.load(dataDir, { train: true, download: true }),
    await CIFAR10.load(dataDir, { train: false, download: true }),
  ];
  const seed = new SeedGenerator(options.seed ?? 42);
  const count = Math.min(EXAMPLES, ...sets.map(({ length }) => length));
  const parts = await Promise.all(
    sets.map(async (set) => {
      const indices = (await permutation(set.length, seed)).slice(0, count);
      const loader = new DataLoader(new Subset(set, indices), partSize);
      return { loader, labels: indices.map((i) => set.labels.data[i]!) };
    }),
  );
  const [train, test] = parts as [(typeof parts)[0], (typeof parts)[0]];
  const folder = join(saveDir, 'consistency_examples');
  await makeFolder(folder);
  const rows = await similarityRows({
    explainers: [
      { name: 'SimplEx', attribute: () => new SimplEx(model).attributeLoader(null, train.loader, test.loader) },
      { name: 'DKNN', attribute: () => new NearestNeighbours(model).attributeLoader(null, train.loader, test.loader) },
    ],
    labelsSubtrain: train.labels,
    labelsSubtest: test.labels,
    count,
    model,
    modelFile: file,
    log,
  });
  await writeSimilarity(folder, 'cifar10_similarity_rates', rows);
  return rows;
}
