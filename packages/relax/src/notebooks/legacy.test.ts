/** The asserts of jax-relax's pages on its legacy modules. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, random, type Tensor, tensor, tree } from '@org/core';
import * as relax from '../index.js';
import { goldenDataModule } from '../testing/goldens.js';

const { legacy } = relax;
const { makeHkModule, PredictiveModel, PredictiveTrainingModule, trainModel } = legacy;

let log: string;
beforeEach(async () => {
  log = await mkdtemp(join(tmpdir(), 'relax-legacy-'));
});
afterEach(() => rm(log, { recursive: true }));

const shapes = (params: unknown) => tree.map(({ shape }: Tensor) => String(shape), params as never);

test('utils', async () => {
  const config = legacy.utils.validateConfigs({ lr: 0.1, sizes: [10, 5] }, legacy.PredictiveTrainingModuleConfigs);
  expect(config).toBeInstanceOf(legacy.PredictiveTrainingModuleConfigs);
  const cfs = random.normal(random.PRNGKey(0), [5, 8]) as Tensor;
  const arrays = [
    ['cat', 'dog', 'fish'],
    ['gray', 'red', 'yellow'],
  ];
  const sums = ops.sum(legacy.catNormalize(cfs, arrays, 2, false).at(':', '2:') as Tensor, -1);
  expect(await ops.max(ops.abs(sums.sub(2))).item()).toBeLessThan(1e-6);
  expect(
    await legacy
      .proximity(
        [
          [1, 2, 3, 1],
          [1, -1, 4, 1],
        ],
        [
          [0, -1, 3, 1],
          [1, 2, 4, 1],
        ],
      )
      .item(),
  ).toBe(3.5); // prettier-ignore
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const checked = legacy.checkCatInfo((_module: object, x: number) => x);
  expect(checked({ name: 'mine', catIdx: 0, catArrays: [] } as never, 3)).toBe(3);
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockRestore();
});

test('networks have the paths, sizes and bounds of haiku', async () => {
  const net = makeHkModule(PredictiveModel, [50, 20, 10], 0.3);
  const xs = random.normal(random.PRNGKey(1), [1000, 10]) as Tensor;
  const params = net.init(random.PRNGKey(42), xs);
  expect(shapes(params)).toEqual({
    'predictive_model/linear': { b: '1', w: '10,1' },
    'predictive_model/mlp/dense_block/linear': { b: '50', w: '10,50' },
    'predictive_model/mlp/dense_block_1/linear': { b: '20', w: '50,20' },
    'predictive_model/mlp/dense_block_2/linear': { b: '10', w: '20,10' },
  });
  const largest = (await ops.max(ops.abs(params['predictive_model/mlp/dense_block/linear']!.w)).item()) as number;
  expect(largest).toBeLessThanOrEqual(Math.sqrt(6 / 10));
  expect(largest).toBeGreaterThan(0.9 * Math.sqrt(6 / 10));
  // haiku takes a key for the first weights, then one for the dropout of the first block.
  const [, first] = ops.unstack(random.split(random.PRNGKey(42)) as Tensor, { num: 2 }) as Tensor[];
  const bound = Math.sqrt(6 / 10);
  const expected = random.uniform(first!, [10, 50], { minval: -bound, maxval: bound });
  const own = params['predictive_model/mlp/dense_block/linear']!.w;
  expect(await ops.max(ops.abs(own.sub(expected))).item()).toBe(0);

  const y = net.apply(params, random.PRNGKey(3), xs, { isTraining: false });
  expect(y.shape).toEqual([1000, 1]);
  const same = net.apply(params, null, xs, false);
  expect(await ops.max(ops.abs(y.sub(same))).item()).toBe(0);
  const dropped = net.apply(params, random.PRNGKey(3), xs, true);
  expect(await ops.max(ops.abs(y.sub(dropped))).item()).toBeGreaterThan(0);
});

test('train_model, with the best weights kept', async () => {
  const data = await goldenDataModule();
  const module = new PredictiveTrainingModule({ sizes: [16, 8], lr: 0.01 });
  const losses: number[] = [];
  const [params] = await trainModel(module, data, {
    ...{ epochs: 30, batchSize: 16, monitorMetrics: 'val/val_loss', logDir: log, maxNCheckpoints: 2 },
    onEpoch: (_epoch, logs) => losses.push(logs['val/val_loss']!),
  });
  expect(losses).toHaveLength(30);
  expect(losses.at(-1)!).toBeLessThan(losses[0]!);
  const best = [...losses.entries()].sort(([, a], [, b]) => a - b).slice(0, 2);
  expect((await readdir(join(log, 'checkpoints'))).sort()).toEqual(best.map(([i]) => `epoch=${i}`).sort());
  expect(module.predFn(data.xs, params).shape).toEqual([40, 1]);
  expect(module.logger!.getLastLogs()).toHaveProperty('val/val_accuracy');
  await expect(trainModel(module, data, { epochs: 1, monitorMetrics: 'val/los', logDir: log })).rejects.toThrow(
    /one of val\/val_loss_epoch, val\/val_accuracy_epoch/,
  );
});

test('CheckpointManager', async () => {
  const params = makeHkModule(legacy.MLP, [10, 10]).init(random.PRNGKey(0), ops.ones([1, 2]));
  const optState = legacy.optaxAdam(1e-3).init(params);
  const manager = new legacy.CheckpointManager(log, 'train/train_loss_1', 3);
  for (const [i, loss] of [0.1, 0.2, 0.15, 0.05, 0.14].entries()) {
    await manager.updateCheckpoints(params, optState, { 'train/train_loss_1': loss }, i + 1);
  }
  expect(manager.nCheckpoints).toBe(manager.checkpoints.length);
  expect(manager.checkpoints.pop()![0]).toBe(0.14);
  expect((await readdir(log)).sort()).toEqual(['epoch=1', 'epoch=4', 'epoch=5']);
  const loaded = await legacy.loadCheckpoint(join(log, 'epoch=4/model'));
  expect(shapes(loaded)).toEqual(shapes(params));
  const [own, read] = [params, loaded as typeof params].map((each) => each['mlp/dense_block_1/linear']!.w);
  expect(await read!.array()).toEqual(await own!.array());
});

test.each([
  'gAJ9cQAoWBYAAABtbHAvZGVuc2VfYmxvY2svbGluZWFycQF9cQIoWAEAAAB3cQNLAFgBAAAAYnEESwB1WAEAAAB6cQVdcQYoSwBLAEsAhnEHZXUu',
  'gASVPgAAAAAAAAB9lCiMFm1scC9kZW5zZV9ibG9jay9saW5lYXKUfZQojAF3lEsAjAFilEsAdYwBepRdlChLAEsASwCGlGV1Lg==',
])('trees that Python pickled are read', async (pickle) => {
  const leaves = {
    'mlp/dense_block/linear': { w: tensor([[1]]), b: tensor([2]) },
    z: [tensor(3), [tensor(4), tensor(5)]],
  };
  const other = join(log, 'own');
  await legacy.saveCheckpoint(leaves, other);
  await writeFile(join(other, 'tree.pkl'), Buffer.from(pickle, 'base64'));
  const loaded = (await legacy.loadCheckpoint(other)) as typeof leaves;
  expect(await loaded['mlp/dense_block/linear'].w.array()).toEqual([[1]]);
  expect(await (loaded.z[1] as Tensor[])[1]!.array()).toBe(5);
});
