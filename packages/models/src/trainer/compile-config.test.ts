/** What `compile` was given comes back from a file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as keras from '../index.js';

const folder = mkdtempSync(join(tmpdir(), 'compile-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  [{ jitCompile: false }, { jit_compile: false }],
  [{ jitCompile: true }, { jit_compile: true }],
  [{ jitCompile: 'auto' as const }, { jit_compile: 'auto' }],
  [{ runEagerly: true }, { run_eagerly: true }],
  [{ stepsPerExecution: 7 }, { steps_per_execution: 7 }],
  [{ autoScaleLoss: false }, { auto_scale_loss: false }],
])('%j', async (options, expected) => {
  const model = new keras.Sequential([keras.Input([2]), new keras.layers.Dense(1, { dtype: 'mixed_float16' })], {
    dtype: 'mixed_float16',
  });
  model.compile({ optimizer: 'sgd', loss: 'mse', ...options });
  model.optimizer.build(model.trainableVariables);
  const path = join(folder, 'model.keras');
  await model.save(path);
  const loaded = await keras.saving.loadModel(path);
  expect(loaded.getCompileConfig()).toMatchObject(expected);
  expect(loaded.getCompileConfig()).toEqual(model.getCompileConfig());
  expect(loaded.optimizer.constructor).toBe(model.optimizer.constructor);
  await loaded.save(path);
  expect((await keras.saving.loadModel(path)).getCompileConfig()).toMatchObject(expected);
});

test('a scaled loss, the default, is not written: Keras has no such key', () => {
  const model = new keras.Sequential([keras.Input([2]), new keras.layers.Dense(1)]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  expect(model.getCompileConfig()).not.toHaveProperty('auto_scale_loss');
});

test.each([[[{}]], [{ d: [{}] }], [[[{}]]], [['mae', {}]]])('metrics %j are refused', (metrics) => {
  const model = new keras.Sequential([keras.Input([2]), new keras.layers.Dense(1, { name: 'd' })]);
  for (const options of [{ metrics }, { weightedMetrics: metrics }]) {
    const compile = () => model.compile({ optimizer: 'sgd', loss: 'mse', ...(options as object) });
    expect(compile).toThrow('Could not interpret the metric');
    expect(compile).toThrow(expect.objectContaining({ name: 'ValueError' }));
  }
});

test('an output may have no metrics', () => {
  const model = new keras.Sequential([keras.Input([2]), new keras.layers.Dense(1, { name: 'd' })]);
  for (const metrics of [{}, [], { d: [] }, { d: {} }, [[]]])
    expect(() => model.compile({ optimizer: 'sgd', loss: 'mse', metrics: metrics as never })).not.toThrow();
});
