/** The experiments with heart beats. */
import { join } from 'node:path';
import { ops, SeedGenerator } from '@org/core';
import { utils } from '@org/models';
import { DataLoader, ECG5000, RandomSampler, randomSplit, Subset } from '../data/index.js';
import { permutation } from '../data/permutation.js';
import { InfluenceFunctions, NearestNeighbours, SimplEx, TracIn } from '../explanations/examples.js';
import { RecurrentAutoencoder } from '../models/time-series.js';
import { L1Loss } from '../nn/index.js';
import { load } from '../torch-files/index.js';
import { generateTseriesMasks } from '../utils/feature-attribution.js';
import { type ExperimentOptions, epochs, timed } from './digits.js';
import { representationShifts, writeShifts } from './representation-shift.js';
import { balanced, similarityRows, writeSimilarity } from './similarity.js';
import type { Row } from './tables.js';

export interface BeatsOptions extends Omit<ExperimentOptions, 'nTrain' | 'nTest'> {
  dimLatent?: number;
  /** Where ECG5000 is, or is downloaded to. */
  dataDir?: string;
}

const folderOf = (name: string) => join(process.cwd(), 'results/ecg5000', name);
const DATA = 'data/ecg5000';

/** Consistency of label-free feature importance: trained with normal beats, explained for all others. */
export async function consistencyFeatureImportance({
  randomSeed = 1,
  batchSize = 50,
  dimLatent = 64,
  nEpochs = 150,
  valProportion = 0.2,
  dataDir = join(process.cwd(), DATA),
  saveDir = folderOf('consistency_features'),
  log = timed,
}: BeatsOptions & { valProportion?: number } = {}): Promise<Row[]> {
  utils.setRandomSeed(randomSeed);
  const normal = await ECG5000.load(dataDir, { train: true, download: true });
  const baseline = ops.mean(normal.sequences, 0, true);
  const valLength = Math.floor(normal.length * valProportion);
  const [train, val] = await randomSplit(normal, [normal.length - valLength, valLength]);
  const testLoader = new DataLoader(await ECG5000.load(dataDir, { train: false }), batchSize);
  const loaders = [new DataLoader(train!, batchSize, true), new DataLoader(val!, batchSize, true)] as const;
  const autoencoder = new RecurrentAutoencoder(normal.seqLen, 1, dimLatent);
  await autoencoder.fit(null, ...loaders, saveDir, nEpochs, { patience: 10, onEpoch: epochs(log) });
  autoencoder.loadStateDict(await load(join(saveDir, `${autoencoder.name}.pt`)), false);
  const rows = await representationShifts({
    encoder: autoencoder.encoder,
    testLoader,
    baseline,
    features: normal.seqLen,
    masksOf: generateTseriesMasks,
    randomSeed,
    log,
  });
  await writeShifts(saveDir, 'ecg5000_consistency_features', 'Time Steps', rows);
  return rows;
}

/** Consistency of label-free example importance: whether normal beats are important to normal ones. */
export async function consistencyExampleImportance({
  randomSeed = 1,
  batchSize = 50,
  dimLatent = 16,
  nEpochs = 150,
  subtrainSize = 200,
  checkpointInterval = 10,
  recursionDepth = 100,
  dataDir = join(process.cwd(), DATA),
  saveDir = folderOf('consistency_examples'),
  log = timed,
}: BeatsOptions & { subtrainSize?: number; checkpointInterval?: number; recursionDepth?: number } = {}): Promise<
  Row[]
> {
  utils.setRandomSeed(randomSeed);
  const beats = await ECG5000.load(dataDir, { experiment: 'examples', download: true });
  const testLength = Math.floor(beats.length / 5);
  const [train, test] = (await randomSplit(beats, [beats.length - testLength, testLength])) as [Subset, Subset];
  const loaders = [new DataLoader(train, batchSize, true), new DataLoader(test, batchSize)] as const;
  const model = new RecurrentAutoencoder(beats.seqLen, 1, dimLatent);
  await model.fit(null, ...loaders, saveDir, nEpochs, { checkpointInterval, onEpoch: epochs(log) });
  const modelFile = join(saveDir, `${model.name}.pt`);
  model.loadStateDict(await load(modelFile), false);
  const labelOf = (subset: Subset) => subset.indices.map((i) => beats.labels[i]!);
  const idxSubtrain = balanced(labelOf(train), subtrainSize, 2);
  const idxSubtest = (await permutation(test.length, new SeedGenerator())).slice(0, subtrainSize);
  const subtrain = new DataLoader(new Subset(train, idxSubtrain), batchSize);
  const subtest = new DataLoader(new Subset(test, idxSubtest), batchSize);
  const sampler = new RandomSampler(train, { replacement: true, numSamples: recursionDepth * batchSize });
  const replacement = new DataLoader(train, batchSize, { sampler });
  const loss = new L1Loss();
  const rows = await similarityRows({
    explainers: [
      {
        name: 'Influence Functions',
        attribute: () =>
          new InfluenceFunctions(model, loss, null).attributeLoader(
            null,
            subtrain,
            subtest,
            replacement,
            recursionDepth,
          ),
      },
      { name: 'TracIn', attribute: () => new TracIn(model, loss).attributeLoader(null, subtrain, subtest) },
      { name: 'SimplEx', attribute: () => new SimplEx(model, loss).attributeLoader(null, subtrain, subtest) },
      { name: 'DKNN', attribute: () => new NearestNeighbours(model, loss).attributeLoader(null, subtrain, subtest) },
    ],
    labelsSubtrain: idxSubtrain.map((i) => labelOf(train)[i]!),
    labelsSubtest: idxSubtest.map((i) => labelOf(test)[i]!),
    count: subtrainSize,
    model,
    modelFile,
    log,
  });
  await writeSimilarity(saveDir, 'ecg5000_similarity_rates', rows);
  return rows;
}
