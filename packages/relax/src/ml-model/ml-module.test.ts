import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, random, type Tensor } from '@org/core';
import * as keras from '@org/models';
import { setConfig } from '../utils/index.js';
import { MLModule, MLModuleConfig } from './ml-module.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relax-module-'));
});
afterAll(() => rm(folder, { recursive: true }));

const xs = random.uniform(random.PRNGKey(0), [256, 3]) as Tensor;
const ys = ops.expandDims(xs.at(':', 0).greater(0.5).cast('float32'), -1);
const accuracy = async (module: MLModule): Promise<number> =>
  (await ops
    .mean(ops.equal(ops.argmax(module.predFn(xs), -1), ys.at(':', 0).cast('int32')).cast('float32'))
    .item()) as number;

it('has the original settings', () => {
  expect(new MLModule().config.dict()).toEqual({
    sizes: [64, 32, 16],
    output_size: 2,
    dropout_rate: 0.3,
    lr: 0.001,
    opt_name: 'adam',
    loss: 'sparse_categorical_crossentropy',
    metrics: ['accuracy'],
  });
});

it('learns, from rows or from a data module, and is the same after saving and loading', async () => {
  keras.utils.setRandomSeed(1);
  const module = new MLModule(new MLModuleConfig({ sizes: [16], lr: 0.02, dropoutRate: 0 }));
  expect(() => module.predFn(xs)).toThrow('Model is not trained.');
  expect(await module.train([xs, ys], { epochs: 10, batchSize: 32, verbose: 0 })).toBe(module);
  expect(await accuracy(module)).toBeGreaterThan(0.9);

  await module.save(join(folder, 'module'));
  const again = await MLModule.loadFromPath(join(folder, 'module'));
  expect([again.config, again.isTrained]).toEqual([module.config, true]);
  expect(await again.predFn(xs).sub(module.predFn(xs)).abs().max().item()).toBe(0);

  const stages: string[] = [];
  const getItem = (stage: string) => {
    stages.push(stage);
    return [xs, ys];
  };
  await again.train({ getItem }, 64, 1, { verbose: 0 });
  expect(stages).toEqual(['train']);
});

describe('labels that are no classes of it', () => {
  const rows = [
    [0, 0, 1],
    [1, 0, 0],
    [0, 1, 0],
  ];
  const train = (config: object, labels: number[]) =>
    new MLModule({ sizes: [4], ...config }).train([rows, labels], { epochs: 1, verbose: 0 });

  it.each([[[0, 1, 2]], [[0, -1, 1]], [[0.5, 1, 0]], [[Number.NaN, 1, 0]]])('%j', async (labels) => {
    await expect(train({}, labels)).rejects.toThrow('A classifier is trained on labels that are numbers of classes.');
  });

  it('are those of a wider one, or of another loss', async () => {
    expect((await train({ outputSize: 3 }, [0, 1, 2])).predFn(rows).shape).toEqual([3, 3]);
    expect((await train({ outputSize: 1, loss: 'mean_squared_error' }, [0.5, 7, 2])).isTrained).toBe(true);
  });

  it("are taken in the original's way", async () => {
    setConfig({ compat: 'jax-relax' });
    try {
      expect((await train({}, [0, 1, 2])).isTrained).toBe(true);
    } finally {
      setConfig({ compat: null });
    }
  });
});

it('takes a model from outside', async () => {
  const model = new keras.Sequential([keras.Input([3]), new keras.layers.Dense(2, { activation: 'softmax' })]);
  const module = new MLModule(null, { model, name: 'linear' });
  expect([module.name, module.model, module.isTrained]).toEqual(['linear', model, true]);
  expect(module.predFn([0, 1, 2].map((i) => [i, 0, 0])).shape).toEqual([3, 2]);
});
