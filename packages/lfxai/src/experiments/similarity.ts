/** Whether examples that are important to one another have the same label. */
import type { Tensor, TensorLike } from '@org/core';
import type { Module, StateDict } from '../nn/index.js';
import { load } from '../torch-files/index.js';
import { similarityRates } from '../utils/metrics.js';
import { type Row, writeLines, writeTable } from './tables.js';

/** Parts of the examples that are compared. */
const FRACTIONS = [0.05, 0.1, 0.2, 0.5, 0.7, 1];
export const SIMILARITY_COLUMNS = ['Explainer', 'Type of Examples', '% Examples Selected', 'Similarity Rate'];

export interface Explainer {
  readonly name: string;
  /** The importance of training examples for test examples. */
  readonly attribute: () => Promise<Tensor>;
}

export interface SimilarityOptions {
  readonly explainers: readonly Explainer[];
  readonly labelsSubtrain: TensorLike;
  readonly labelsSubtest: TensorLike;
  readonly count: number;
  /** What explainers change of the model is undone: its state is loaded again. */
  readonly model: Module;
  readonly modelFile: string;
  readonly log: (line: string) => void;
}

/** The similarity rates of explainers, for the most and the least important examples. */
export async function similarityRows(options: SimilarityOptions): Promise<Row[]> {
  const { explainers, labelsSubtrain, labelsSubtest, count, model, modelFile, log } = options;
  const state: StateDict = await load(modelFile);
  const rows: Row[] = [];
  for (const { name, attribute } of explainers) {
    log(`Now fitting ${name} explainer`);
    const importance = await attribute();
    model.loadStateDict(state, false);
    rows.push(...(await ratesOf(name, importance, labelsSubtrain, labelsSubtest, count)));
  }
  return rows;
}

/** The similarity rates of one explainer, as rows of the table. */
export async function ratesOf(
  name: string,
  importance: Tensor,
  labelsTrain: TensorLike,
  labelsTest: TensorLike,
  count: number,
): Promise<Row[]> {
  const counts = FRACTIONS.map((fraction) => Math.floor(fraction * count + 1e-9));
  const rates = await similarityRates(importance, labelsTrain, labelsTest, counts);
  return ['Most Important', 'Least Important'].flatMap((type, i) =>
    FRACTIONS.map((fraction, k): Row => [name, type, 100 * fraction, rates[i]![k]!]),
  );
}

/** Writes the rates to `metrics.csv`, and draws them. */
export async function writeSimilarity(folder: string, chartName: string, rows: readonly Row[]): Promise<void> {
  await writeTable(`${folder}/metrics.csv`, SIMILARITY_COLUMNS, rows);
  await writeLines(folder, chartName, SIMILARITY_COLUMNS, rows, {
    x: SIMILARITY_COLUMNS[2]!,
    y: SIMILARITY_COLUMNS[3]!,
    color: SIMILARITY_COLUMNS[0]!,
    dash: SIMILARITY_COLUMNS[1]!,
  });
}

/** The numbers of examples, one of each class in turn. */
export function balanced(labels: ArrayLike<number>, count: number, classes: number): number[] {
  const byClass = Array.from({ length: classes }, (_, label) =>
    Array.from(labels).flatMap((each, i) => (each === label ? [i] : [])),
  );
  return Array.from({ length: count }, (_, n) => byClass[n % classes]![Math.floor(n / classes)]!);
}
