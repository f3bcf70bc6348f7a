/** What a report tells: explanations of a model's representations, for a data set. */
import { evaluate, isTensor, ops, type Tensor } from '@org/core';
import { IntegratedGradients } from '../attr/index.js';
import { type DatasetLike, wholeOf } from '../data/dataset.js';
import { DataLoader, Subset, TensorDataset } from '../data/index.js';
import { areaOverMaximum, representationShifts } from '../experiments/representation-shift.js';
import { ratesOf } from '../experiments/similarity.js';
import type { Row } from '../experiments/tables.js';
import { represent } from '../explanations/auxiliary-function.js';
import type { ExampleLoss, ExplainedModel } from '../explanations/example-explainer.js';
import { type Checkpoint, NearestNeighbours, TracIn } from '../explanations/examples.js';
import { attributeAuxiliary, type Representer } from '../explanations/features.js';
import { masked } from '../utils/feature-attribution.js';

/** Examples of a data set, or their inputs alone. */
export type ReportData = DatasetLike | Tensor;

export interface FindingsOptions {
  /** From inputs to representations `[N, ...]`; by default the model's encoder, or else the model. */
  readonly encoder?: Representer;
  /** The loss whose gradients say what is influential; by default the model's own, if it has one. */
  readonly lossF?: ExampleLoss | null;
  /** States of the model in training; by default its checkpoint files, or else its state as it is. */
  readonly checkpoints?: readonly Checkpoint[];
  /** What inputs are compared with, one row; by default zeros. */
  readonly baseline?: Tensor;
  /** How many training examples, and how many of the test, are looked at: the first ones. */
  readonly maxTrain?: number;
  readonly maxTest?: number;
  /** What random importance is drawn from. */
  readonly randomSeed?: number;
}

/** Inputs, and labels if there are any. */
export interface Part {
  readonly inputs: Tensor;
  readonly labels: ArrayLike<number> | null;
}

/** An explainer by examples, and what it found: [tests, trainings]. */
export interface Importance {
  readonly name: 'nearest' | 'most influential';
  readonly method: string;
  readonly values: Tensor;
}

export interface Findings {
  readonly train: Part;
  readonly test: Part;
  /** Label-free importance of the parts of the test examples. */
  readonly features: Tensor;
  readonly importances: readonly Importance[];
  /** Representation shifts, by method and share of what is hidden. */
  readonly shifts: readonly Row[];
  /** Areas under their curves, by method. */
  readonly areas: readonly (readonly [method: string, area: number])[];
  /** Similarity rates of labels; none without labels. */
  readonly rates: readonly Row[];
}

/** Examples that go through the encoder at once. */
const BATCH = 100;

async function partOf(data: ReportData, most: number): Promise<Part> {
  const set = isTensor(data) ? new TensorDataset(data) : data;
  const count = Math.min(most, set.length);
  const [inputs, labels] = (await wholeOf(new Subset(set, [...Array(count).keys()]))) as [Tensor, Tensor?];
  return { inputs, labels: labels?.rank === 1 ? ((await labels.data()) as ArrayLike<number>) : null };
}

/** The encoder as a function to one row for each example. */
function representerOf(model: ExplainedModel, encoder: Representer | undefined): Representer {
  const found = encoder ?? ((model.encoder ?? model) as Representer);
  return (x: Tensor) => ops.reshape(represent(found, x), [x.shape[0]!, -1]);
}

/** Explains a model for a data set. */
export async function findingsOf(
  model: ExplainedModel,
  data: { readonly train: ReportData; readonly test: ReportData },
  options: FindingsOptions = {},
): Promise<Findings> {
  const { maxTrain = 1000, maxTest = 200, randomSeed = 1 } = options;
  const [train, test] = [await partOf(data.train, maxTrain), await partOf(data.test, maxTest)];
  const encoder = representerOf(model, options.encoder);
  const shape = test.inputs.shape.slice(1) as number[];
  const baseline = options.baseline ?? ops.zeros([1, ...shape]);
  const loaderOf = ({ inputs }: Part) => new DataLoader(new TensorDataset(inputs), { batchSize: BATCH });
  const [trainLoader, testLoader] = [loaderOf(train), loaderOf(test)];
  const features = await attributeAuxiliary(encoder, testLoader, null, new IntegratedGradients(encoder), baseline);
  const shifts = await representationShifts({
    encoder,
    testLoader,
    baseline,
    features: features.size / features.shape[0]!,
    masksOf: (attr, size) => {
      const flat = ops.reshape(ops.abs(attr), [attr.shape[0]!, -1]);
      return ops.reshape(masked(flat, size), attr.shape as number[]);
    },
    randomSeed,
    log: () => {},
  });
  const dknn = new NearestNeighbours(encoder as unknown as ExplainedModel);
  const nearest = await dknn.attributeLoader(null, trainLoader, testLoader);
  const importances: Importance[] = [{ name: 'nearest', method: 'DKNN', values: nearest }];
  const lossF = options.lossF === undefined ? (model as { readonly lossF?: ExampleLoss }).lossF : options.lossF;
  if (lossF) {
    const checkpoints = options.checkpoints ?? (await statesOf(model));
    const values = await new TracIn(model, lossF).attributeLoader(null, trainLoader, testLoader, { checkpoints });
    importances.push({ name: 'most influential', method: 'TracIn', values });
  }
  await evaluate([features, ...importances.map(({ values }) => values)]);
  const rates: Row[] = [];
  if (train.labels && test.labels) {
    const labels = [train.labels, test.labels].map((each) => Array.from(each)) as [number[], number[]];
    for (const { method, values } of importances)
      rates.push(...(await ratesOf(method, values, ...labels, train.labels.length)));
  }
  const methods = [...new Set(shifts.map(([method]) => String(method)))];
  const areas = methods.map((method) => [method, areaOverMaximum(shifts, method)] as const);
  return { train, test, features, importances, shifts, areas, rates };
}

/** The states that TracIn adds up over: the model's checkpoints, or the one state that it has. */
async function statesOf(model: ExplainedModel): Promise<readonly Checkpoint[]> {
  const { checkpointsFiles, ...rest } = model as ExplainedModel & { readonly checkpointsFiles?: readonly string[] };
  if (checkpointsFiles && checkpointsFiles.length > 0) return checkpointsFiles;
  return [(await (model as ExplainedModel & typeof rest & { getWeights(): unknown }).getWeights()) as Tensor[]];
}
