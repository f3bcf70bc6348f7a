/** Label-free explanations against their formulas on torch (../python/lfxai_bench.py), in turn: `tsx bench/src/lfxai.ts [workload] [rounds]` */
import { evaluate, random, type Tensor } from '@org/core';
import {
  AutoEncoderMnist,
  attributeAuxiliary,
  DataLoader,
  DecoderMnist,
  EncoderMnist,
  InfluenceFunctions,
  IntegratedGradients,
  nn,
  SimplEx,
  TensorDataset,
  TracIn,
} from '@org/lfxai';
import { findPython, torchExplanation } from './keras.js';
import { milliseconds, ratio, table } from './table.js';
import { type Contestant, compete, timed } from './timing.js';

const digits = (seed: number, count: number) => random.uniform([count, 1, 28, 28], { seed }) as Tensor;
const loaderOf = (x: Tensor, batchSize: number) =>
  new DataLoader(
    new TensorDataset(
      x,
      Array.from({ length: x.shape[0]! }, (_, i) => i),
    ),
    { batchSize },
  );

const model = new AutoEncoderMnist(new EncoderMnist(4), new DecoderMnist(4), {
  latentDim: 4,
  inputPert: (x) => x,
}).eval();
const loss = new nn.MSELoss();

interface Comparison {
  readonly size: number;
  prepare(size: number): Promise<() => Promise<unknown>>;
}

/** 20 batches of so many digits for the series of influence functions. */
const influenceBy = (batchSize: number): Comparison => ({
  size: 20,
  async prepare(size) {
    const [train, test, batches] = [digits(1, size), digits(2, size), digits(3, 20 * batchSize)];
    await evaluate([train, test, batches]);
    const influence = new InfluenceFunctions(model, loss);
    return () =>
      influence.attributeLoader(null, loaderOf(train, size), loaderOf(test, size), loaderOf(batches, batchSize), 20);
  },
});

const comparisons: Readonly<Record<string, Comparison>> = {
  ig: {
    size: 1000,
    async prepare(size) {
      const loader = loaderOf(digits(1, size), 100);
      const method = new IntegratedGradients(model.encoder);
      return () => attributeAuxiliary(model.encoder, loader, null, method);
    },
  },
  simplex: {
    size: 100,
    async prepare(size) {
      const [test, train] = [1, 2].map((seed) => random.normal([size, 4], { seed }) as Tensor) as [Tensor, Tensor];
      return () => SimplEx.computeWeights(test, train);
    },
  },
  tracin: {
    size: 200,
    async prepare(size) {
      const [train, test] = [digits(1, size), digits(2, size)];
      const checkpoints = [(await model.getWeights()) as Tensor[]];
      const tracin = new TracIn(model, loss, null, train);
      const indices = Array.from({ length: size }, (_, i) => i);
      return () => tracin.attribute(test, indices, { checkpoints });
    },
  },
  tracin_loader: {
    size: 50,
    async prepare(size) {
      const checkpoints = [(await model.getWeights()) as Tensor[]];
      const [train, test] = [loaderOf(digits(1, size), 1), loaderOf(digits(2, size), 1)];
      const tracin = new TracIn(model, loss);
      return () => tracin.attributeLoader(null, train, test, { checkpoints });
    },
  },
  influence: influenceBy(50),
  // The batches of the original's script.
  influence_200: influenceBy(200),
};

const python = findPython();
const [asked, rounds = '5'] = process.argv.slice(2);
const rows: string[][] = [];
for (const [name, { size, prepare }] of Object.entries(comparisons)) {
  if (asked && asked !== 'all' && asked !== name) continue;
  const run = await prepare(size);
  const ours: Contestant = { name: 'ours', round: () => timed(1, run), close: async () => {} };
  const contestants = [ours, ...(python ? [torchExplanation(python, name, size)] : [])];
  const timings = await compete(contestants, Number(rounds));
  for (const contestant of contestants) await contestant.close();
  const [here, torch] = [timings.get('ours')!, timings.get('torch')];
  rows.push([
    `${name} ${size}`,
    ...(['wall', 'cpu'] as const).flatMap((kind) => [
      milliseconds(here[kind]),
      milliseconds(torch?.[kind]),
      ratio(torch && torch[kind] / here[kind]),
    ]),
  ]);
}
console.log(
  table(
    ['explanation', 'ours wall ms', 'torch wall ms', 'torch / ours', 'ours CPU ms', 'torch CPU ms', 'torch / ours'],
    rows,
  ),
);
