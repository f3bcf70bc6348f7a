import { evaluate, jit, ops, random, type Shape, type Tensor, tensor, vmap } from '@org/core';
import type { DataModule } from '../../data/index.js';
import { goldenDataModule, loadGolden, type MethodGolden, predictorOf, rowsOf } from '../../testing/goldens.js';
import { setConfig } from '../../utils/index.js';
import { VanillaCF } from './vanilla.js';

interface VanillaGolden extends MethodGolden {
  readonly no_constraints_n10: number[][];
  readonly no_constraints_n10_no_y_target: number[][];
}

const golden = loadGolden<VanillaGolden>('vanilla');
const predFn = predictorOf(golden);
const { xs, yTargets, rngKeys } = rowsOf(golden);
let data: DataModule;
beforeAll(async () => {
  data = await goldenDataModule();
});

const largest = async (actual: Tensor, expected: number[][]): Promise<number> =>
  actual.sub(tensor(expected)).abs().max().item() as Promise<number>;

describe("in the original's way", () => {
  beforeAll(() => setConfig({ compat: 'jax-relax' }));
  afterAll(() => setConfig({ compat: null }));

  const generate = (config: object): Promise<Tensor> => {
    const method = new VanillaCF(config as never);
    method.setDataModule(data);
    return method.generateCfs(xs, predFn, yTargets, rngKeys);
  };
  const isLong = ({ config: { n_steps } }: { config: Record<string, unknown> }) => (n_steps as number) > 50;

  it.each(golden.cases.filter((each) => !isLong(each)))('$config', async ({ config, cfs }) => {
    const found = await generate(config);
    expect(found.shape).toEqual([6, 1, 7]);
    expect(await largest(found.at(':', 0) as Tensor, cfs as number[][])).toBeLessThan(2e-5);
  });

  // Rounding decides which category is the most probable one after so many steps.
  it.each(golden.cases.filter(isLong))('$config: as valid, and as near', async ({ config, cfs }) => {
    const classes = (points: Tensor) => ops.argmax(predFn(points), -1).array();
    const distance = (points: Tensor) => points.sub(xs).abs().sum(-1).mean().item() as Promise<number>;
    const [found, expected] = [(await generate(config)).at(':', 0) as Tensor, tensor(cfs as number[][])];
    expect(await classes(found)).toEqual(await classes(expected));
    expect(Math.abs((await distance(found)) / (await distance(expected)) - 1)).toBeLessThan(0.25);
  });

  it('finds the same in the first call as later, to the bit', async () => {
    const drawn = (seed: number, shape: Shape) => random.uniform(random.PRNGKey(seed), shape, { minval: -1 }) as Tensor;
    const [rows, first, second] = [drawn(5, [30, 61]), drawn(6, [61, 64]), drawn(7, [64, 2])];
    await evaluate([rows, first, second]);
    const method = new VanillaCF({ nSteps: 20 });
    const predict = (x: Tensor) => ops.softmax(ops.relu(x.matmul(first)).matmul(second));
    const find = async () => (await method.generateCfs(rows, predict)).array();
    const found = await find();
    expect(await find()).toEqual(found);
    expect(await find()).toEqual(found);
  });

  it('is a function of tensors, which is mapped and compiled', async () => {
    const method = new VanillaCF({ nSteps: 10 });
    const one = (x: Tensor, y: Tensor, key: Tensor) => method.generateCf(x, predFn, y, key);
    const found = jit(vmap(one))(xs, yTargets, rngKeys) as Tensor;
    expect(await largest(found, golden.no_constraints_n10)).toBeLessThan(2e-5);
    const opposite = jit(vmap((x: Tensor, key: Tensor) => method.generateCf(x, { predFn, rngKey: key })))(xs, rngKeys);
    expect(await largest(opposite as Tensor, golden.no_constraints_n10_no_y_target)).toBeLessThan(2e-5);
  });
});
