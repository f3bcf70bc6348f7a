import fc from 'fast-check';
import {
  broadcastShapes,
  normalizeAxes,
  normalizeAxis,
  normalizeIndex,
  reducedShape,
  resolveReshape,
  sizeOf,
  stridesOf,
} from './shape.js';

test('strides are row-major', () => {
  expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
  expect(stridesOf([])).toEqual([]);
});

describe('broadcasting', () => {
  test.each([
    [
      [[2, 3], [3]],
      [2, 3],
    ],
    [
      [[2, 1], [1, 3], []],
      [2, 3],
    ],
    [
      [
        [0, 3],
        [1, 1],
      ],
      [0, 3],
    ],
    [
      [
        [5, 1, 4],
        [3, 1],
      ],
      [5, 3, 4],
    ],
  ])('%j gives %j', (shapes, expected) => {
    expect(broadcastShapes('op', ...shapes)).toEqual(expected);
  });

  test('shapes that do not fit are named', () => {
    expect(() => broadcastShapes('add', [2, 3], [2])).toThrow(/\[add\].*\n.*\n.*\[2, 3\] and \[2\]/);
    expect(() => broadcastShapes('add', [0], [2])).toThrow('cannot be broadcast');
  });

  test('order does not matter', () => {
    const shape = fc.array(fc.constantFrom(1, 3), { maxLength: 4 });
    fc.assert(
      fc.property(shape, shape, (a, b) => expect(broadcastShapes('op', a, b)).toEqual(broadcastShapes('op', b, a))),
    );
  });
});

test('negative axes count from the end', () => {
  expect(normalizeAxis(-1, 3)).toBe(2);
  expect(normalizeAxes([2, -3], 3)).toEqual([0, 2]);
  expect(normalizeAxes(null, 2)).toEqual([0, 1]);
  expect(() => normalizeAxis(3, 3, 'sum')).toThrow('[sum]: axis 3 is out of bounds for a tensor of rank 3');
  expect(() => normalizeAxis(0.5, 3)).toThrow('an axis is one integer');
  expect(() => normalizeAxes([1, -2], 3)).toThrow('twice');
});

test('reduced shapes', () => {
  expect(reducedShape([2, 3, 4], [0, 2], false)).toEqual([3]);
  expect(reducedShape([2, 3, 4], [0, 2], true)).toEqual([1, 3, 1]);
});

describe('reshape', () => {
  test('one size may be left to compute', () => {
    expect(resolveReshape([2, 6], [3, -1])).toEqual([3, 4]);
    expect(resolveReshape([0, 6], [3, -1])).toEqual([3, 0]);
    expect(resolveReshape([], [-1])).toEqual([1]);
  });

  test.each([
    [
      [2, 3],
      [4, -1],
    ],
    [[2, 3], [7]],
    [
      [2, 3],
      [-1, -1],
    ],
    [
      [2, 3],
      [-2, -3],
    ],
    [[6], [1.5, 4]],
  ])('%j to %j is refused', (from, to) => {
    expect(() => resolveReshape(from, to)).toThrow('does not fit the new shape');
  });

  test('keeps the number of elements', () => {
    const shape = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(shape, fc.nat(), (dims, at) => {
        const unknown = dims.map((dim, i) => (i === at % dims.length ? -1 : dim));
        expect(resolveReshape([sizeOf(dims)], unknown)).toEqual(dims);
      }),
    );
  });
});

test('indices count from the end and are checked', () => {
  expect(normalizeIndex(-1, 4)).toBe(3);
  expect(() => normalizeIndex(4, 4, 'at')).toThrow('[at]: index 4 is out of range for an axis of size 4');
});
