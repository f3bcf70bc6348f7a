import type { Tensor } from '../../tensor/tensor.js';
import * as ops from '../index.js';

describe('vectorize', () => {
  it('broadcasts a function of numbers', async () => {
    const f = ops.vectorize((a: Tensor, b: Tensor) => a.mul(b).add(1));
    expect(await (f([[1], [2]], [3, 4]) as Tensor).array()).toEqual([
      [4, 5],
      [7, 9],
    ]);
  });

  it('leaves the axes of a signature to the function', () => {
    const f = ops.vectorize((a: Tensor, b: Tensor) => a.matmul(b), { signature: '(n,m),(m)->(n)' });
    expect((f(ops.ones([5, 4, 3]), ops.ones([3])) as Tensor).shape).toEqual([5, 4]);
  });

  it('passes excluded arguments on', async () => {
    const f = ops.vectorize((x: Tensor, power: number) => ops.power(x, power), { excluded: [1] });
    expect(await (f([1, 2, 3], 2) as Tensor).array()).toEqual([1, 4, 9]);
  });

  it('refuses a signature that does not fit', () => {
    const f = ops.vectorize((a: Tensor) => a, { signature: '(n),(n)->(n)' });
    expect(() => f(ops.ones([2]))).toThrow('the signature does not fit the arguments');
  });
});
