/**
 * Steps of training of LFXAI's models and of the same in torch (../python/lfxai_training_bench.py), in turn:
 * `tsx bench/src/lfxai-training.ts [workload] [rounds] [threads of torch]`
 */
import { ops, random, type Tensor } from '@org/core';
import {
  AutoEncoderMnist,
  BetaHLoss,
  BetaVaeMnist,
  ClassifierMnist,
  DataLoader,
  DecoderMnist,
  EncoderMnist,
  initVae,
  optim,
  RandomNoise,
  RecurrentAutoencoder,
  TensorDataset,
} from '@org/lfxai';
import { findPython, pythonContestant } from './keras.js';
import { milliseconds, ratio, table } from './table.js';
import { type Contestant, compete, timed } from './timing.js';

const STEPS = 20;

interface Trained {
  train(): unknown;
  parameters(): ConstructorParameters<typeof optim.Adam>[0];
  trainEpoch(device: unknown, loader: DataLoader, optimizer: optim.Optimizer): Promise<number>;
}

const encoder = () => new EncoderMnist(4);
const WORKLOADS: [name: string, model: Trained, shape: number[]][] = [
  [
    'denoising autoencoder, batch 100',
    new AutoEncoderMnist(encoder(), new DecoderMnist(4), 4, new RandomNoise()),
    [100, 1, 28, 28],
  ],
  ['classifier, batch 100', new ClassifierMnist(encoder(), 4, 'c'), [100, 1, 28, 28]],
  ['Burgess VAE 32x32, batch 100', initVae([1, 32, 32], 3, new BetaHLoss(), 'v'), [100, 1, 32, 32]],
  ['BetaVaeMnist, batch 100', new BetaVaeMnist(), [100, 1, 28, 28]],
  ['LSTM autoencoder 64, 140 steps, batch 20', new RecurrentAutoencoder(140, 1, 64), [20, 140, 1]],
];

const python = findPython();
const [only = 'all', rounds = '5', ...threads] = process.argv.slice(2);
const rows: string[][] = [];
for (const [name, model, [batch, ...shape]] of WORKLOADS) {
  if (only !== 'all' && !name.includes(only)) continue;
  const data = random.uniform([STEPS * batch!, ...shape], { seed: 1 });
  const labels: Tensor = ops.mod(ops.arange(STEPS * batch!), 10);
  const loader = new DataLoader(new TensorDataset(data, labels), { batchSize: batch! });
  const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3, weightDecay: 1e-5 });
  const round = () => timed(STEPS, () => model.trainEpoch(null, loader, optimizer));
  const contestants: Contestant[] = [{ name: 'ours', round, close: async () => {} }];
  if (python) contestants.push(pythonContestant('torch', python, ['lfxai_training_bench', name, ...threads]));
  const timings = await compete(contestants, Number(rounds));
  for (const contestant of contestants) await contestant.close();
  const [here, torch] = [timings.get('ours')!, timings.get('torch')];
  rows.push([
    name,
    ...(['wall', 'cpu'] as const).flatMap((kind) => [
      milliseconds(here[kind]),
      milliseconds(torch?.[kind]),
      ratio(torch && torch[kind] / here[kind]),
    ]),
  ]);
}
console.log(
  table(['ms per step', 'ours wall', 'torch wall', 'torch / ours', 'ours CPU', 'torch CPU', 'torch / ours'], rows),
);
