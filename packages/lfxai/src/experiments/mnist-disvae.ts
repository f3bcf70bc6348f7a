import { join } from 'node:path';
import { utils } from '@org/models';
import { DataLoader, transforms } from '../data/index.js';
import { digits, type ExperimentOptions, timed } from './digits.js';
import { balanced } from './similarity.js';
import { type VaeMetrics, vaeSaliency } from './vae-saliency.js';

export interface DisvaeOptions extends ExperimentOptions {
  nRuns?: number;
  dimLatent?: number;
  betaList?: readonly number[];
  /** How many test digits are drawn. */
  nPlots?: number;
}

/** Saliency of disentangled representations of digits (section 4.3 of the paper). */
export async function disvaeFeatureImportance({
  randomSeed = 1,
  batchSize = 300,
  nRuns = 5,
  dimLatent = 3,
  nEpochs = 100,
  betaList = [1, 5, 10],
  nPlots = 20,
  saveDir = join(process.cwd(), 'results/mnist/vae'),
  log = timed,
  ...data
}: DisvaeOptions = {}): Promise<VaeMetrics[]> {
  utils.setRandomSeed(randomSeed);
  const size = 32;
  const [train, test] = await digits(data);
  for (const set of [train, test]) {
    set.transform = new transforms.Compose([new transforms.Resize(size), new transforms.ToTensor()]);
  }
  const [trainLoader, testLoader] = [new DataLoader(train, batchSize), new DataLoader(test, batchSize)];
  const idxPlot = balanced(test.labels.data, nPlots, 10);
  const settings = { saveDir, dimLatent, nRuns, nEpochs, betaList, idxPlot, log };
  return vaeSaliency({ imgSize: [1, size, size], trainLoader, testLoader, ...settings });
}
