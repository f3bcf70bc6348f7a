/** Counterparts of the original's tests; its values are in goldens.test.ts. */
import { ops, random, type Tensor, tensor } from '@org/core';
import { SupervisedFactorLoss } from './index.js';

const COUNT = 4000;
const normal = (seed: number, shape: number[] = [COUNT, 2]): Tensor => random.normal(shape, { seed });
const targets = (...correlations: number[]) =>
  ops.broadcastTo(tensor([correlations], null, 'float32'), [COUNT, correlations.length]);
const predictions = (a: Tensor, b: Tensor, determinant = 0) =>
  ops.concatenate([a, b, ops.full([COUNT, 2], determinant)], -1);
const loss = new SupervisedFactorLoss([1, 1]);
const value = (yTrue: Tensor, yPred: Tensor): Promise<number> => loss(yTrue, yPred).item() as Promise<number>;
/** b with the given correlation to a. */
const correlated = (a: Tensor, noise: Tensor, rho: number) => a.mul(rho).add(noise.mul(Math.sqrt(1 - rho ** 2)));

test('has a mask for each factor', async () => {
  const { __factorMasks__: masks } = new SupervisedFactorLoss([1, 2, 3]);
  expect(await masks.array()).toEqual([
    [1, 0, 0, 0, 0, 0],
    [0, 1, 1, 0, 0, 0],
    [0, 0, 0, 1, 1, 1],
  ]);
});

test('standard normal outputs have less loss than shifted ones', async () => {
  const [a, b] = [normal(1), normal(2)];
  expect(await value(targets(0, 0), predictions(a, b))).toBeLessThan(
    await value(targets(0, 0), predictions(a.add(1), b.add(1))),
  );
});

test('outputs that correlate as the targets say have less loss than independent ones', async () => {
  const [a, noise] = [normal(1), normal(2)];
  const pairs = predictions(a, correlated(a, noise, 0.9));
  expect(await value(targets(0.9, 0.9), pairs)).toBeLessThan(await value(targets(0.9, 0.9), predictions(a, noise)));
});

test('correlations where none are wanted cost', async () => {
  const [a, noise] = [normal(1), normal(2)];
  const pairs = predictions(a, correlated(a, noise, 0.9));
  expect(await value(targets(0.9, 0.9), pairs)).toBeLessThan(await value(targets(0, 0), pairs));
});

test('larger log-determinants have less loss, by their sum', async () => {
  const [a, b] = [normal(1), normal(2)];
  const difference =
    (await value(targets(0, 0), predictions(a, b))) - (await value(targets(0, 0), predictions(a, b, 3)));
  expect(difference).toBeCloseTo(6, 3);
});

test('independent pairs that should be equal cost much', async () => {
  expect(await value(targets(0.999, 0.999), predictions(normal(1), normal(2)))).toBeGreaterThan(100);
});

test('independent standard normal outputs: half the mean square of each', async () => {
  const mean = await value(targets(0, 0), predictions(normal(1), normal(2)));
  expect(Math.abs(mean - 2)).toBeLessThan(0.1);
});

test('shapes are checked', () => {
  const error = expect.objectContaining({ name: 'ValueError' });
  expect(() => loss(ops.zeros([2, 2]), ops.zeros([2, 5]))).toThrow(error);
  expect(() => loss(ops.zeros([2, 3]), ops.zeros([2, 6]))).toThrow(error);
  expect(() => loss(ops.zeros([3, 2]), ops.zeros([2, 6]))).toThrow(error);
});
