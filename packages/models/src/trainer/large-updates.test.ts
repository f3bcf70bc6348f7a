/** Updates of large weights, which a kernel does in one pass where many steps are one run, against the same steps one by one. */
import { tensor } from '@org/core';
import { Dense, Input } from '@org/layers';
import { sampled } from '@org/testing';
import * as optimizers from '../optimizers/index.js';
import { Sequential } from '../sequential.js';

const [SAMPLES, BATCH, WIDTH] = [40, 4, 600];

const wave = (count: number, seed: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(seed + i * i));
const x = tensor(wave(SAMPLES * WIDTH, 1), [SAMPLES, WIDTH]);
const y = tensor(wave(SAMPLES * 2, 2), [SAMPLES, 2]);

/** A model whose first kernel is large, with weights that do not depend on what was drawn before. */
function compiled(optimizer: optimizers.Optimizer, stepsPerExecution: number): Sequential {
  const model = new Sequential([Input([WIDTH]), new Dense(WIDTH, { activation: 'tanh' }), new Dense(2)]);
  model.weights.forEach((weight, i) => {
    weight.assign(tensor(wave(weight.value.size, i), weight.shape).mul(0.05));
  });
  model.compile({ optimizer, loss: 'mse', stepsPerExecution });
  return model;
}

async function weightsOf(model: Sequential): Promise<Float32Array[]> {
  const variables = [...model.weights, ...model.optimizer!.variables];
  return Promise.all(
    variables.map(async (variable) => Float32Array.from((await variable.value.data()) as Float32Array)),
  );
}

async function fitted(optimizer: optimizers.Optimizer, stepsPerExecution: number): Promise<Float32Array[]> {
  const model = compiled(optimizer, stepsPerExecution);
  await model.fit(x, y, { batchSize: BATCH, epochs: 1, shuffle: false, verbose: 0 });
  return weightsOf(model);
}

async function oneByOne(optimizer: optimizers.Optimizer): Promise<Float32Array[]> {
  const model = compiled(optimizer, 1);
  for (let i = 0; i < SAMPLES; i += BATCH) {
    const rows = `${i}:${i + BATCH}`;
    await model.trainOnBatch(x.at(rows), y.at(rows));
  }
  return weightsOf(model);
}

const { Adam, AdamW, Adamax, Nadam, Adagrad, Adadelta, RMSprop, Ftrl, Lion, Lamb, SGD, ScheduleFreeAdamW } = optimizers;
const cases: [name: string, make: () => optimizers.Optimizer][] = [
  ['Adam', () => new Adam()],
  [
    'Adam with bounds, decay and a scale',
    () => new Adam({ amsgrad: true, globalClipnorm: 0.1, weightDecay: 0.01, lossScaleFactor: 8 }),
  ],
  ['RMSprop', () => new RMSprop({ centered: true, momentum: 0.9 })],
  ['AdamW', () => new AdamW()],
  ['Adamax', () => new Adamax()],
  ['Nadam', () => new Nadam()],
  ['Adagrad', () => new Adagrad()],
  ['Adadelta', () => new Adadelta()],
  ['Ftrl', () => new Ftrl()],
  ['Lion', () => new Lion()],
  ['Lamb', () => new Lamb()],
  ['SGD', () => new SGD({ momentum: 0.9, nesterov: true })],
  ['ScheduleFreeAdamW', () => new ScheduleFreeAdamW()],
];

test.each(sampled(cases, 4))('%s: the steps of a run are those of batches', async (_name, make) => {
  const [many, single] = [await fitted(make(), 10), await oneByOne(make())];
  expect(many.length).toBe(single.length);
  many.forEach((values, i) => {
    const largest = values.reduce((most, value, k) => Math.max(most, Math.abs(value - single[i]![k]!)), 0);
    expect(largest).toBeLessThan(1e-6);
  });
});

test('where a run ends does not show in a single bit', async () => {
  const [ten, seven, one] = [await fitted(new Adam(), 10), await fitted(new Adam(), 7), await fitted(new Adam(), 1)];
  expect(seven).toEqual(ten);
  expect(one).toEqual(ten);
});

test('what was asked for before a step on a batch stays, and models of one form take turns', async () => {
  const models = [compiled(new Adam(), 1), compiled(new Adam(), 1)];
  const [alone, ...others] = models as [Sequential, Sequential];
  const batch = (i: number) => [x.at(`${i}:${i + BATCH}`), y.at(`${i}:${i + BATCH}`)] as const;
  const kept = alone.weights.map(({ value }) => value);
  const before = await Promise.all(kept.map(async (value) => Float32Array.from((await value.data()) as Float32Array)));
  const states: { value: (typeof kept)[number]; numbers: Float32Array }[] = [];
  for (const i of [0, 4, 8]) {
    for (const model of models) await model.trainOnBatch(...batch(i));
    const { value } = alone.weights[0]!;
    const numbers = Float32Array.from((await others[0]!.weights[0]!.value.data()) as Float32Array);
    states.push({ value, numbers });
  }
  for (const { value, numbers } of states) expect(await value.data()).toEqual(numbers);
  expect(await Promise.all(kept.map((value) => value.data()))).toEqual(before);
});
