import { scan } from '../jax/lax-control-flow.js';
import * as ops from '../ops/index.js';
import { toNumbers } from '../tensor/host-array.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { runModel } from '../testing/run-graph.js';
import { exportFunction } from './export-function.js';

const numbers = (count: number) => Float64Array.from({ length: count }, (_, i) => Math.sin(i + 1));
const x = tensor(numbers(12), [3, 4], 'float64');
const w = tensor(
  numbers(20).map((each) => each + 2),
  [4, 5],
  'float64',
);

/** Sessions for exported models have all optimizers of the runtime. */
test.each<[string, (x: Tensor) => Tensor]>([
  ['before it', (each) => ops.matmul(ops.multiply(each, 0.1), w)],
  ['before it, turned', (each) => ops.matmul(ops.transpose(ops.divide(ops.transpose(each), 3)), w)],
  ['behind it', (each) => ops.multiply(ops.matmul(each, w), 0.1)],
  ['behind it, turned', (each) => ops.divide(ops.transpose(ops.matmul(each, w)), 3)],
  ['of one axis', (each) => ops.multiply(tensor([0.1], [1], 'float64'), ops.matmul(each, w))],
  [
    'in a loop',
    (each) =>
      scan(
        (carry: Tensor, row: Tensor) => [carry, ops.multiply(ops.matmul(row.reshape([1, 4]), w), 0.1)],
        0,
        each,
      )[1] as Tensor,
  ],
  ['that makes a mean', (each) => ops.mean(ops.matmul(each, w), 0)],
])('an exported product of float64 matrices keeps a number %s', async (_where, f) => {
  const bytes = await exportFunction((each) => [f(each)], [{ name: 'x', shape: [null, 4], dtype: 'float64' }], ['y']);
  const [found] = await runModel(bytes, { inputNames: ['x'], outputNames: ['y'] }, [x.host!]);
  const exact = Array.from((await f(x).data()) as Float64Array);
  Array.from(toNumbers(found!)).forEach((value, i) => {
    expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-14);
  });
});
