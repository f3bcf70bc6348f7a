/** Reductions of millions of numbers are right to 10⁻⁶, whatever they are made of, on every device. */
import { thorough } from '@org/testing';
import { device } from '../backend/devices.js';
import { sizeOf } from '../shape.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { grad } from '../transforms/grad.js';
import * as ops from './index.js';

jest.setTimeout(300_000);

const tenth = Math.fround(0.1);
const filled = (shape: readonly number[], fill: (i: number) => number) =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => fill(i)),
    [...shape],
  );

/** 0.1 is not a float32, and its sums are rounded in one direction for long. */
const tenths = (shape: readonly number[]) => filled(shape, () => tenth);
/** 3, 0 and 0 in turn: of mean 1 and variance 2. */
const thirds = (shape: readonly number[]) => filled(shape, (i) => (i % 3 === 0 ? 3 : 0));

/** What it computes of as many numbers (three million, say, where that is n), and what that is. */
type Case = readonly [name: string, (n: number) => Tensor, (n: number) => number];

const cases: readonly Case[] = [
  ['sum', (n) => ops.sum(tenths([n])), (n) => n * tenth],
  ['sum along an axis', (n) => ops.max(ops.sum(tenths([n / 10, 10]), 0)), (n) => (n / 10) * tenth],
  ['sum along another', (n) => ops.max(ops.sum(tenths([10, n / 10]), 1)), (n) => (n / 10) * tenth],
  ['sum along the middle', (n) => ops.max(ops.sum(tenths([5, n / 20, 4]), 1)), (n) => (n / 20) * tenth],
  ['sum along the outer', (n) => ops.max(ops.sum(tenths([n / 3000, 3, 1000]), [0, 2])), (n) => (n / 3) * tenth],
  ['mean', (n) => ops.mean(tenths([n])), () => tenth],
  ['variance', (n) => ops.var(thirds([n])), () => 2],
  ['std', (n) => ops.std(thirds([n])), () => Math.SQRT2],
  ['average', (n) => ops.average(tenths([n]), null, ops.ones([n])), () => tenth],
  ['norm', (n) => ops.norm(tenths([n])), (n) => Math.sqrt(n) * tenth],
  ['norm of the absolute values', (n) => ops.norm(tenths([n]), 1), (n) => n * tenth],
  ['logsumexp', (n) => ops.logsumexp(tenths([n])), (n) => Math.log(n) + tenth],
  ['dot', (n) => ops.dot(tenths([n]), ops.ones([n])), (n) => n * tenth],
  ['vdot', (n) => ops.vdot(tenths([n]), ops.ones([n])), (n) => n * tenth],
  ['cumsum', (n) => ops.cumsum(tenths([n])).at(-1), (n) => n * tenth],
  ['cumprod', (n) => ops.cumprod(filled([n], (i) => [1.5, 1, 0.75, 1][i % 4]!)).at(2), () => 1.125],
  ['segmentSum', (n) => ops.segmentSum(tenths([n]), ops.zeros([n], 'int32'), 1).at(0), (n) => n * tenth],
  [
    'the gradient of a bias',
    (n) =>
      ops.max(
        grad((b: Tensor) => ops.sum(ops.multiply(ops.add(ops.ones([n / 10, 10]), b), tenth)))(
          ops.zeros([10]),
        ) as Tensor,
      ),
    (n) => (n / 10) * tenth,
  ],
  [
    'the gradient of a number',
    (n) =>
      grad((b: Tensor) => ops.sum(ops.multiply(ops.ones([n / 10, 10]), ops.multiply(b, tenth))))(
        ops.zeros([]),
      ) as Tensor,
    (n) => n * tenth,
  ],
];

test.each(cases)('%s', async (_name, compute, exact) => {
  const n = thorough(9_999_000, 999_000);
  const close = async (x: Tensor, size: number) =>
    expect(Math.abs(Number(await x.item()) - exact(size))).toBeLessThanOrEqual(1e-6 * exact(size));
  await close(compute(n), n);
  await device('javascript', () => close(compute(300_000), 300_000));
});
