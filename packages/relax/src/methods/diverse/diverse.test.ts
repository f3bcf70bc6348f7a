import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grad, ops, type Tensor, tensor } from '@org/core';
import type { DataModule } from '../../data/index.js';
import { goldenDataModule, loadGolden, type MethodGolden, predictorOf, rowsOf } from '../../testing/goldens.js';
import { setConfig } from '../../utils/index.js';
import { DiverseCF, DiverseCFConfig } from './diverse.js';
import { dppStyleVmap } from './dpp.js';

const golden = loadGolden<MethodGolden>('diverse');
const predFn = predictorOf(golden);
const { xs, yTargets, rngKeys } = rowsOf(golden);
let data: DataModule;
beforeAll(async () => {
  data = await goldenDataModule();
});
const losses =
  loadGolden<Record<'dpp_style_vmap', { cfs: number[][]; out: number; single_row: number }>>('losses_and_sampling');

const generate = (config: object): Promise<Tensor> => {
  const method = new DiverseCF(config as never);
  method.setDataModule(data);
  return method.generateCfs(xs, predFn, yTargets, rngKeys);
};

describe("in the original's way", () => {
  beforeAll(() => setConfig({ compat: 'jax-relax' }));
  afterAll(() => setConfig({ compat: null }));

  it.each(golden.cases)('$config', async ({ config, cfs }) => {
    const [found, expected] = [await generate(config), tensor(cfs as number[][])];
    expect(found.shape).toEqual(expected.shape);
    expect(await found.sub(expected).abs().max().item()).toBeLessThan(1e-3);
  });
});

describe('dppStyleVmap', () => {
  it('is the original determinant, also of many sets', async () => {
    const { cfs, out, single_row } = losses.dpp_style_vmap;
    expect(await dppStyleVmap(cfs).item()).toBeCloseTo(out, 5);
    expect(await dppStyleVmap(cfs.slice(0, 1)).item()).toBeCloseTo(single_row, 5);
    const sets = await dppStyleVmap([cfs.slice(0, 3), cfs.slice(2, 5)]).array();
    expect(sets).toEqual([await dppStyleVmap(cfs.slice(0, 3)).item(), await dppStyleVmap(cfs.slice(2, 5)).item()]);
  });

  it.each([2, 3, 5])('is 0 for %i points that are the same, and has a derivative there', async (count) => {
    const same = tensor(new Array<number[]>(count).fill([0.25, 0.5, 1]));
    expect(await dppStyleVmap(same).item()).toBeCloseTo(0, 6);
    const slope = (await (grad((cfs: Tensor) => dppStyleVmap(cfs))(same) as Tensor).data()) as Float32Array;
    expect([...slope].every(Number.isFinite)).toBe(true);
  });

  it('is 0 where two of several points are the same', async () => {
    const points = tensor([
      [0, 0],
      [0.5, 0.5],
      [0, 0],
    ]);
    expect(await dppStyleVmap(points).item()).toBeCloseTo(0, 6);
    const slope = (await (grad((cfs: Tensor) => dppStyleVmap(cfs))(points) as Tensor).data()) as Float32Array;
    expect([...slope].every(Number.isFinite)).toBe(true);
  });

  it('grows as points part', async () => {
    const slope = grad((cfs: Tensor) => dppStyleVmap(cfs))([
      [0, 0],
      [0.5, 0.5],
    ]) as Tensor;
    expect(((await slope.array()) as number[][]).map(([first]) => Math.sign(first!))).toEqual([-1, 1]);
  });
});

it('finds several points that are as wanted, and unlike each other', async () => {
  const wanted = ops.oneHot(ops.argmax(yTargets, -1), 2) as Tensor;
  const method = new DiverseCF({ nCfs: 4, nSteps: 200, lr: 0.01 });
  const cfs = await method.generateCfs(xs, predFn, wanted, rngKeys);
  expect(cfs.shape).toEqual([6, 4, 7]);
  const classes = ops.argmax(predFn(ops.reshape(cfs, [24, 7]) as Tensor), -1).reshape([6, 4]);
  expect(await ops.mean(ops.equal(classes, ops.expandDims(ops.argmax(wanted, -1), -1)).cast('float32')).item()).toBe(1);
  expect(await dppStyleVmap(cfs).min().item()).toBeGreaterThan(0.1);
});

it('has as many places for no rows', async () => {
  const none = xs.at('0:0') as Tensor;
  const method = new DiverseCF({ nCfs: 4 });
  expect((await method.generateCfs(none, predFn)).shape).toEqual([0, 4, 7]);
  expect((await method.generateCfs(none, { predFn, k: 2 })).shape).toEqual([0, 2, 7]);
});

it('keeps its settings in files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'relax-diverse-'));
  const method = new DiverseCF({ nCfs: 2, lambda1: 3 });
  await method.save(folder);
  expect((await DiverseCF.loadFromPath(folder)).config).toEqual(new DiverseCFConfig({ nCfs: 2, lambda1: 3 }));
  await rm(folder, { recursive: true });
});
