/** Masks on tensors of one to four axes; counterparts of the original's tests. */
import { type Tensor, tensor } from '@org/core';
import fc from 'fast-check';
import { counting } from '../../testing/golden.js';
import { CheckerBoardMask, HeavisideMask, Mask } from './index.js';

const values = async (x: Tensor) => [...(await x.data())].map(Number);

describe('HeavisideMask', () => {
  test.each<[string, number[], number[], number[], number[]]>([
    ['one axis, even', [0], [4], [4], [0, 0, 1, 1]],
    ['one axis, odd', [0], [5], [5], [0, 0, 1, 1, 1]],
    ['axis 1 of two', [1], [4], [2, 4], [0, 0, 1, 1, 0, 0, 1, 1]],
    ['axis 0 of two', [0], [4], [4, 2], [0, 0, 0, 0, 1, 1, 1, 1]],
    ['axes 1, 2 of three', [1, 2], [2, 2], [1, 2, 2], [0, 0, 1, 1]],
    ['axes 0, 2 of three', [0, 2], [2, 2], [2, 3, 2], [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]],
    ['axes 2, 3 of four', [2, 3], [2, 2], [1, 2, 2, 2], [0, 0, 1, 1, 0, 0, 1, 1]],
    ['axes 1, 2, 3 of four', [1, 2, 3], [2, 2, 2], [1, 2, 2, 2], [0, 0, 0, 0, 1, 1, 1, 1]],
  ])('%s', async (_, axes, shape, size, expected) => {
    const mask = new HeavisideMask(axes, shape);
    const x = counting(size, 1);
    const numbers = await values(x);
    expect(await values(mask(x))).toEqual(numbers.map((each, i) => each * expected[i]!));
    expect(await values(mask(x, { isPositive: false }))).toEqual(numbers.map((each, i) => each * (1 - expected[i]!)));
  });
});

describe('CheckerBoardMask', () => {
  test.each<[string, number[], number[], number[], number[]]>([
    ['one axis', [0], [4], [4], [0, 1, 0, 1]],
    ['axis 1 of two', [1], [4], [2, 4], [0, 1, 0, 1, 0, 1, 0, 1]],
    ['axis 0 of two', [0], [3], [3, 2], [0, 0, 1, 1, 0, 0]],
    ['axes 0, 1 of two', [0, 1], [2, 3], [2, 3], [0, 1, 0, 1, 0, 1]],
    ['axes 1, 2 of three', [1, 2], [3, 3], [1, 3, 3], [0, 1, 0, 1, 0, 1, 0, 1, 0]],
    ['axes 1, 2 of four', [1, 2], [2, 2], [1, 2, 2, 2], [0, 0, 1, 1, 1, 1, 0, 0]],
    ['axes 1, 2, 3 of four', [1, 2, 3], [2, 2, 2], [1, 2, 2, 2], [0, 1, 1, 0, 1, 0, 0, 1]],
  ])('%s', async (_, axes, shape, size, expected) => {
    const mask = new CheckerBoardMask(axes, shape);
    const x = counting(size, 1);
    const numbers = await values(x);
    expect(await values(mask(x))).toEqual(numbers.map((each, i) => each * expected[i]!));
    expect(await values(mask.call(x, false))).toEqual(numbers.map((each, i) => each * (1 - expected[i]!)));
  });
});

test('both signs together are the input; arranging and back as well, along any axes', async () => {
  const cases = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      axes: fc.subarray([...shape.keys()], { minLength: 1 }),
      bits: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 256, maxLength: 256 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ({ shape, axes, bits }) => {
      const sizes = axes.map((axis) => shape[axis]!);
      const mask = new Mask(
        axes,
        sizes,
        bits.slice(
          0,
          sizes.reduce((n, size) => n * size, 1),
        ),
      );
      const x = counting(shape);
      expect(await mask(x).add(mask.call(x, false)).array()).toEqual(await x.array());
      expect(await mask.reArrange(mask.arrange(x)).array()).toEqual(await x.array());
    }),
    { numRuns: 40 },
  );
});

test('axes and shape are lists of integers, without 0', () => {
  const error = (name: string) => expect.objectContaining({ name });
  expect(() => new HeavisideMask(1 as never, [4])).toThrow(error('TypeError'));
  expect(() => new Mask([1], [1.5], [1])).toThrow(error('TypeError'));
  expect(() => new Mask([1], [0], [])).toThrow(error('ValueError'));
});

test('a mask has an element for each place along its axes', () => {
  const error = expect.objectContaining({ name: 'ValueError' });
  expect(() => new Mask([1], [4], [1, 0])).toThrow(error);
  expect(() => new Mask([1, 2], [4], [1, 0, 1, 0])).toThrow(error);
});

test('tensors go by name as well', async () => {
  const mask = new HeavisideMask([1], [2]);
  const x = counting([2, 2]);
  expect(await mask.reArrange({ xNew: mask.arrange({ x }) }).array()).toEqual(await x.array());
  expect(await Mask.__computeFromTo__({ mask: [0, 1] }).array()).toEqual([
    [0, 1],
    [1, 0],
  ]);
});

test('a mask may be a tensor, of any shape', async () => {
  const mask = new Mask({
    axes: [1, 2],
    shape: [2, 2],
    mask: tensor([
      [1, 0],
      [0, 1],
    ]),
  });
  expect(await mask(counting([1, 2, 2], 1)).array()).toEqual([
    [
      [1, 0],
      [0, 4],
    ],
  ]);
});
