import { join } from 'node:path';
import { utils } from '@org/models';
import { DataLoader, DSprites, randomSplit } from '../data/index.js';
import { timed } from './digits.js';
import { type VaeMetrics, vaeSaliency } from './vae-saliency.js';

export interface SpritesOptions {
  randomSeed?: number;
  batchSize?: number;
  nRuns?: number;
  dimLatent?: number;
  nEpochs?: number;
  betaList?: readonly number[];
  /** The share of the sprites that are explained and not trained with. */
  testSplit?: number;
  /** How many sprites are drawn. */
  nPlots?: number;
  /** Where dSprites is, or is downloaded to. */
  dataDir?: string;
  saveDir?: string;
  log?: (line: string) => void;
}

/** Saliency of disentangled representations of sprites (section 4.3 of the paper). */
export async function disvaeFeatureImportance({
  randomSeed = 1,
  batchSize = 500,
  nRuns = 5,
  dimLatent = 6,
  nEpochs = 100,
  betaList = [1, 5, 10],
  testSplit = 0.1,
  nPlots = 10,
  dataDir = join(process.cwd(), 'data/dsprites'),
  saveDir = join(process.cwd(), 'results/dsprites/vae'),
  log = timed,
}: SpritesOptions = {}): Promise<VaeMetrics[]> {
  utils.setRandomSeed(randomSeed);
  const sprites = await DSprites.load(dataDir, { download: true });
  const testSize = Math.floor(testSplit * sprites.length);
  const [train, test] = await randomSplit(sprites, [sprites.length - testSize, testSize]);
  const [trainLoader, testLoader] = [new DataLoader(train!, batchSize), new DataLoader(test!, batchSize)];
  const idxPlot = Array.from({ length: nPlots }, (_, i) => i);
  const settings = { saveDir, dimLatent, nRuns, nEpochs, betaList, idxPlot, log };
  return vaeSaliency({ imgSize: DSprites.imgSize, trainLoader, testLoader, ...settings });
}
