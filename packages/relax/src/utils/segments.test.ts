import { grad, jit, ops, random, type Tensor, tensor, vmap } from '@org/core';
import { expectClose } from '@org/testing';
import fc from 'fast-check';
import { ownersOf, type Segment, segmentLogSoftmax, segmentSoftmax } from './segments.js';

const segmentsOf = (sizes: readonly number[]): Segment[] => {
  let end = 0;
  return sizes.map((size) => {
    end += size;
    return [end - size, end];
  });
};
const oneByOne = (x: Tensor, segments: readonly Segment[]) =>
  ops.concatenate(
    segments.map(([start, end]) => ops.softmax(x.at('...', `${start}:${end}`), -1) as Tensor),
    -1,
  );

test('groups are normalized as one by one, and so are their derivatives', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
  const property = fc.asyncProperty(sizes, fc.integer({ min: 0, max: 99 }), async (each, seed) => {
    const segments = segmentsOf(each);
    const shape = [3, segments.at(-1)![1]];
    const [x, weights] = [0, 1].map((i) => random.normal(random.PRNGKey(seed + 100 * i), shape) as Tensor);
    const scores = x!.mul(6);
    const slope = (of: (x: Tensor, segments: readonly Segment[]) => Tensor) =>
      grad((given: Tensor) => ops.sum(of(given, segments).mul(weights!)))(scores) as Tensor;
    const options = { rtol: 2e-5, atol: 1e-6 };
    expectClose(await segmentSoftmax(scores, segments).data(), await oneByOne(scores, segments).data(), options);
    const logs = (given: Tensor, own: readonly Segment[]) => ops.exp(segmentLogSoftmax(given, own)) as Tensor;
    expectClose(await logs(scores, segments).data(), await oneByOne(scores, segments).data(), options);
    expectClose(await slope(logs).data(), await slope(oneByOne).data(), options);
    expectClose(await slope(segmentSoftmax).data(), await slope(oneByOne).data(), options);
  });
  await fc.assert(property, { numRuns: 8, seed: 3 });
});

test('scores that are far apart, within a group or between groups, are no trouble', async () => {
  const segments = segmentsOf([2, 3]);
  const scores = tensor([
    [500, -500, -1000, -1000, -999],
    [-900, -900, 3000, 0, 0],
  ]);
  expectClose(await segmentSoftmax(scores, segments).data(), await oneByOne(scores, segments).data(), { atol: 1e-4 });
});

test('groups are normalized in compiled maps over rows', async () => {
  const segments = segmentsOf([2, 3]);
  const x = random.normal(random.PRNGKey(1), [4, 5]) as Tensor;
  const mapped = jit(vmap((row: Tensor) => segmentSoftmax(row, segments)))(x) as Tensor;
  expectClose(await mapped.data(), await oneByOne(x, segments).data(), { atol: 1e-6 });
});

test('owners are the columns of each group', async () => {
  expect(await ownersOf(segmentsOf([2, 1])).array()).toEqual([
    [1, 0],
    [1, 0],
    [0, 1],
  ]);
});
