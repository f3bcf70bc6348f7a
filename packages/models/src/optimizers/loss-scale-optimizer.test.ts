import { jit, type Tensor, tensor, Variable } from '@org/core';
import { asTensor } from '@org/core/internal';
import { LossScaleOptimizer, SGD } from './index.js';

const gradient = (...values: number[]): Tensor => tensor(values, null, 'float32');

it('halves the scale and skips the step for infinite gradients, doubles it after some finite ones', async () => {
  const w = new Variable([1, 1], { name: 'w', dtype: 'float32' });
  const optimizer = new LossScaleOptimizer(new SGD(1, { momentum: 0.5 }), { initialScale: 4, dynamicGrowthSteps: 2 });
  expect(await optimizer.scaleLoss(2).item()).toBe(8);
  const step = jit((g: Tensor): void => optimizer.apply([g], [w]));
  expect([optimizer.dynamicScale, optimizer.stepCounter]).toEqual([null, null]);
  const scales: number[] = [];
  for (const g of [gradient(4, 4), gradient(Number.POSITIVE_INFINITY, 1), gradient(2, 2), gradient(Number.NaN, 0)]) {
    step(g);
    scales.push(await optimizer.scaleLoss(1).item());
  }
  expect(scales).toEqual([4, 2, 2, 1]);
  // Two steps: 1 - 1 - (1 + 0.5).
  expect(await w.array()).toEqual([-1.5, -1.5]);
  expect(await asTensor(optimizer.iterations).item()).toBe(2);
  step(gradient(0, 0));
  expect([await optimizer.dynamicScale!.item(), await optimizer.stepCounter!.item()]).toEqual([1, 1]);
  step(gradient(0, 0));
  expect(await optimizer.scaleLoss(1).item()).toBe(2);
});

it('leaves the settings to the inner optimizer', () => {
  const inner = new SGD(0.5, { lossScaleFactor: 8 });
  const optimizer = new LossScaleOptimizer(inner);
  expect(inner.lossScaleFactor).toBeNull();
  expect(optimizer.learningRate).toBe(inner.learningRate);
  optimizer.learningRate = 0.25;
  expect(inner.getConfig().learning_rate).toBe(0.25);
  expect(() => new LossScaleOptimizer(inner, { clipnorm: 1 })).toThrow(/inner optimizer/);
  expect(() => new LossScaleOptimizer(inner, { dynamic: false })).toThrow(/dynamic/);
  expect(() => new LossScaleOptimizer(inner, { speed: 1 } as object)).toThrow(/does not support `speed`/);
  expect(new LossScaleOptimizer(inner, { useEma: false, weightDecay: null }).initialScale).toBe(2 ** 15);
});

it('tells whether gradients are finite', async () => {
  const optimizer = new LossScaleOptimizer(new SGD());
  expect(await optimizer.checkFinite([gradient(1, 2), null]).item()).toBe(1);
  expect(await optimizer.checkFinite([gradient(1, 2), gradient(Number.NaN)]).item()).toBe(0);
  expect(await optimizer.checkFinite([null]).item()).toBe(1);
});

it('is made again from its config', () => {
  const optimizer = new LossScaleOptimizer(new SGD(0.5), { initialScale: 4, name: 'scaled' });
  const copy = LossScaleOptimizer.fromConfig(optimizer.getConfig());
  expect(copy.getConfig()).toEqual(optimizer.getConfig());
  expect(copy.innerOptimizer).toBeInstanceOf(SGD);
});
