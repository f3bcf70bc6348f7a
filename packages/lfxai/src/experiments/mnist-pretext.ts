import { join } from 'node:path';
import { ops, type Tensor } from '@org/core';
import { writeFile } from '@org/core/files';
import { utils } from '@org/models';
import { GradientShap } from '../attr/index.js';
import { DataLoader, Subset } from '../data/index.js';
import { NearestNeighbours } from '../explanations/examples.js';
import { attributeAuxiliary } from '../explanations/features.js';
import { AutoEncoderMnist, ClassifierMnist, DecoderMnist, EncoderMnist } from '../models/images.js';
import { Identity, Mask, RandomNoise } from '../models/pretext.js';
import type { Module } from '../nn/index.js';
import { load } from '../torch-files/index.js';
import { pearson, spearman } from '../utils/correlation.js';
import { correlationLatexTable } from '../utils/latex-table.js';
import { plotPretextSaliencies, plotPretextTopExample } from '../visualize/index.js';
import { digits, type ExperimentOptions, epochs, timed } from './digits.js';
import { balanced } from './similarity.js';
import { writeChart } from './tables.js';

export interface PretextOptions extends ExperimentOptions {
  nRuns?: number;
  dimLatent?: number;
  patience?: number;
  subtrainSize?: number;
  /** How many test digits are drawn. */
  nPlots?: number;
}

type Matrix = number[][];

/** The correlations between tasks, one matrix for each run. */
export interface PretextResults {
  readonly headers: readonly string[];
  readonly featurePearson: Matrix[];
  readonly featureSpearman: Matrix[];
  readonly examplePearson: Matrix[];
  readonly exampleSpearman: Matrix[];
}

/** How much explanations depend on the pretext task (section 4.2 of the paper). */
export async function pretextTaskSensitivity({
  randomSeed = 1,
  batchSize = 300,
  nRuns = 5,
  dimLatent = 4,
  nEpochs = 100,
  patience = 10,
  subtrainSize = 1000,
  nPlots = 10,
  saveDir = join(process.cwd(), 'results/mnist/pretext'),
  log = timed,
  ...data
}: PretextOptions = {}): Promise<PretextResults> {
  utils.setRandomSeed(randomSeed);
  const [train, test] = await digits(data);
  const [trainLoader, testLoader] = [new DataLoader(train, batchSize), new DataLoader(test, batchSize)];
  // The original compares these images as bytes, though the models know numbers up to 1.
  const idxSubtrain = balanced(train.labels.data, subtrainSize, 10);
  const idxPlot = balanced(test.labels.data, nPlots, 10);
  const subtrain = new DataLoader(new Subset(train, idxSubtrain), batchSize);
  const settings = { patience, onEpoch: epochs(log) };
  const pretexts = [new Identity(), new RandomNoise(0.3), new Mask(0.2)];
  const results: PretextResults = {
    headers: [...pretexts.map(String), 'Classification'],
    featurePearson: [],
    featureSpearman: [],
    examplePearson: [],
    exampleSpearman: [],
  };
  for (let run = 0; run < nRuns; run++) {
    const features: Float64Array[] = [];
    const examples: Float64Array[] = [];
    /** Of the digits that are drawn, one tensor for each task. */
    const [maps, importances]: [Tensor[], Tensor[]] = [[], []];
    const explain = async (model: Module & { encoder: Module }) => {
      const attr = await attributeAuxiliary(
        model.encoder,
        testLoader,
        null,
        new GradientShap(model.encoder),
        ops.zeros([1, 1, 28, 28]),
      );
      const importance = await new NearestNeighbours(model).attributeLoader(null, subtrain, testLoader);
      features.push(await rowOf(ops.abs(attr)));
      examples.push(await rowOf(importance));
      maps.push(ops.take(ops.abs(attr), idxPlot, 0));
      importances.push(ops.take(importance, idxPlot, 0));
    };
    for (const pretext of pretexts) {
      const name = `${pretext}-ae_run${run}`;
      const [encoder, decoder] = [new EncoderMnist(dimLatent), new DecoderMnist(dimLatent)];
      const model = new AutoEncoderMnist(encoder, decoder, dimLatent, pretext, name);
      log(`Now fitting ${name}`);
      await model.fit(null, trainLoader, testLoader, saveDir, nEpochs, settings);
      model.loadStateDict(await load(join(saveDir, `${name}.pt`)), false);
      await explain(model);
    }
    const name = `Classifier_run${run}`;
    const classifier = new ClassifierMnist(new EncoderMnist(dimLatent), dimLatent, name);
    log(`Now fitting ${name}`);
    await classifier.fit(null, trainLoader, testLoader, saveDir, nEpochs, settings);
    classifier.loadStateDict(await load(join(saveDir, `${name}.pt`)), false);
    await explain(classifier);
    results.featurePearson.push(pearson(features));
    results.featureSpearman.push(spearman(features));
    results.examplePearson.push(pearson(examples));
    results.exampleSpearman.push(spearman(examples));
    const [drawn, candidates] = [ops.take(test.data, idxPlot, 0), ops.take(train.data, idxSubtrain, 0)];
    const { headers } = results;
    const saliencies = await plotPretextSaliencies(drawn, ops.stack(maps), headers);
    await writeChart(saveDir, `saliency_maps_run${run}`, saliencies);
    const neighbours = await plotPretextTopExample(candidates, drawn, ops.stack(importances), headers);
    await writeChart(saveDir, `top_examples_run${run}`, neighbours);
    log(`Run ${run} complete`);
  }
  await writeFile(join(saveDir, 'tables.tex'), tablesOf(results));
  return results;
}

const rowOf = async (x: Tensor): Promise<Float64Array> => Float64Array.from((await x.data()) as ArrayLike<number>);

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** Means and standard deviations over runs, in LaTeX. */
function tablesOf(results: PretextResults): string {
  const { headers, featurePearson, featureSpearman, examplePearson, exampleSpearman } = results;
  const tables = [featurePearson, featureSpearman, examplePearson, exampleSpearman].map((runs) => {
    const over = (f: (values: number[]) => number) =>
      headers.map((_, i) => headers.map((__, j) => rounded(f(runs.map((matrix) => matrix[i]![j]!)))));
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const deviation = (values: number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
    return correlationLatexTable(over(mean), over(deviation), headers);
  });
  return tables.map((table) => `${table}\n`).join('');
}
