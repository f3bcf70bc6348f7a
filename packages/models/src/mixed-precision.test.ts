/**
 * Training under the policies mixed_float16 and mixed_bfloat16, as Python Keras does it: when the scale of the loss grows and overflows,
 * what the weights become, and files. Made by packages/testing/goldens/make_loss_scale.py.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Tensor, tensor } from '@org/core';
import { decodeArray, type EncodedArray, expectClose, type GoldenCase, loadGolden } from '@org/testing';
import * as keras from './index.js';

interface LossScaleCase extends GoldenCase {
  readonly policy: 'mixed_float16' | 'mixed_bfloat16';
  /** Steps until the scale grows; null where `compile` makes the optimizer by itself. */
  readonly growth: number | null;
  readonly optimizer: string;
  /** After each step: the scale, how many steps it has been so, and steps that were not left out. */
  readonly scales: readonly (readonly [scale: number, counter: number, iterations: number])[];
  readonly loss: number;
  readonly weights: readonly EncodedArray[];
  /** The `.keras` file after training, in hexadecimal digits. */
  readonly file: string;
}

const { layers } = keras;
const STEPS = 12;

/** What the script draws. */
function numbers(shape: readonly number[], phase: number, scale = 1): Tensor {
  const size = shape.reduce((n, dim) => n * dim, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => scale * Math.fround(Math.sin(phase + 2.3 * i))),
    shape,
  );
}

function build(): keras.Sequential {
  const model = new keras.Sequential(
    [
      keras.Input([6]),
      new layers.Dense(8, { activation: 'tanh', name: 'hidden' }),
      new layers.BatchNormalization({ name: 'norm' }),
      new layers.Dense(1, { name: 'out' }),
    ],
    { name: 'model' },
  );
  const start = ({ path, shape }: keras.Variable, n: number) =>
    path.includes('variance') ? numbers(shape, n).abs() : numbers(shape, n, 0.5);
  model.setWeights(model.weights.map(start));
  return model;
}

class Watch extends keras.callbacks.Callback {
  readonly seen: number[][] = [];

  override async onTrainBatchEnd(): Promise<void> {
    this.seen.push(await scaleOf(this.model!.optimizer!));
  }
}

/** The scale, its counter, and the steps that counted. */
async function scaleOf(optimizer: keras.Optimizer): Promise<number[]> {
  const named = (name: string) => optimizer.variables.find((variable) => variable.name === name)!;
  const iterations = optimizer.iterations as keras.Variable;
  const values = [named('dynamic_scale'), named('step_counter'), iterations].map((variable) => variable.value.item());
  return (await Promise.all(values)).map(Number);
}

const { cases } = loadGolden<LossScaleCase>('loss_scale');
const folder = mkdtemp(join(tmpdir(), 'mixed-precision-'));
afterAll(async () => rm(await folder, { recursive: true }));
afterEach(() => keras.config.setDtypePolicy('float32'));

/** Twelve steps of Adam on values that are rounded to 11 or 8 bits in each. */
const rtol = { mixed_float16: 4 * 2 ** -10, mixed_bfloat16: 4 * 2 ** -7 };

describe.each(cases.map((golden) => [golden.id, golden] as const))('%s', (id, golden) => {
  it('trains as in Python', async () => {
    keras.config.setDtypePolicy(golden.policy);
    const model = build();
    expect(model.layers.map(({ computeDtype }) => computeDtype)).toEqual(Array(3).fill(golden.policy.slice(6)));
    const inner = new keras.optimizers.Adam(0.01);
    const options = { initialScale: 2 ** 10, dynamicGrowthSteps: golden.growth ?? 0 };
    const optimizer = golden.growth ? new keras.optimizers.LossScaleOptimizer(inner, options) : inner;
    model.compile({ optimizer, loss: 'mse' });
    expect(model.optimizer!.constructor.name).toBe(golden.optimizer);
    const [x, y] = [numbers([4 * STEPS, 6], 1, 4), numbers([4 * STEPS, 1], 2, 20)];
    const watch = new Watch();
    const callbacks = golden.scales.length > 0 ? [watch] : [];
    const { history } = await model.fit(x, y, { batchSize: 4, epochs: 1, shuffle: false, verbose: 0, callbacks });
    expect(watch.seen).toEqual(golden.scales);
    expect(Math.abs(history.loss![0]! / golden.loss - 1)).toBeLessThan(rtol[golden.policy]);
    for (const [i, variable] of model.weights.entries()) {
      expect([variable.path, variable.dtype]).toEqual([variable.path, 'float32']);
      const label = variable.path;
      expectClose(await variable.value.data(), decodeArray(golden.weights[i]!).values, {
        rtol: rtol[golden.policy],
        label,
      });
    }
  });

  it('goes on from files, those of Python and ours', async () => {
    const path = join(await folder, `${id}.keras`);
    await writeFile(path, Buffer.from(golden.file, 'hex'));
    for (let round = 0; round < 2; round++) {
      const loaded = (await keras.saving.loadModel(path)) as keras.Model;
      expect(loaded.optimizer!.constructor.name).toBe(golden.optimizer);
      expect(loaded.layers.map(({ dtypePolicy }) => dtypePolicy.name)).toEqual(Array(3).fill(golden.policy));
      for (const [i, variable] of loaded.weights.entries()) {
        const values = decodeArray(golden.weights[i]!).values;
        expectClose(await variable.value.data(), values, { rtol: 1e-6, label: variable.path });
      }
      if (golden.scales.length > 0) expect(await scaleOf(loaded.optimizer!)).toEqual(golden.scales.at(-1));
      await loaded.save(path);
    }
  });
});

it('layers have policies of their own, and cast what they are given', async () => {
  keras.config.setDtypePolicy('mixed_bfloat16');
  const x = keras.Input([4]);
  const [half, full] = [new layers.Dense(3), new layers.Dense(2, { dtype: 'float32' })];
  const model = new keras.Model(x, full(half(x)));
  expect([half.computeDtype, half.kernel.dtype, full.computeDtype]).toEqual(['bfloat16', 'float32', 'float32']);
  expect(half(numbers([2, 4], 1)).dtype).toBe('bfloat16');
  expect(model(numbers([2, 4], 1)).dtype).toBe('float32');
  const given = new layers.Dense(3, { dtype: 'mixed_float16', autocast: false });
  given.build([null, 4]);
  expect(given(numbers([2, 4], 1)).dtype).toBe('float32');
});

it('a map of policies is global as well, by the paths of layers', () => {
  const policies = new keras.dtypePolicies.DTypePolicyMap('float32')
    .set('.*precise', 'float32')
    .set('.*coarse', 'bfloat16');
  keras.config.setDtypePolicy(policies);
  const model = new keras.Sequential([
    keras.Input([4]),
    new layers.Dense(2, { name: 'coarse' }),
    new layers.Dense(2, { name: 'precise' }),
  ]);
  expect(model.layers.map(({ computeDtype }) => computeDtype)).toEqual(['bfloat16', 'float32']);
  expect(model.layers.map((layer) => (layer as keras.layers.Dense).kernel.dtype)).toEqual(['bfloat16', 'float32']);
});
