import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, type Tensor, tensor, tree } from '@org/core';
import type { DataModule } from '../../data/index.js';
import type { Params } from '../../legacy/index.js';
import { goldenDataModule, loadGolden } from '../../testing/goldens.js';
import { setConfig } from '../../utils/index.js';
import { CounterNet } from './counter-net.js';
import { CounterNetConfig, partitionTrainableParams } from './model.js';
import { CounterNetTrainingModule } from './training-module.js';

interface Forward {
  readonly y_pred: number[][];
  readonly cf: number[][];
  readonly cf_y: number[][];
}
type Weights = Record<string, { w: number[][]; b: number[] }>;

const golden = loadGolden<{
  xs: number[][];
  ys: number[][];
  config: Record<string, unknown>;
  params: Weights;
  params_after_one_training_step: Weights;
  eval_forward: Forward;
  train_forward: Forward;
  losses: Record<'l1' | 'l2' | 'l3', number>;
  generate_cf: number[][];
  pred_fn: number[][];
}>('counternet');
const [xs, ys] = [tensor(golden.xs), tensor(golden.ys)];
const asParams = (weights: Weights): Params =>
  Object.fromEntries(Object.entries(weights).map(([path, { w, b }]) => [path, { w: tensor(w), b: tensor(b) }]));
const largest = async (actual: Tensor, expected: unknown): Promise<number> =>
  (await actual
    .sub(tensor(expected as never))
    .abs()
    .max()
    .item()) as number;
let data: DataModule;
beforeAll(async () => {
  data = await goldenDataModule();
});

describe("in the original's way", () => {
  beforeAll(() => setConfig({ compat: 'jax-relax' }));
  afterAll(() => setConfig({ compat: null }));

  function made(): readonly [CounterNetTrainingModule, Params] {
    const module = new CounterNetTrainingModule(new CounterNetConfig(golden.config as never));
    module.applyConstraintsFn = (rows, cfs, hard) => data.applyConstraints(rows, cfs, hard);
    return [module, asParams(golden.params)];
  }

  it.each([
    ['eval_forward', false],
    ['train_forward', true],
  ] as const)('%s', async (name, isTraining) => {
    const [module, params] = made();
    const [yPred, cf, cfY] = module.forward(params, null, xs, isTraining);
    expect(await largest(yPred, golden[name].y_pred)).toBeLessThan(1e-6);
    expect(await largest(cf, golden[name].cf)).toBeLessThan(1e-6);
    expect(await largest(cfY, golden[name].cf_y)).toBeLessThan(1e-6);
  });

  it('losses, and the weights after a step', async () => {
    const [module, params] = made();
    const [yPred, cf, cfY] = module.forward(params, null, xs, true);
    expect(await module.lossFn1(yPred, ys).item()).toBeCloseTo(golden.losses.l1, 6);
    expect(await module.lossFn2(cfY, ops.subtract(1, ops.round(yPred))).item()).toBeCloseTo(golden.losses.l2, 6);
    expect(await module.lossFn3(xs, cf).item()).toBeCloseTo(golden.losses.l3, 6);
    const [, [after]] = module.trainingStep(params, module.initOptState(params), null, [xs, ys]);
    for (const [path, { w, b }] of Object.entries(golden.params_after_one_training_step)) {
      expect(await largest(after[path]!.w, w)).toBeLessThan(1e-5);
      expect(await largest(after[path]!.b, b)).toBeLessThan(1e-5);
    }
  });

  it('counterfactuals and predictions', async () => {
    const [module, params] = made();
    const method = new CounterNet(golden.config as never, module);
    method.setDataModule(data);
    expect(() => method.predFn(xs)).toThrow(/not trained/);
    method.setParams(params);
    expect(await largest(method.predFn(xs), golden.pred_fn)).toBeLessThan(1e-6);
    expect(await largest((await method.generateCfs(xs)).at(':', 0) as Tensor, golden.generate_cf)).toBeLessThan(1e-6);
  });
});

it('weights are those of the original networks, in two parts', () => {
  const [xs] = data.getItem('train');
  const config = new CounterNetConfig({ encSizes: [8, 4], predSizes: [4], expSizes: [6, 6] });
  const module = new CounterNetTrainingModule(config);
  const [params] = module.initNetOpt(data, tensor([0, 1], null, 'uint32'));
  const shapes = (all: object) => tree.map(({ shape }: Tensor) => String(shape), all as never);
  expect(shapes(params)).toEqual(shapes(asParams(golden.params)));
  const [explainer, others] = partitionTrainableParams(params, 'counter_net_model/Explainer');
  expect([Object.keys(explainer).length, Object.keys(others).length]).toEqual([3, 4]);
  expect(xs.shape[1]).toBe(7);
});

it('steps of packed weights are those of trees, dropout included', async () => {
  const module = new CounterNetTrainingModule(
    new CounterNetConfig({ encSizes: [8, 4], predSizes: [4], expSizes: [6] }),
  );
  module.applyConstraintsFn = (rows, cfs, hard) => data.applyConstraints(rows, cfs, hard);
  const [params, state] = module.initNetOpt(data, tensor([0, 1], null, 'uint32'));
  const packed = module.packed(params);
  let [trees, vectors] = [[params, state] as const, packed.pack(params, state)];
  for (const seed of [3, 4]) {
    const key = tensor([5, seed], null, 'uint32');
    trees = module.trainingStep(...trees, key, [xs, ys])[1];
    vectors = packed.step(vectors, key, [xs, ys]);
  }
  const [expected, actual] = [trees, packed.unpack(vectors)].map((each) => tree.flatten<Tensor>(each as never));
  expect(actual!.length).toBe(expected!.length);
  for (const [i, leaf] of expected!.entries())
    expect(await ops.max(ops.abs(actual![i]!.sub(leaf))).item()).toBeLessThan(1e-5);
});

it('tells two classes apart, and says so of others', async () => {
  const three = { getItem: () => [data.xs, ops.arange(data.xs.shape[0]!).mod(3).reshape([-1, 1])] };
  const method = new CounterNet({ encSizes: [4], predSizes: [4], expSizes: [4] });
  await expect(method.train(three, null, { epochs: 1 })).rejects.toThrow('whole numbers from 0 to 1');
});

it('learns to predict and to explain, and is the same after saving and loading', async () => {
  const method = new CounterNet({ encSizes: [16, 8], dropoutRate: 0.1, lr: 0.01 });
  method.setDataModule(data);
  const logs: Readonly<Record<string, number>>[] = [];
  await method.train(data, null, { epochs: 60, batchSize: 16, onEpoch: (_epoch, log) => logs.push(log) });
  expect(logs.at(-1)!['val/val_loss_2']!).toBeLessThan(logs[0]!['val/val_loss_2']!);
  const cfs = await method.generateCfs(data.xs);
  const classes = (points: Tensor) => ops.argmax(method.predFn(points), -1);
  const isValid = ops.notEqual(classes(cfs.at(':', 0) as Tensor), classes(data.xs));
  expect(await ops.mean(isValid.cast('float32')).item()).toBeGreaterThan(0.6);

  const folder = await mkdtemp(join(tmpdir(), 'relax-counternet-'));
  await method.save(folder);
  const again = await CounterNet.loadFromPath(folder);
  expect(await again.predFn(data.xs).sub(method.predFn(data.xs)).abs().max().item()).toBe(0);
  await rm(folder, { recursive: true });
});
