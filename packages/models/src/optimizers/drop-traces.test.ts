import { tensor, Variable } from '@org/core';
import { dropTraces } from './drop-traces.js';
import { MovingAverage } from './moving-average.js';

const given = [1, -1e-6, 1e-12, 1e-21, -1e-30, 1e-39, 0];

test('what is negligible becomes zero, what is not stays as it is', async () => {
  const slot = new Variable(tensor(given, null, 'float32'));
  dropTraces([slot]);
  expect(await slot.value.array()).toEqual([1, -1e-6, 1e-12, 0, 0, 0, 0].map(Math.fround));
});

test('an average that decays slowly keeps all but subnormal numbers', async () => {
  const average = new MovingAverage({ shape: [7], dtype: 'float32', decay: 0.999 });
  average.sum.assign(tensor(given, null, 'float32'));
  dropTraces([average]);
  expect(await average.sum.value.array()).toEqual([1, -1e-6, 1e-12, 1e-21, -1e-30, 0, 0].map(Math.fround));
});

test('integers, scalars and half types are left alone', async () => {
  const others = [new Variable(3, { dtype: 'int32' }), new Variable(1e-30, { dtype: 'float32' })];
  const before = others.map(({ state }) => state);
  dropTraces(others);
  expect(others.map(({ state }, i) => state === before[i])).toEqual([true, true]);
});
