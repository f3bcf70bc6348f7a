import { add, mul, scalar, sub } from '../primitives/elementwise.js';
import { product } from '../primitives/matmul.js';
import { sum } from '../primitives/reduce.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { jit } from '../tracing/compiled.js';
import { backward } from '../transforms/backward.js';
import { countedLoop } from './counted-loop.js';

const int64 = (value: number) => tensor(BigInt64Array.of(BigInt(value)), []);

/** One step of least squares by gradient descent with momentum; the data is fixed. */
function trainer() {
  const x = tensor(
    [
      [1, 2],
      [0.5, -1],
      [3, 0.25],
    ],
    null,
    'float32',
  );
  const y = tensor([[1], [2], [3]], null, 'float32');
  const w = new Variable([[0], [0]], { dtype: 'float32' });
  const velocity = new Variable([[0], [0]], { dtype: 'float32' });
  const steps = new Variable(0, { dtype: 'int32' });
  const loss = new Variable(0, { dtype: 'float32' });
  const rate = new Variable(0.05, { dtype: 'float32' });
  const step = () => {
    const weights = w.value;
    const error = sub(product(x, weights), y);
    const value = sum(mul(error, error), [0, 1]);
    const [gradient] = backward([value], [scalar(1, 'float32')], [weights]);
    velocity.assign(sub(mul(velocity.value, scalar(0.9, 'float32')), mul(gradient!, rate.value)));
    w.assign(add(w.value, velocity.value));
    steps.assign(add(steps.value, scalar(1, 'int32')));
    loss.assign(add(loss.value, value));
  };
  return { w, velocity, steps, loss, step };
}

const stateOf = async ({ w, velocity, steps, loss }: ReturnType<typeof trainer>) =>
  Promise.all([w, velocity, steps, loss].map(async (variable) => variable.array()));

describe('countedLoop', () => {
  it('gives in one run of K steps what K runs of one step give', async () => {
    const single = trainer();
    const one = jit(() => single.step());
    for (let i = 0; i < 7; i++) one();
    const looped = trainer();
    const many = jit((count: Tensor) => countedLoop(count, () => looped.step()));
    many(int64(3));
    many(int64(0));
    many(int64(4));
    const expected = await stateOf(single);
    expect(expected[2]).toBe(7);
    expect(await stateOf(looped)).toEqual(expected);
  });

  it('carries a tree, and tells the body which iteration it is', async () => {
    const total = jit((count: Tensor) =>
      countedLoop(
        count,
        (i, { sum: s, product: p }) => ({ sum: add(s, i), product: mul(p, add(i, scalar(1, 'int32'))) }),
        {
          sum: scalar(0, 'int32'),
          product: scalar(1, 'int32'),
        },
      ),
    );
    const result = total(int64(5));
    expect([await result.sum.item(), await result.product.item()]).toEqual([10, 120]);
  });
});
