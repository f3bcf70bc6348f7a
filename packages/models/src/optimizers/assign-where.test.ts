import { tensor, Variable } from '@org/core';
import { assignWhere } from './assign-where.js';

it.each([true, false])('keeps what was there unless the condition holds: %s', async (holds) => {
  const [changed, other] = [new Variable([2, 4], { dtype: 'float32' }), new Variable([1, 1], { dtype: 'float32' })];
  assignWhere(tensor(holds), [changed, other], () => {
    changed.assign([3, 5]);
  });
  expect(await changed.array()).toEqual(holds ? [3, 5] : [2, 4]);
  expect(await other.array()).toEqual([1, 1]);
});
