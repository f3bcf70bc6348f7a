import { join } from 'node:path';
import { ops } from '@org/core';
import { utils } from '@org/models';
import { DataLoader } from '../data/index.js';
import { AutoEncoderMnist, DecoderMnist, EncoderMnist } from '../models/images.js';
import { RandomNoise } from '../models/pretext.js';
import { load } from '../torch-files/index.js';
import { generateMasks } from '../utils/feature-attribution.js';
import { digits, type ExperimentOptions, epochs, timed } from './digits.js';
import { representationShifts, writeShifts } from './representation-shift.js';
import type { Row } from './tables.js';

/** Consistency of label-free feature importance (section 4.1 of the paper). @returns method, percentage and shift of each batch */
export async function consistencyFeatureImportance({
  randomSeed = 1,
  batchSize = 200,
  dimLatent = 4,
  nEpochs = 100,
  saveDir = join(process.cwd(), 'results/mnist/consistency_features'),
  log = timed,
  ...data
}: ExperimentOptions & { dimLatent?: number } = {}): Promise<Row[]> {
  utils.setRandomSeed(randomSeed);
  const [train, test] = await digits(data);
  const [trainLoader, testLoader] = [new DataLoader(train, batchSize), new DataLoader(test, batchSize)];
  const encoder = new EncoderMnist(dimLatent);
  const autoencoder = new AutoEncoderMnist(encoder, new DecoderMnist(dimLatent), dimLatent, new RandomNoise());
  await autoencoder.fit(null, trainLoader, testLoader, saveDir, nEpochs, { onEpoch: epochs(log) });
  autoencoder.loadStateDict(await load(join(saveDir, `${autoencoder.name}.pt`)), false);
  const rows = await representationShifts({
    encoder,
    testLoader,
    baseline: ops.zeros([1, 1, 28, 28]),
    features: 28 * 28,
    masksOf: generateMasks,
    randomSeed,
    log,
  });
  await writeShifts(saveDir, 'mnist_consistency_features', 'Pixels', rows);
  return rows;
}
