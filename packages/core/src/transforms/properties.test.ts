/** Laws that hold between the transformations, for functions that use many kinds of operations. */
import * as ops from '../ops/index.js';
import { range } from '../shape.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { expectValues } from '../testing/agreement.js';
import { grad, jacfwd, jacrev, jvp, remat, vjp, vmap } from './index.js';

const sample = (seed: number, ...shape: number[]): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(seed + 1.7 * i + i * i)),
    shape,
  );
const w = sample(3, 4, 4);
const kernel = sample(5, 2, 1, 3);

/** Functions of a vector of four. */
const functions: [string, (x: Tensor) => Tensor][] = [
  ['elementwise', (x) => ops.multiply(ops.tanh(x), ops.exp(ops.divide(x, 3)))],
  ['matmul', (x) => ops.sin(ops.matmul(w, x))],
  ['outer product and reductions', (x) => ops.logsumexp(ops.outer(x, ops.cos(x)), 0)],
  ['softmax and layer normalisation', (x) => ops.multiply(ops.softmax(x), ops.subtract(x, ops.mean(x)))],
  ['slices and concatenation', (x) => ops.concatenate([ops.multiply(x.at('1:3'), x.at(0)), x.at('::-1')])],
  ['sort and maximum', (x) => ops.add(ops.sort(x), ops.max(x))],
  ['gather', (x) => ops.multiply(ops.take(x, [3, 0, 0]), x.at(1))],
  ['cumulative sums', (x) => ops.square(ops.cumsum(x))],
  ['convolution', (x) => ops.conv(ops.reshape(x, [1, 4, 1]), kernel)],
  ['where', (x) => ops.where(ops.greater(x, 0), ops.square(x), ops.sin(x))],
  [
    'scan',
    (x) => ops.scan((s, e) => [ops.tanh(ops.add(s, ops.multiply(e, x.at(0)))), ops.multiply(s, e)], x.at(1), x)[1],
  ],
  [
    'cond',
    (x) =>
      ops.cond(
        ops.greater(ops.sum(x), 0),
        () => ops.exp(x),
        () => ops.multiply(x, x),
      ),
  ],
  ['associative scan', (x) => ops.associativeScan((a, b) => ops.multiply(a, b), x)],
  ['remat', remat((x: Tensor) => ops.sin(ops.multiply(x, ops.sum(x))))],
];

describe.each(functions)('%s', (_name, f) => {
  const x = sample(1, 4);
  const t = sample(2, 4);

  it('forward and reverse mode are transposes of each other', async () => {
    const [y, tangent] = jvp(f, [x], [t]);
    const [, pullback] = vjp(f, x);
    const c = sample(7, ...y.shape);
    const difference = ops.subtract(ops.sum(ops.multiply(c, tangent)), ops.sum(ops.multiply(pullback(c)[0], t)));
    await expectValues(difference, 0, 0, 2e-5);
  });

  it('both give the same Jacobian, whose product with the tangent is the directional derivative', async () => {
    const [forward, reverse] = [jacfwd(f)(x), jacrev(f)(x)];
    await expectValues(ops.subtract(forward, reverse), await ops.zerosLike(forward).array(), 0, 1e-5);
    const along = ops.matmul(ops.reshape(reverse, [-1, 4]), t);
    const difference = ops.subtract(along, ops.reshape(jvp(f, [x], [t])[1], [-1]));
    await expectValues(
      difference,
      range(difference.size).map(() => 0),
      0,
      2e-5,
    );
  });

  it('vectorised, with or without its gradient, it does to each row what it does alone', async () => {
    const rows = sample(4, 3, 4);
    const total = (v: Tensor) => ops.sum(ops.multiply(f(v), f(v)));
    for (const g of [f, grad(total), (v: Tensor) => jvp(f, [v], [t])[1]]) {
      const one = range(3).map((i) => (g as typeof f)(rows.at(i)));
      await expectValues(vmap(g as typeof f)(rows), await ops.stack(one).array(), 1e-4, 1e-5);
    }
  });
});
