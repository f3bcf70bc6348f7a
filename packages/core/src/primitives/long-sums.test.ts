import { thorough } from '@org/testing';
import { sizeOf } from '../shape.js';
import { fromNumbers, toNumbers } from '../tensor/host-array.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { runGraph } from '../testing/run-graph.js';
import { mul } from './elementwise.js';
import { product } from './matmul.js';
import { moments } from './moments.js';
import { mean, sum } from './reduce.js';
import { standardize } from './standardize.js';

/** The largest relative error of f(x), in units of 10⁻⁶. */
async function worst(
  f: (x: Tensor) => Tensor,
  shape: readonly number[],
  fill: (i: number) => number,
  expected: number,
) {
  const x = fromNumbers(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => fill(i)),
    'float32',
    shape,
  );
  const input = placeholder(x);
  const [result] = await runGraph({ inputs: [input], outputs: [f(input)] }, [x]);
  return (
    Array.from(toNumbers(result!)).reduce((error, value) => Math.max(error, Math.abs(value / expected - 1)), 0) * 1e6
  );
}

const tenth = Math.fround(0.1);

describe.each([
  [[thorough(10_000_000, 1_000_000)], [0]],
  [[512], [0]],
  [[520], [0]],
  [[4, 512], [1]],
  [[1009], [0]],
  [[1_000_003], [0]],
  [[200_003, 5], [0]],
  [[3, 200_003], [1]],
  [[3, 100_003, 2], [1]],
  [[5, 100_000], [1]],
  [[500, 10], [0]],
  [[512, 10], [0]],
  [[1024, 10], [0]],
  [[100_000, 10], [0]],
  [[thorough(5_000_000, 500_000), 2], [0]],
  [[100_003, 3], [0]],
  [[4, thorough(50_000, 20_000), 10], [1]],
  [[thorough(128, 8), 1024, 64], [1]],
  [[3, 2003, 7], [1]],
  [
    [32, 5, 4096],
    [0, 2],
  ],
  [
    [5000, 3, 30],
    [0, 2],
  ],
  [
    [100_000, 3, 2],
    [0, 2],
  ],
  [
    [20, 3, 100, 8],
    [0, 2],
  ],
  [
    [64, 1, 64, 64, 2],
    [0, 2, 3],
  ],
  [
    [512, 4, 512],
    [0, 2],
  ],
] as const)('%p over %p', (shape, axes) => {
  const count = sizeOf(axes.map((axis) => shape[axis]!));

  test.each([false, true])('equal numbers, keepdims %p', async (keepdims) => {
    expect(
      await worst(
        (x) => sum(x, axes, keepdims),
        shape,
        () => tenth,
        tenth * count,
      ),
    ).toBeLessThan(1);
    expect(
      await worst(
        (x) => mean(x, axes, keepdims),
        shape,
        () => tenth,
        tenth,
      ),
    ).toBeLessThan(1);
  });

  test('the numbers that are added are those along the axes', async () => {
    // Every kept position has a number of its own, which is exact in any sum.
    const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
    const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis as never));
    const at = (i: number) =>
      kept.reduce((code, axis) => code * shape[axis]! + (Math.floor(i / strides[axis]!) % shape[axis]!), 1);
    const x = fromNumbers(
      Float32Array.from({ length: sizeOf(shape) }, (_, i) => at(i) % 8),
      'float32',
      shape,
    );
    const input = placeholder(x);
    const [result] = await runGraph({ inputs: [input], outputs: [sum(input, axes)] }, [x]);
    expect(result!.shape).toEqual(kept.map((axis) => shape[axis]));
    const first = sizeOf(kept.map((axis) => shape[axis]!));
    expect(Array.from(toNumbers(result!))).toEqual(Array.from({ length: first }, (_, i) => ((first + i) % 8) * count));
  });
});

/** Two of three numbers are 0, one is 3. */
const thirds = (i: number) => (i % 3 === 0 ? 3 : 0);

test('moments, and what is standardised by them', async () => {
  const shape = [3_000_000];
  expect(await worst((x) => moments(x, [0])[0], shape, thirds, 1)).toBeLessThan(1);
  expect(await worst((x) => moments(x, [0])[1], shape, thirds, 2)).toBeLessThan(1);
  const rows = [300_000, 4];
  expect(
    await worst(
      (x) => moments(x, [0])[1],
      rows,
      (i) => thirds(Math.floor(i / 4)),
      2,
    ),
  ).toBeLessThan(1);
  const square = (x: Tensor) => mul(x, x);
  // Of 3 the deviation is 2, that of 0 is 1; the variance is 2.
  const level = (x: Tensor) => mean(square(standardize(x, [0], 0)), [0]);
  expect(await worst(level, shape, thirds, 1)).toBeLessThan(1);
});

test('a float64 is summed as it is, an infinity or a number that is none stays in its row', async () => {
  const values = new Float64Array(2000).fill(0.1);
  values[3] = Number.POSITIVE_INFINITY;
  values[1002] = Number.NaN;
  for (const dtype of ['float32', 'float64'] as const) {
    const [rows, columns] = [fromNumbers(values, dtype, [1000, 2]), fromNumbers(values, dtype, [2, 1000])];
    const inputs = [rows, columns].map((x) => placeholder(x));
    const outputs = [sum(inputs[0]!, [0]), sum(inputs[1]!, [1])];
    const sums = (await runGraph({ inputs, outputs }, [rows, columns])).map((x) => Array.from(toNumbers(x)));
    expect(sums).toEqual([
      [Number.NaN, Number.POSITIVE_INFINITY],
      [Number.POSITIVE_INFINITY, Number.NaN],
    ]);
  }
  const exact = fromNumbers(new Float64Array(30_000).fill(0.1), 'float64', [30_000]);
  const input = placeholder(exact);
  const [result] = await runGraph({ inputs: [input], outputs: [sum(input, [0])] }, [exact]);
  expect(toNumbers(result!)[0]).toBeCloseTo(3000, 9);
});

test('sizes that vary from run to run', async () => {
  for (const rows of [1_000_000, 700_000, 3000, 100]) {
    expect(
      await worst(
        (x) => sum(x, [0]),
        [rows, 2],
        () => tenth,
        tenth * rows,
      ),
    ).toBeLessThan(1);
    expect(
      await worst(
        (x) => mean(x, [0, 1]),
        [rows, 2],
        () => tenth,
        tenth,
      ),
    ).toBeLessThan(1);
    expect(
      await worst(
        (x) => moments(x, [0])[0],
        [rows, 2],
        () => tenth,
        tenth,
      ),
    ).toBeLessThan(1);
    expect(
      await worst(
        (x) => product(x, x, true),
        [rows, 1],
        () => 1,
        rows,
      ),
    ).toBeLessThan(1);
  }
});

test('sums of many equal numbers in float64 are right to 10⁻¹⁴', async () => {
  const count = 4_000_037;
  const x = fromNumbers(new Float64Array(count).fill(0.1), 'float64', [count]);
  const input = placeholder(x);
  const [result] = await runGraph({ inputs: [input], outputs: [sum(input, [0])] }, [x]);
  expect(Math.abs(toNumbers(result!)[0]! / (count / 10) - 1)).toBeLessThan(1e-14);
});
