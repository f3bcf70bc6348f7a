import { device, jit, ops, type Tensor, tensor } from '../index.js';

const [rows, inner, columns] = [3, 40, 5];
const numbers = (count: number) => Float64Array.from({ length: count }, (_, i) => Math.sin(i + 1));
const [left, right] = [numbers(rows * inner), numbers(inner * columns)];
const exact = Float64Array.from({ length: rows * columns }, (_, at) => {
  const [row, column] = [Math.floor(at / columns), at % columns];
  return Array.from({ length: inner }, (_each, k) => left[row * inner + k]! * right[k * columns + column]!).reduce(
    (sum, term) => sum + term,
  );
});

test.each<[string, (x: Tensor, y: Tensor) => Tensor, number]>([
  ['before it, on the left', (x, y) => ops.matmul(ops.multiply(x, 0.1), y), 0.1],
  ['before it, on the right', (x, y) => ops.matmul(x, ops.divide(y, 3)), 1 / 3],
  ['behind it', (x, y) => ops.multiply(ops.matmul(x, y), 0.1), 0.1],
  ['of one axis', (x, y) => ops.multiply(tensor([0.1], [1], 'float64'), ops.matmul(x, y)), 0.1],
  [
    'behind a stack',
    (x, y) => ops.divide(ops.matmul(ops.reshape(x, [rows, 1, inner]), ops.stack([y, y, y])), 3),
    1 / 3,
  ],
])('a product of float64 matrices with a number %s', async (_where, f, factor) => {
  const result = device('cpu', () =>
    jit(f)(tensor(left, [rows, inner], 'float64'), tensor(right, [inner, columns], 'float64')),
  );
  const found = (await result.data()) as Float64Array;
  for (const [i, value] of exact.entries()) expect(Math.abs(found[i]! - factor * value)).toBeLessThan(1e-14);
});
