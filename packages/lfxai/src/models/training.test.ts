/** Training against torch: `goldens/make_training.py`. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import { DataLoader, TensorDataset } from '../data/index.js';
import type { Module, StateDict } from '../nn/index.js';
import { Adam, LambdaLR, type Optimizer, type OptimizerState, SGD } from '../optim/index.js';
import { fill, uniforms } from '../testing/generated.js';
import { loadGoldenFile } from '../testing/golden-file.js';
import { load, save } from '../torch-files/index.js';
import { AutoEncoderMnist } from './auto-encoder-mnist.js';
import { ClassifierMnist } from './classifier-mnist.js';
import { DecoderMnist } from './decoder-mnist.js';
import { EncoderMnist } from './encoder-mnist.js';
import { EpochLoop } from './epoch.js';
import { BetaHLoss } from './losses/index.js';
import { Identity, RandomNoise } from './pretext.js';
import { RecurrentAutoencoder } from './recurrent.js';
import type { TrainedModel } from './trained-model.js';
import { initVae } from './vae.js';

interface Trace {
  readonly losses: readonly number[];
  /** Sum, and sum of squares, of each value. */
  readonly state: Readonly<Record<string, readonly [number, number]>>;
}
const traces = loadGoldenFile<Record<string, Trace>>('lfxai_traces');

const digits = uniforms(71, [10, 1, 28, 28]);
const labels = tensor(
  Array.from({ length: 10 }, (_, i) => (3 * i) % 10),
  [10],
  'int32',
);
/** Of the loader's four samples. */
const BATCHES = 3;
const loaderOf = (inputs: Tensor) => new DataLoader(new TensorDataset(inputs, labels), { batchSize: 4 });

/**
 * Whether a name is that of a bias before a batch normalization, which takes it away again: its gradient is rounding, some 5e-9, here as in torch.
 * Beside a weight decay of 1e-5 times a tenth that is half a percent of the step that Adam makes of both.
 */
const isTakenAway = (name: string, names: readonly string[]): boolean =>
  names.includes(name.replace(/(\d+)\.bias$/, (_, n) => `${Number(n) + 1}.running_mean`));

/** @param drift how far rounding alone may have moved what only it moves */
async function expectState(state: StateDict, expected: Trace['state'], drift = 0) {
  const names = Object.keys(expected);
  for (const [i, name] of names.entries()) {
    const actual = Object.entries(state)[i]![1];
    const values = Array.from((await actual.data()) as Float32Array, Number);
    const [sum, squares] = [values.reduce((a, b) => a + b, 0), values.reduce((a, b) => a + b * b, 0)];
    const [expectedSum, expectedSquares] = expected[name]!;
    const moved = isTakenAway(name, names) ? drift * Math.sqrt(values.length) : 0;
    const atol = 1e-4 * Math.sqrt(values.length * expectedSquares) + 1e-5 + moved;
    expectClose([sum], [expectedSum], { rtol: 0, atol, label: `sum of ${name}` });
    expectClose([squares], [expectedSquares], { rtol: 2e-4, atol: 1e-6, label: `squares of ${name}` });
  }
}

async function expectTraining(model: TrainedModel, inputs: Tensor, { losses, state }: Trace) {
  const optimizer = new Adam(model.parameters(), { lr: 1e-3, weightDecay: 1e-5 });
  for (const expected of losses) {
    const loss = await model.trainEpoch(null, loaderOf(inputs), optimizer);
    expectClose([loss], [expected], { rtol: 2e-5, label: 'loss' });
  }
  await expectState(model.stateDict(), state, 0.005 * 1e-3 * losses.length * BATCHES);
}

const encoder = () => new EncoderMnist(4);
const autoencoder = (pert: (x: Tensor) => Tensor = new Identity(), name = 'model') =>
  new AutoEncoderMnist(encoder(), new DecoderMnist(4), 4, pert, name);

test('an autoencoder of digits', () => expectTraining(fill(autoencoder(), 1100), digits, traces.AutoEncoderMnist!));

test('a classifier of digits', async () => {
  const model = new ClassifierMnist(encoder(), 4, 'classifier');
  fill(model.encoder, 1200);
  const output = {
    weight: uniforms(1214, [10, 4], 2 * Math.sqrt(3 / 4), -Math.sqrt(3 / 4)),
    bias: uniforms(1215, [10], 0.2, -0.1),
  };
  model.linOutput.loadStateDict({ '0.weight': output.weight, '0.bias': output.bias });
  const { losses, state } = traces.ClassifierMnist!;
  const both = Object.entries(state);
  const duplicated = [
    ...both.slice(0, 15),
    ...both.slice(0, 15).map(([k, v]) => [`again ${k}`, v] as const),
    ...both.slice(15),
  ];
  await expectTraining(model, digits, { losses, state: Object.fromEntries(duplicated) });
});

test('an autoencoder of sequences', () =>
  expectTraining(
    fill(new RecurrentAutoencoder(12, 1, 4), 1300),
    uniforms(72, [10, 12, 1], 2, -1),
    traces.RecurrentAutoencoder!,
  ));

test('a variational autoencoder, whose latent vectors are the means', () => {
  const model = fill(initVae([1, 32, 32], 3, new BetaHLoss(), 'vae'), 1400);
  model.reparameterize = (mean) => mean;
  return expectTraining(model, uniforms(73, [10, 1, 32, 32]), traces.VAE!);
});

test("torch's gradient descent with a schedule", async () => {
  const model = fill(encoder(), 1500).train();
  const optimizer = new SGD(model.parameters(), { lr: 0.6, momentum: 0.9, weightDecay: 1e-6, nesterov: true });
  const rate = (step: number) => 1e-3 + (0.6 - 1e-3) * 0.5 * (1 + Math.cos((step / 6) * Math.PI));
  const scheduler = new LambdaLR(optimizer, rate);
  const lossOf = ([x]: readonly Tensor[]) => [ops.multiply(ops.mean(ops.square(model(x!))), 0.01)];
  const loop = new EpochLoop(
    lossOf,
    () => null,
    optimizer,
    () => scheduler.step(),
  );
  for (const expected of traces.SGD!.losses) {
    expectClose(await loop.run(loaderOf(digits)), [expected], { rtol: 1e-4, label: 'loss' });
  }
  await expectState(model.stateDict(), traces.SGD!.state);
});

test('one step at a time is the same', async () => {
  const [whole, stepwise] = [fill(autoencoder(), 1100), fill(autoencoder(), 1100)];
  const options = { lr: 1e-3, weightDecay: 1e-5 };
  await whole.trainEpoch(null, loaderOf(digits), new Adam(whole.parameters(), options));
  const optimizer = new Adam(stepwise.parameters(), options);
  for await (const [images] of loaderOf(digits)) optimizer.minimize(stepwise.lossF(images!, stepwise(images!)));
  const [a, b] = [whole, stepwise].map((model: Module) => model.stateDict()['encoder.encoder_lin.2.weight']!);
  expectClose((await a!.data()) as Float32Array, (await b!.data()) as Float32Array, { rtol: 1e-4, atol: 1e-6 });
});

describe('fit', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lfxai-fit-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('keeps the best state, checkpoints, and stops without improvement', async () => {
    const model = autoencoder(new RandomNoise(0.3), 'denoiser');
    const testLosses: number[] = [];
    await model.fit(null, loaderOf(digits), loaderOf(digits), join(folder, 'deep'), {
      nEpoch: 5,
      patience: 2,
      checkpointInterval: 2,
      onEpoch: ({ testLoss }) => testLosses.push(testLoss),
    });
    expect(model.training).toBe(false);
    expect(model.lr).toBe(1e-3);
    const ran = testLosses.length;
    const files = [1, 2, 3].slice(0, Math.ceil(ran / 2)).map((i) => join(folder, 'deep', `denoiser_checkpoint${i}.pt`));
    expect(model.checkpointsFiles).toEqual(files);
    expect(files.every(existsSync)).toBe(true);
    expect(readFileSync(join(folder, 'deep/denoiser.json'), 'utf8')).toBe(
      '{\n    "latent_dim": 4,\n    "name": "denoiser"\n}',
    );
    expect(await model.loadMetadata(join(folder, 'deep'))).toEqual({ latent_dim: 4, name: 'denoiser' });
    model.loadStateDict(await load(join(folder, 'deep/denoiser.pt')));
  });

  test('goes on from a file with its weights and an optimizer of its own, as the original does', async () => {
    const settings = { nEpoch: 1 };
    const first = fill(autoencoder(), 1100);
    await first.fit(null, loaderOf(digits), loaderOf(digits), folder, settings);
    const again = autoencoder();
    again.loadStateDict(await load(await save(first.stateDict())));
    const losses = await Promise.all(
      [first, again].map(async (model) => {
        const found: number[] = [];
        const onEpoch = ({ testLoss }: { testLoss: number }) => found.push(testLoss);
        await model.fit(null, loaderOf(digits), loaderOf(digits), folder, { ...settings, onEpoch });
        return found;
      }),
    );
    expectClose(losses[1]!, losses[0]!, { rtol: 1e-5 });
  });

  test('goes on from a checkpoint as if it had not ended, with the state of its optimizer', async () => {
    const losses = async (model: AutoEncoderMnist, options: { nEpoch: number; optimizer?: Optimizer }) => {
      const found: number[] = [];
      const onEpoch = ({ testLoss }: { testLoss: number }) => found.push(testLoss);
      await model.fit(null, loaderOf(digits), loaderOf(digits), folder, { ...options, checkpointInterval: 1, onEpoch });
      return found;
    };
    const whole = await losses(fill(autoencoder(), 1100), { nEpoch: 3 });
    const [first, again] = [fill(autoencoder(), 1100), autoencoder()];
    await losses(first, { nEpoch: 1 });
    const optimizer = again.makeOptimizer();
    const file = first.checkpointsFiles[0]!;
    again.loadStateDict(await load(file));
    await optimizer.loadStateDict(await load<OptimizerState>(file.replace('.pt', '_optimizer.pt')));
    expectClose(await losses(again, { nEpoch: 2, optimizer }), whole.slice(1), { rtol: 1e-6 });
    const other = new Adam(again.parameters(), { betas: [0.5, 0.9] });
    await expect(other.loadStateDict(optimizer.stateDict())).rejects.toThrow(/another optimizer/);
    const fewer = new Adam(again.parameters().slice(1));
    await expect(fewer.loadStateDict(optimizer.stateDict())).rejects.toThrow(/another optimizer/);
  });

  test('ends after as many epochs without improvement as it has patience', async () => {
    const model = autoencoder();
    model.lossF = (a, b) => ops.mean(ops.multiply(ops.subtract(a, b), 0));
    let epochs = 0;
    await model.fit({
      device: null,
      trainLoader: loaderOf(digits),
      testLoader: loaderOf(digits),
      saveDir: folder,
      nEpoch: 9,
      patience: 3,
      onEpoch: () => epochs++,
    });
    expect(epochs).toBe(4);
  });
});
