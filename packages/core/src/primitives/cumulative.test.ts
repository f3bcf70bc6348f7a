import { thorough } from '@org/testing';
import { evaluateGraph } from '../graph/evaluate.js';
import { sizeOf } from '../shape.js';
import { fromNumbers, toNumbers } from '../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../tensor/tensor.js';
import { checkGradient } from '../testing/gradient-check.js';
import { randomArray, randomNumbers } from '../testing/random-values.js';
import { runGraph } from '../testing/run-graph.js';
import { cummax, cummin, cumprod, cumsum } from './cumulative.js';

const numbers = (x: Tensor) => Array.from(toNumbers(evaluateGraph([x])[0]!));
const x = tensor([
  [3, 1, 4, 1, 5],
  [2, 7, 0, 8, 2],
]);

test.each([
  [cumprod, [3, 3, 12, 12, 60, 2, 14, 0, 0, 0]],
  [cummax, [3, 3, 4, 4, 5, 2, 7, 7, 8, 8]],
  [cummin, [3, 1, 1, 1, 1, 2, 2, 0, 0, 0]],
  [cumsum, [3, 4, 8, 9, 14, 2, 9, 9, 17, 19]],
] as const)('running results along the last axis', (f, expected) => {
  expect(numbers(f(x, 1))).toEqual(expected);
});

test('along another axis, and of nothing', () => {
  expect(numbers(cumprod(x, 0))).toEqual([3, 1, 4, 1, 5, 6, 7, 0, 8, 10]);
  expect(cumprod(tensor([[], []]), 1).shape).toEqual([2, 0]);
});

test('gradients, also where a factor is 0', () => {
  const next = randomNumbers('cumulative');
  const random = randomArray(next, [2, 7], 'float64');
  const zeros = fromNumbers([1, 2, 0, 3, 0, 4], 'float64', [1, 6]);
  for (const input of [random, zeros]) {
    checkGradient(([t]) => [cumprod(t!, 1)], [input], next);
    checkGradient(([t]) => [cumprod(t!, 1)], [input], next, 2);
  }
  checkGradient(([t]) => [cummax(t!, 1), cummin(t!, 0)], [random], next);
});

describe('long rows', () => {
  const tenth = Math.fround(0.1);
  const cases = [
    [[thorough(1_000_000, 200_000)], 0],
    [[100_003], 0],
    [[3, 100_000], 1],
    [[10_000, 5], 0],
    [[2, 20_011, 3], 1],
    [[4, 100], 1],
  ] as const;

  /** The largest relative error along the axis, in units of 10⁻⁶, all rows being equal. */
  async function worst(
    f: (x: Tensor, axis: number) => Tensor,
    shape: readonly number[],
    axis: number,
    fill: (i: number) => number,
    expected: (i: number) => number,
  ) {
    const step = sizeOf(shape.slice(axis + 1));
    const along = (i: number) => Math.floor(i / step) % shape[axis]!;
    const x = fromNumbers(
      Float32Array.from({ length: sizeOf(shape) }, (_, i) => fill(along(i))),
      'float32',
      shape,
    );
    const input = placeholder(x);
    const [result] = await runGraph({ inputs: [input], outputs: [f(input, axis)] }, [x]);
    expect(result!.shape).toEqual(shape);
    let error = 0;
    Array.from(toNumbers(result!)).forEach((y, i) => {
      const exact = expected(along(i));
      error = Math.max(error, exact === 0 ? Math.abs(y) : Math.abs(y / exact - 1));
    });
    return error * 1e6;
  }

  test.each(cases)('sums of %p along %p', async (shape, axis) => {
    const length = shape[axis]!;
    const sums = [
      [false, false, (i: number) => (i + 1) * tenth],
      [true, false, (i: number) => i * tenth],
      [false, true, (i: number) => (length - i) * tenth],
      [true, true, (i: number) => (length - 1 - i) * tenth],
    ] as const;
    for (const [exclusive, reverse, expected] of sums) {
      const f = (x: Tensor) => cumsum(x, axis, exclusive, reverse);
      expect(await worst(f, shape, axis, () => tenth, expected)).toBeLessThan(1);
    }
  });

  test.each(cases)('products and extremes of %p along %p', async (shape, axis) => {
    // A factor and its inverse, both rounded: the product of n such pairs is the n-th power of one.
    const [up, down] = [Math.fround(1.1), Math.fround(1 / 1.1)];
    const product = (i: number) => (up * down) ** Math.floor((i + 1) / 2) * (i % 2 === 0 ? up : 1);
    expect(await worst(cumprod, shape, axis, (i) => (i % 2 ? down : up), product)).toBeLessThan(1);
    const wave = (i: number) => (i % 3) * 1000 + i;
    const highest = (i: number) => Math.max(wave(i), wave(Math.max(0, i - 1)), wave(Math.max(0, i - 2)));
    expect(await worst(cummax, shape, axis, wave, highest)).toBe(0);
    expect(
      await worst(
        cummin,
        shape,
        axis,
        (i) => -wave(i),
        (i) => -highest(i),
      ),
    ).toBe(0);
  });

  test('products of parts may be larger than float32 holds, and smaller', async () => {
    // 10^-32 after eight factors, 10^8 after sixteen.
    const factors = Float32Array.from({ length: 80 }, (_, i) => [1e-4, 1e5][Math.floor(i / 8)] ?? 1);
    const x = fromNumbers(factors, 'float32', [80]);
    const input = placeholder(x);
    const [result] = await runGraph({ inputs: [input], outputs: [cumprod(input, 0)] }, [x]);
    const found = toNumbers(result!);
    for (const [at, exact] of [
      [7, 1e-32],
      [15, 1e8],
      [79, 1e8],
    ] as const)
      expect(Math.abs(found[at]! / exact - 1)).toBeLessThan(1e-6);
  });

  test('an infinity changes what comes after it only', async () => {
    const x = fromNumbers(
      Float32Array.from({ length: 1 << 15 }, (_, i) => (i === 20_001 ? Infinity : 1)),
      'float32',
      [1 << 15],
    );
    const input = placeholder(x);
    const [sums] = await runGraph({ inputs: [input], outputs: [cumsum(input, 0)] }, [x]);
    expect([sums!.data[20_000], sums!.data[20_001], sums!.data[32_767]]).toEqual([20_001, Infinity, Infinity]);
  });

  test('gradients', () => {
    const long = randomArray(randomNumbers('long rows'), [67, 2], 'float64');
    checkGradient(([t]) => [cumprod(t!, 0)], [long], randomNumbers('long rows'));
  });
});
