import { tensor, Variable } from '@org/core';
import { movingAverage } from './moving-average.js';

it.each(['float32', 'float16'] as const)(
  'keeps a part of what was there, and takes the rest from the value, in %s',
  async (dtype) => {
    const average = new Variable([0, 0], { dtype });
    for (const values of [
      [4, 8],
      [0, 8],
    ]) {
      average.assign(movingAverage(average, tensor(values, null, dtype), 0.75));
    }
    // 0.75 (0.25 · 4) + 0.25 · 0
    expect(await average.array()).toEqual([0.75, 3.5]);
  },
);
