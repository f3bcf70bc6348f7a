import { jit, tensor } from '@org/core';
import { assignWhere, MovingAverage } from './moving-average.js';

const average = (dtype: string): MovingAverage => new MovingAverage({ shape: [2], decay: 0.75, dtype, name: 'm' });

it.each(['float32', 'float16'])('is the average of what it took in, in %s', async (dtype) => {
  const m = average(dtype);
  for (const values of [
    [4, 8],
    [0, 8],
  ]) {
    m.update(tensor(values, null, m.dtype));
  }
  // 0.75 (0.25 · 4) + 0.25 · 0
  expect(await m.array()).toEqual([0.75, 3.5]);
  expect(m.factor).toBe(dtype === 'float32' ? 0.25 : 1);
});

it('is read and assigned as an average, also in compiled functions', async () => {
  const m = average('float32');
  m.assign([2, 4]);
  expect(await m.array()).toEqual([2, 4]);
  expect(await m.sum.array()).toEqual([8, 16]);
  const step = jit((): void => {
    m.assignAdd(m.value);
  });
  step();
  expect(await m.array()).toEqual([4, 8]);
});

it.each([true, false])('assignWhere keeps what was there unless the condition holds: %s', async (holds) => {
  const m = average('float32');
  m.assign([2, 4]);
  assignWhere(tensor(holds), [m], () => {
    m.update(tensor([2, 2], null, 'float32'));
  });
  expect(await m.array()).toEqual(holds ? [2, 3.5] : [2, 4]);
});
