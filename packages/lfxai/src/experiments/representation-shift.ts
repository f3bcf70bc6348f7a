/** How far representations move when what is important is hidden. */
import { isTensor, ops, random, type Tensor } from '@org/core';
import { makeFolder } from '@org/core/files';
import type { Attribution } from '../attr/index.js';
import { GradientShap, IntegratedGradients, Saliency } from '../attr/index.js';
import type { DataLoader } from '../data/index.js';
import { represent } from '../explanations/auxiliary-function.js';
import { attributeAuxiliary, type Representer } from '../explanations/features.js';
import { mean } from '../utils/numbers.js';
import { type Row, writeLines, writeTable } from './tables.js';

export const PERCENTAGES = [5, 10, 20, 50, 80, 100];

export interface ShiftOptions {
  readonly encoder: Representer;
  readonly testLoader: DataLoader;
  /** Where attributions begin, and what hidden features become: one row for all, or made of inputs. */
  readonly baseline: Tensor | ((inputs: Tensor) => Tensor);
  /** How many features an input has. */
  readonly features: number;
  /** Masks of the most important features. */
  readonly masksOf: (attr: Tensor, size: number) => Tensor;
  readonly randomSeed: number;
  readonly log: (line: string) => void;
}

/** The methods that are compared; null for random numbers. */
const METHODS: readonly (readonly [string, ((encoder: Representer) => Attribution) | null])[] = [
  ['Gradient Shap', (encoder) => new GradientShap(encoder)],
  ['Integrated Gradients', (encoder) => new IntegratedGradients(encoder)],
  ['Saliency', (encoder) => new Saliency(encoder)],
  ['Random', null],
];

/** The shift of each batch, by method and percentage of hidden features; nothing hidden is no shift. */
export async function representationShifts(options: ShiftOptions): Promise<Row[]> {
  const { encoder, testLoader, baseline, features, masksOf, randomSeed, log } = options;
  const batches: Tensor[] = [];
  for await (const [inputs] of testLoader) batches.push(inputs!);
  const codes = batches.map((inputs) => represent(encoder, inputs));
  const rows: Row[] = [];
  for (const [name, make] of METHODS) {
    log(`Computing feature importance with ${name}`);
    rows.push([name, 0, 0]);
    const shape = [testLoader.dataset.length, ...batches[0]!.shape.slice(1)];
    const attr = make
      ? await attributeAuxiliary(encoder, testLoader, null, make(encoder), baseline)
      : random.normal(shape as number[], { seed: randomSeed });
    for (const percentage of PERCENTAGES) {
      const masks = masksOf(attr, Math.floor((percentage * features) / 100));
      let start = 0;
      const shifts = batches.map((inputs, i) => {
        const count = inputs.shape[0]!;
        const mask = masks.at(`${start}:${start + count}`);
        start += count;
        const instead = typeof baseline === 'function' && !isTensor(baseline) ? baseline(inputs) : (baseline as Tensor);
        const hidden = ops.add(ops.multiply(mask, inputs), ops.multiply(ops.subtract(1, mask), instead));
        return ops.mean(ops.sum(ops.square(ops.subtract(codes[i]!, represent(encoder, hidden))), -1));
      });
      for (const shift of await Promise.all(shifts.map((each) => each.item()))) rows.push([name, percentage, shift]);
    }
  }
  return rows;
}

/** Under the curve of mean shifts, the share of the area that the shift with all hidden would have everywhere. */
export function areaOverMaximum(rows: readonly Row[], method: string): number {
  const means = [0, ...PERCENTAGES].map((percentage) =>
    mean(rows.flatMap(([name, at, shift]) => (name === method && at === percentage ? [shift as number] : []))),
  );
  const points = [0, ...PERCENTAGES];
  const area = points.slice(1).reduce((sum, at, i) => sum + ((at - points[i]!) * (means[i + 1]! + means[i]!)) / 2, 0);
  return area / (100 * means[means.length - 1]!);
}

/** The names of the columns; `feature` are several of what is hidden. */
export const shiftColumns = (feature: string): string[] => ['Method', `% Perturbed ${feature}`, 'Representation Shift'];

/** Writes the shifts, and draws them. */
export async function writeShifts(folder: string, name: string, feature: string, rows: readonly Row[]): Promise<void> {
  await makeFolder(folder);
  const columns = shiftColumns(feature);
  await writeTable(`${folder}/${name}.csv`, columns, rows);
  await writeLines(folder, name, columns, rows, { x: columns[1]!, y: columns[2]!, color: columns[0]! });
}
