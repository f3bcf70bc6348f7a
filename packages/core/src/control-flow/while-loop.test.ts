import { cos } from '../primitives/elementwise.js';
import { jit } from '../tracing/compiled.js';
import '../ops/index.js';
import { where } from '../ops/index.js';
import { KerasTensor } from '../symbolic/keras-tensor.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { expectValues } from '../testing/agreement.js';
import { grad, valueAndGrad } from '../transforms/grad.js';
import { vmap } from '../transforms/vmap.js';
import { foriLoop, whileLoop } from './while-loop.js';

/** How many steps of the Collatz map lead to 1. */
const collatz = (start: Tensor): Tensor =>
  whileLoop(
    (n) => n.greater(1),
    (n, steps) => [where(n.mod(2).equal(0), n.floorDivide(2), n.mul(3).add(1)), steps.add(1)],
    [start, 0],
  )[1];

describe('whileLoop', () => {
  it('stops when the condition fails, and not later', async () => {
    const [x, iterations] = whileLoop(
      (y) => y.less(100),
      (y, n) => [y.mul(2), n.add(1)],
      [1, 0],
    );
    await expectValues([x, iterations], [128, 7]);
    await expectValues(
      whileLoop(
        (y) => y.less(0),
        (y) => y.add(1),
        5,
      ),
      5,
    );
    // A body that ran once more would not end: the condition is looked at before each iteration.
    await expectValues(collatz(tensor(27)), 111);
  });

  it('gives up after the maximum of iterations', () =>
    expectValues(
      whileLoop(
        (n) => n.greaterEqual(0),
        (n) => n.add(1),
        0,
        { maximumIterations: 12 },
      ),
      12,
    ));

  it('vectorises: it runs until the last row is done, and rows that are done stay as they are', async () => {
    await expectValues(vmap(collatz)([1, 2, 7, 27, 6]), [0, 1, 16, 111, 8]);
    const limit = vmap((most: Tensor) =>
      whileLoop(
        (x) => x.less(most),
        (x) => x.mul(2),
        1,
      ),
    );
    await expectValues(limit([1, 5, 100]), [1, 8, 128]);
    // One row's condition for all rows: no masks are needed.
    const shared = vmap((x: Tensor) =>
      whileLoop(
        (n) => n.less(3),
        (n, y) => [n.add(1), y.add(x)],
        [0, 0],
      ),
    );
    await expectValues(shared([1, 2]), [
      [3, 3],
      [3, 6],
    ]);
  });

  it('carries variables that the body assigns, and reads others in the condition', async () => {
    const total = new Variable(0, { dtype: 'int32' });
    const limit = new Variable(10, { dtype: 'int32' });
    const run = jit((start: Tensor) =>
      whileLoop(
        () => total.value.less(limit.value),
        (n) => {
          total.assignAdd(n);
          return n.add(1);
        },
        start,
      ),
    );
    await expectValues([run(tensor(1)), total.value], [5, 10]);
  });

  it('refuses what cannot be', () => {
    expect(() =>
      whileLoop(
        (x) => x.less(tensor([1, 2])),
        (x) => x,
        0,
      ),
    ).toThrow(/one truth value/);
    expect(() =>
      whileLoop(
        (x) => x.less(9),
        (x) => [x, x],
        0,
      ),
    ).toThrow(/structure/);
    expect(() =>
      grad((x: Tensor) =>
        whileLoop(
          (y) => y.less(9),
          (y) => y.mul(x),
          2,
        ),
      )(3),
    ).toThrow(/no reverse-mode/);
  });
});

describe('foriLoop', () => {
  it('counts from the lower to the upper bound', async () => {
    await expectValues(
      foriLoop(0, 5, (i, s) => s.add(i), 0),
      10,
    );
    await expectValues(
      foriLoop(-2, 2, (i, s) => s.add(i), 0),
      -2,
    );
    await expectValues(
      foriLoop(3, 3, (_i, s) => s.add(1), 7),
      7,
    );
    await expectValues(
      foriLoop(0, 10, (_i, [a, b]) => [b, a.add(b)], [0, 1]),
      [55, 89],
    );
  });

  it('takes bounds that are known only when it runs', async () => {
    const sum = jit((lower: Tensor, upper: Tensor) => foriLoop(lower, upper, (i, s) => s.add(i), 0));
    await expectValues(sum(tensor(2), tensor(5)), 9);
    await expectValues(sum(tensor(5), tensor(2)), 0);
    await expectValues(vmap((n: Tensor) => foriLoop(0, n, (i, s) => s.add(i), 0))([0, 3, 5]), [0, 3, 10]);
  });

  it('is differentiable where the bounds are plain numbers', async () => {
    const f = (x: Tensor) => foriLoop(0, 5, (i, y) => y.mul(cos(x.add(i))), x);
    await expectValues(valueAndGrad(f)(0.7), [0.000655, -0.04756], 1e-3, 1e-6);
    const dynamic = (x: Tensor) => foriLoop(0, tensor(3), (_i, y) => y.mul(x), x);
    expect(() => grad(dynamic)(2)).toThrow(/plain numbers/);
  });
});

test('symbolic loop variables keep their shapes and dtypes', () => {
  const [x, y] = whileLoop(
    () => true,
    (a, b) => [a, b],
    [new KerasTensor([null]), new KerasTensor([2, 3], 'int32')],
  );
  expect([x.shape, y.shape, y.dtype]).toEqual([[null], [2, 3], 'int32']);
});
