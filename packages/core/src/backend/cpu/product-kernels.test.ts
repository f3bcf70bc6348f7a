import { add } from '../../primitives/elementwise.js';
import { prod, sum } from '../../primitives/reduce.js';
import { fromNumbers, toNumbers } from '../../tensor/host-array.js';
import { placeholder } from '../../tensor/tensor.js';
import { runGraph } from '../../testing/run-graph.js';
import { hasProductKernel } from './product-kernels.js';

const node = (shape: readonly number[], axes: readonly number[], dtype: 'float32' | 'float64' | 'int32' = 'float32') =>
  prod(placeholder({ shape, dtype }), axes).node!;

test('what has a kernel: many float32 numbers that lie side by side', () => {
  expect(hasProductKernel(node([5000], [0]))).toBe(true);
  expect(hasProductKernel(node([2, 3, 50, 100], [2, 3]))).toBe(true);
  expect(hasProductKernel(node([5000, 2], [0]))).toBe(false);
  expect(hasProductKernel(node([4000], [0]))).toBe(false);
  expect(hasProductKernel(node([5000], [0], 'float64'))).toBe(false);
  expect(hasProductKernel(node([5000], [0], 'int32'))).toBe(false);
});

test('products of inputs, and of what the runtime makes, beside other results', async () => {
  const shape = [3, 200_003];
  const length = shape[1]!;
  // Each row has as many of 2 as of 1/2, and one more of its own.
  const factors = Float32Array.from({ length: 3 * length }, (_, i) => {
    const [row, column] = [Math.floor(i / length), i % length];
    return column === length - 1 ? row + 3 : column % 2 === 0 ? 2 : 0.5;
  });
  const halves = factors.map((value) => value / 2);
  const [x, y] = [factors, halves].map((data) => fromNumbers(data, 'float32', shape));
  const inputs = [placeholder(x!), placeholder(y!)];
  const doubled = add(inputs[1]!, inputs[1]!);
  const outputs = [prod(inputs[0]!, [1]), prod(doubled, [1], true), prod(inputs[0]!, [0, 1]), sum(doubled, [0])];
  const [given, made, all, sums] = await runGraph({ inputs, outputs }, [x!, y!]);
  expect(Array.from(toNumbers(given!))).toEqual([3, 4, 5]);
  expect([made!.shape, Array.from(toNumbers(made!))]).toEqual([
    [3, 1],
    [3, 4, 5],
  ]);
  expect(Array.from(toNumbers(all!))).toEqual([60]);
  expect(Array.from(toNumbers(sums!)).slice(0, 2)).toEqual([6, 1.5]);
});
