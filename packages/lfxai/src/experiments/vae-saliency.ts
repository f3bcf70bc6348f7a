/** Whether the units of disentangled representations have saliency maps of their own: for digits and for sprites. */
import { join } from 'node:path';
import { ops, type Tensor } from '@org/core';
import { exists, makeFolder, readFile, writeFile } from '@org/core/files';
import { GradientShap } from '../attr/index.js';
import { wholeOf } from '../data/dataset.js';
import { type DataLoader, Subset } from '../data/index.js';
import { attributeIndividualDim } from '../explanations/features.js';
import { DecoderBurgess, EncoderBurgess, type ImageSize, VAE } from '../models/images.js';
import { BetaHLoss, BtcvaeLoss } from '../models/losses/index.js';
import { load } from '../torch-files/index.js';
import {
  computeMetrics,
  cosSaliency,
  countActivatedNeurons,
  entropySaliency,
  pearsonSaliency,
  spearmanSaliency,
} from '../utils/metrics.js';
import { plotVaeSaliencies, vaeBoxPlots } from '../visualize/index.js';
import { epochs } from './digits.js';
import { writeChart } from './tables.js';

const METRICS = [pearsonSaliency, spearmanSaliency, cosSaliency, entropySaliency, countActivatedNeurons];
const METRIC_NAMES = ['Pearson Correlation', 'Spearman Correlation', 'Cosine', 'Entropy', 'Active Neurons'];

export interface VaeSaliencyOptions {
  readonly imgSize: ImageSize;
  readonly trainLoader: DataLoader;
  readonly testLoader: DataLoader;
  readonly saveDir: string;
  readonly dimLatent: number;
  readonly nRuns: number;
  readonly nEpochs: number;
  readonly betaList: readonly number[];
  readonly log: (line: string) => void;
  /** The numbers of the test examples that are drawn. */
  readonly idxPlot: readonly number[];
}

/** One row of the results. */
export interface VaeMetrics {
  readonly loss: string;
  readonly beta: number;
  readonly values: readonly number[];
}

/** Trains models of two losses for some β, and adds the metrics of their saliency maps to `metrics.csv`. */
export async function vaeSaliency(options: VaeSaliencyOptions): Promise<VaeMetrics[]> {
  const { imgSize, trainLoader, testLoader, saveDir, dimLatent, nRuns, nEpochs, betaList, log, idxPlot } = options;
  await makeFolder(saveDir);
  const csv = join(saveDir, 'metrics.csv');
  if (!(await exists(csv))) await writeFile(csv, `${['Loss Type', 'Beta', ...METRIC_NAMES].join(',')}\r\n`);
  const losses = [new BetaHLoss(), new BtcvaeLoss({ isMss: false, nData: trainLoader.dataset.length })];
  const [images] = (await wholeOf(new Subset(testLoader.dataset, idxPlot))) as [Tensor];
  const results: VaeMetrics[] = [];
  for (const beta of betaList) {
    for (const loss of losses) {
      for (let run = 1; run <= nRuns; run++) {
        const [encoder, decoder] = [new EncoderBurgess(imgSize, dimLatent), new DecoderBurgess(imgSize, dimLatent)];
        loss.beta = beta;
        const name = `${loss}-vae_beta${beta}_run${run}`;
        const model = new VAE(imgSize, encoder, decoder, dimLatent, loss, name);
        log(`Now fitting ${name}`);
        await model.fit(null, trainLoader, testLoader, saveDir, nEpochs, { onEpoch: epochs(log) });
        model.loadStateDict(await load(join(saveDir, `${name}.pt`)), false);
        const mu = (x: Tensor): Tensor => encoder.mu(x);
        const attributions = await attributeIndividualDim(
          mu,
          dimLatent,
          testLoader,
          null,
          new GradientShap(mu),
          ops.zeros([1, ...imgSize]),
        );
        const values = await computeMetrics(attributions, METRICS);
        log(`Model ${name} \t ${METRIC_NAMES.map((metric, k) => `${metric} ${values[k]!.toPrecision(2)}`).join('\t')}`);
        await writeFile(csv, `${await textOf(csv)}${[String(loss), beta, ...values].join(',')}\r\n`);
        const figure = await plotVaeSaliencies(images, ops.take(attributions, [...idxPlot], 0));
        await writeChart(saveDir, name, figure);
        results.push({ loss: String(loss), beta, values });
      }
    }
  }
  await writeChart(saveDir, 'metric_box_plots', vaeBoxPlots(await readMetrics(saveDir), METRIC_NAMES));
  return results;
}

const textOf = async (path: string): Promise<string> => new TextDecoder().decode(await readFile(path));

/** The rows of `metrics.csv`, of earlier runs as well. */
async function readMetrics(saveDir: string): Promise<Record<string, string | number>[]> {
  const [head, ...lines] = (await textOf(join(saveDir, 'metrics.csv'))).trim().split(/\r?\n/);
  const names = head!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, i === 0 ? cells[i]! : Number(cells[i])]));
  });
}
