import { type Tensor, tensor, Variable } from '@org/core';
import { dropAllTraces, dropTraces } from './drop-traces.js';
import { Adam, LossScaleOptimizer, MultiOptimizer, OptimizerMap } from './index.js';

const given = [1, -1e-6, 1e-12, 1e-21, -1e-30, 1e-39, 0];
const slot = (): Variable => new Variable(tensor(given, null, 'float32'));
const rounded = (values: readonly number[]): number[] => values.map(Math.fround);

test('what is negligible becomes zero, what is not stays as it is', async () => {
  const momentum = slot();
  dropTraces(momentum);
  expect(await momentum.value.array()).toEqual(rounded([1, -1e-6, 1e-12, 0, 0, 0, 0]));
});

test('an average that decays slowly keeps all but subnormal numbers', async () => {
  const average = slot();
  dropTraces(average, 0.999);
  expect(await average.value.array()).toEqual(rounded([1, -1e-6, 1e-12, 1e-21, -1e-30, 0, 0]));
});

test('integers and scalars are left alone', async () => {
  const others = [new Variable(3, { dtype: 'int32' }), new Variable(1e-30, { dtype: 'float32' })];
  const before = others.map(({ value }) => value);
  for (const other of others) dropTraces(other);
  expect(others.map(({ value }, i) => value === before[i])).toEqual([true, true]);
});

test.each([
  ['an optimizer', (adam: Adam) => adam],
  ['one that scales the loss', (adam: Adam) => new LossScaleOptimizer(adam)],
  ['one of several', (adam: Adam) => new MultiOptimizer(new OptimizerMap(adam))],
])('%s drops the traces in its own variables, by their decays', async (_, around) => {
  const weight = new Variable([0, 0], { name: 'w', dtype: 'float32' });
  const adam = new Adam();
  const optimizer = around(adam);
  optimizer.build([weight]);
  const [momentum, velocity] = adam.variables.slice(-2) as [Variable, Variable];
  for (const variable of [momentum, velocity]) variable.assign(tensor([1, 1e-30], null, 'float32') as Tensor);
  optimizer[dropAllTraces]();
  expect(await momentum.value.array()).toEqual([1, 0]);
  expect(await velocity.value.array()).toEqual(rounded([1, 1e-30]));
});
