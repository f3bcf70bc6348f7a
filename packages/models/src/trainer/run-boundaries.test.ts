/** How many steps are one run is a matter of time, and must not show: two fits of one program give the same bits. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { random, type TypedArray, tensor } from '@org/core';
import { sampled, thorough } from '@org/testing';
import * as keras from '../index.js';

const { layers, optimizers } = keras;
const { Adam, AdamW, SGD } = optimizers;

const folder = mkdtempSync(join(tmpdir(), 'run-boundaries-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SAMPLES = 300;
const wave = (size: number, at: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => Math.sin(at * i));
const x = tensor(wave(SAMPLES * 6, 12.9898), [SAMPLES, 6]);
const y = tensor(wave(SAMPLES, 1), [SAMPLES, 1]);

const makers: Record<string, () => keras.optimizers.Optimizer> = {
  SGD: () => new SGD(0.01, 0.9),
  Adam: () => new Adam(0.01),
  AMSGrad: () => new Adam(0.01, { amsgrad: true }),
  'Adam that accumulates and clips': () => new Adam(0.01, { gradientAccumulationSteps: 3, clipnorm: 1 }),
  'AdamW with averages': () => new AdamW(0.01, { useEma: true, emaOverwriteFrequency: 5 }),
  Adamax: () => new optimizers.Adamax(0.01),
  Nadam: () => new optimizers.Nadam(0.01),
  RMSprop: () => new optimizers.RMSprop(0.01, 0.9, 0.5, { centered: true }),
  Adagrad: () => new optimizers.Adagrad(0.01),
  Adadelta: () => new optimizers.Adadelta(1),
  Adafactor: () => new optimizers.Adafactor(0.01),
  Ftrl: () => new optimizers.Ftrl(0.01),
  Lamb: () => new optimizers.Lamb(0.01),
  Lion: () => new optimizers.Lion(0.001),
  Muon: () => new optimizers.Muon(0.01),
  ScheduleFreeAdamW: () => new optimizers.ScheduleFreeAdamW(0.01),
  LossScaleOptimizer: () => new keras.mixedPrecision.LossScaleOptimizer(new Adam(0.01)),
};

function newModel(optimizer: () => keras.optimizers.Optimizer, stepsPerExecution: number | 'auto'): keras.Model {
  keras.utils.clearSession();
  random.setRandomSeed(5);
  const model = new keras.Sequential([
    keras.Input([6]),
    new layers.Dense(9, 'relu'),
    new layers.BatchNormalization(),
    new layers.Dropout(0.3),
    new layers.Dense(1),
  ]);
  model.compile({ optimizer: optimizer(), loss: 'mse', stepsPerExecution });
  return model;
}

const stateOf = async (model: keras.Model): Promise<Record<string, TypedArray>> => {
  const variables = [...model.variables, ...model.optimizer.variables];
  return Object.fromEntries(await Promise.all(variables.map(async ({ path, value }) => [path, await value.data()])));
};

test.each(sampled(Object.entries(makers), 3))('%s trains the same in runs of any length', async (_, optimizer) => {
  const trained = async (stepsPerExecution: number | 'auto') => {
    const model = newModel(optimizer, stepsPerExecution);
    await model.fit(x, y, { batchSize: 16, epochs: 2, verbose: 0 });
    return stateOf(model);
  };
  const single = await trained(1);
  for (const steps of thorough([2, 7, 'auto'] as const, [7] as const)) expect(await trained(steps)).toEqual(single);
});

// At the end of a fit, averages take the place of weights.
const others = Object.entries(makers).filter(([name]) => !name.includes('averages'));
test.each(sampled(others, 3))('%s goes on from a file as if there had been none', async (_, optimizer) => {
  const options = { batchSize: 16, verbose: 0, shuffle: false } as const;
  const whole = newModel(optimizer, 'auto');
  await whole.fit(x, y, { ...options, epochs: 3 });
  const first = newModel(optimizer, 'auto');
  await first.fit(x, y, { ...options, epochs: 1 });
  const path = join(folder, 'first.keras');
  await first.save(path);
  const loaded = await keras.saving.loadModel(path);
  await loaded.fit(x, y, { ...options, epochs: 2 });
  // The file has the weights; here the optimizer is another one.
  const again = newModel(optimizer, 'auto');
  again.optimizer.build(again.trainableVariables);
  await first.saveWeights(join(folder, 'first.weights.h5'));
  await again.loadWeights(join(folder, 'first.weights.h5'));
  await again.fit(x, y, { ...options, epochs: 2 });
  const expected = Object.values(await stateOf(whole));
  expect(Object.values(await stateOf(loaded))).toEqual(expected);
  expect(Object.values(await stateOf(again))).toEqual(expected);
});

test('a fit in parts is that in one', async () => {
  const options = { batchSize: 16, verbose: 0, shuffle: false } as const;
  const whole = newModel(() => new Adam(0.01), 'auto');
  await whole.fit(x, y, { ...options, epochs: 4 });
  const parts = newModel(() => new Adam(0.01), 'auto');
  for (let epoch = 0; epoch < 4; epoch++) await parts.fit(x, y, { ...options, initialEpoch: epoch, epochs: epoch + 1 });
  expect(await stateOf(parts)).toEqual(await stateOf(whole));
});

test('what is left of gradients of long ago goes at the same steps', async () => {
  // One feature is seen in the first batch alone. After 446 steps its momentum is negligible.
  const samples = 446;
  const inputs = tensor(
    Float32Array.from({ length: samples * 2 }, (_, i) => (i % 2 || i < 2 ? 1 : 0)),
    [samples, 2],
  );
  const targets = tensor(wave(samples, 3), [samples, 1]);
  const trained = async (stepsPerExecution: number) => {
    const model = new keras.Sequential([keras.Input([2]), new layers.Dense(1)]);
    model.setWeights([[[1], [0]], [0]]);
    model.compile({ optimizer: new SGD(0.1, 0.9), loss: 'mse', stepsPerExecution });
    await model.fit(inputs, targets, { batchSize: 1, epochs: 1, verbose: 0, shuffle: false });
    const [momentum] = (await model.optimizer.variables[2]!.value.data()) as Float32Array;
    return Math.abs(momentum!);
  };
  const left = await trained(1);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(1e-20);
  expect(await trained(64)).toBe(left);
});
