/** Steps of training of LFXAI's models: `npx tsx bench/src/lfxai-training.ts`, beside bench/python/lfxai_training_bench.py. */
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

const STEPS = 20;
const ROUNDS = 4;

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

const only = process.argv[2];
for (const [name, model, [batch, ...shape]] of WORKLOADS) {
  if (only && !name.includes(only)) continue;
  const data = random.uniform([STEPS * batch!, ...shape], { seed: 1 });
  const labels: Tensor = ops.mod(ops.arange(STEPS * batch!), 10);
  const loader = new DataLoader(new TensorDataset(data, labels), { batchSize: batch! });
  const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3, weightDecay: 1e-5 });
  let best: [wall: number, cpu: number] | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    const [start, usage] = [performance.now(), process.cpuUsage()];
    await model.trainEpoch(null, loader, optimizer);
    const { user, system } = process.cpuUsage(usage);
    const taken: [number, number] = [(performance.now() - start) / STEPS, (user + system) / 1000 / STEPS];
    if (round > 0 && (!best || taken[1] < best[1])) best = taken;
  }
  console.log(`${name}: ${best![0].toFixed(2)} ms wall, ${best![1].toFixed(2)} ms CPU`);
}
