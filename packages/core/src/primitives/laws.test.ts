import fc from 'fast-check';
import { evaluateGraph } from '../graph/evaluate.js';
import { range, type Shape, sizeOf } from '../shape.js';
import { fromNumbers, toNumbers } from '../tensor/host-array.js';
import { fromHost, type Tensor } from '../tensor/tensor.js';
import { assertClose } from '../testing/close.js';
import { cumsum } from './cumulative.js';
import { add, mul, scalarLike, sub } from './elementwise.js';
import { gather, gatherElements } from './indexing.js';
import { product } from './matmul.js';
import {
  broadcastTo,
  concatenate,
  inversePermutation,
  moveAxis,
  pad,
  reshape,
  reverse,
  slice,
  sumTo,
  transpose,
} from './movement.js';
import { mean, sum } from './reduce.js';
import { scatterElements, scatterNd } from './scatter.js';
import { argSort, sort } from './sort.js';

const CLOSE = { rtol: 1e-9, atol: 1e-9 };
const numbers = (x: Tensor) => toNumbers(evaluateGraph([x])[0]!);
const same = (actual: Tensor, expected: Tensor) => {
  expect(actual.shape).toEqual(expected.shape);
  assertClose('result', numbers(actual), numbers(expected), CLOSE);
};
const dot = (x: Tensor, y: Tensor): number => numbers(sum(mul(x, y), range(x.rank)))[0]!;
const sameNumber = (actual: number, expected: number) => assertClose('result', [actual], [expected], CLOSE);

const dimension = fc.integer({ min: 1, max: 4 });
const shapes = (minLength = 1) => fc.array(dimension, { minLength, maxLength: 4 });
const element = fc.double({ min: -10, max: 10, noNaN: true });
const valuesOf = (shape: Shape) =>
  fc
    .array(element, { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((values) => fromHost(fromNumbers(values, 'float64', shape)));
const tensors = (minRank = 1) => shapes(minRank).chain(valuesOf);
const axisOf = (x: Tensor) => fc.nat(x.rank - 1);
const permutationOf = (rank: number) => fc.shuffledSubarray(range(rank), { minLength: rank });
const indicesBelow = (size: number, shape: Shape) =>
  fc
    .array(fc.integer({ min: -size, max: size - 1 }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((values) => fromHost(fromNumbers(values, 'int32', shape)));
const blockOf = (x: Tensor) =>
  fc.tuple(...x.shape.map((n) => fc.tuple(fc.nat(n - 1), fc.integer({ min: 1, max: 3 }), fc.nat()))).map((axes) => ({
    starts: axes.map(([start]) => start),
    steps: axes.map(([, step]) => step),
    sizes: axes.map(([start, step, size], i) => 1 + (size % Math.ceil((x.shape[i]! - start) / step))),
  }));

const check = <T>(arbitrary: fc.Arbitrary<T>, law: (value: T) => void) =>
  fc.assert(fc.property(arbitrary, law), { numRuns: 60 });

describe('inverses', () => {
  test('transpose by a permutation and its inverse', () => {
    const cases = tensors().chain((x) => fc.tuple(fc.constant(x), permutationOf(x.rank)));
    check(cases, ([x, p]) => same(transpose(transpose(x, p), inversePermutation(p)), x));
  });
  test('transposes compose', () => {
    const cases = tensors().chain((x) => fc.tuple(fc.constant(x), permutationOf(x.rank), permutationOf(x.rank)));
    check(cases, ([x, p, q]) => {
      const composed = q.map((axis) => p[axis]!);
      same(transpose(transpose(x, p), q), transpose(x, composed));
    });
  });
  test('reshape there and back', () => {
    const cases = tensors().chain((x) => fc.tuple(fc.constant(x), fc.nat(x.rank)));
    check(cases, ([x, split]) => {
      const [left, right] = [sizeOf(x.shape.slice(0, split)), sizeOf(x.shape.slice(split))];
      same(reshape(reshape(x, [left, right]), x.shape), x);
    });
  });
  test('an axis moved there and back', () => {
    const cases = tensors().chain((x) => fc.tuple(fc.constant(x), axisOf(x), axisOf(x)));
    check(cases, ([x, from, to]) => same(moveAxis(moveAxis(x, from, to), to, from), x));
  });
  test('reverse twice', () => {
    const cases = tensors().chain((x) => fc.tuple(fc.constant(x), fc.subarray(range(x.rank))));
    check(cases, ([x, axes]) => same(reverse(reverse(x, axes), axes), x));
  });
  test('a tensor cut in two and joined', () => {
    const cases = tensors().chain((x) =>
      axisOf(x).chain((axis) => fc.tuple(fc.constant(x), fc.constant(axis), fc.nat(x.shape[axis]!))),
    );
    check(cases, ([x, axis, at]) => {
      const part = (start: number, end: number) =>
        slice(
          x,
          x.shape.map((_, i) => (i === axis ? start : 0)),
          x.shape.map((n, i) => (i === axis ? end - start : n)),
        );
      same(concatenate([part(0, at), part(at, x.shape[axis]!)], axis), x);
    });
  });
  test('differences of running sums', () => {
    const cases = tensors().chain((x) => fc.tuple(fc.constant(x), axisOf(x), fc.boolean()));
    check(cases, ([x, axis, backwards]) =>
      same(sub(cumsum(x, axis, false, backwards), cumsum(x, axis, true, backwards)), x),
    );
  });
});

describe('adjoints: <f(x), y> = <x, g(y)>', () => {
  test('slice and pad', () => {
    const cases = tensors()
      .chain((x) => fc.tuple(fc.constant(x), blockOf(x)))
      .chain(([x, block]) => fc.tuple(fc.constant(x), fc.constant(block), valuesOf(block.sizes)));
    check(cases, ([x, { starts, sizes, steps }, y]) => {
      const after = x.shape.map((n, i) => n - starts[i]! - (sizes[i]! - 1) * steps[i]! - 1);
      const padded = pad(
        y,
        starts,
        after,
        steps.map((step) => step - 1),
      );
      sameNumber(dot(slice(x, starts, sizes, steps), y), dot(x, padded));
    });
  });
  test('broadcast and sum', () => {
    const cases = tensors(2)
      .chain((y) => fc.tuple(fc.constant(y), fc.subarray(range(y.rank)), fc.nat(y.rank)))
      .chain(([y, ones, lead]) => {
        const shape = y.shape.map((n, i) => (ones.includes(i) ? 1 : n)).slice(lead);
        return fc.tuple(fc.constant(y), valuesOf(shape));
      });
    check(cases, ([y, x]) => sameNumber(dot(broadcastTo(x, y.shape), y), dot(x, sumTo(y, x.shape))));
  });
  test('gather and scatter', () => {
    const cases = tensors()
      .chain((x) => fc.tuple(fc.constant(x), indicesBelow(x.shape[0]!, [3])))
      .chain(([x, at]) => fc.tuple(fc.constant(x), fc.constant(at), valuesOf([3, ...x.shape.slice(1)])));
    check(cases, ([x, at, y]) => {
      const zeros = mul(x, scalarLike(0, x));
      sameNumber(dot(gather(x, at, 0), y), dot(x, scatterNd(zeros, reshape(at, [3, 1]), y, 'add')));
    });
  });
  test('gather and scatter of elements', () => {
    const cases = tensors()
      .chain((x) => fc.tuple(fc.constant(x), axisOf(x)))
      .chain(([x, axis]) => {
        const shape = x.shape.map((n, i) => (i === axis ? 3 : n));
        return fc.tuple(fc.constant(x), fc.constant(axis), indicesBelow(x.shape[axis]!, shape), valuesOf(shape));
      });
    check(cases, ([x, axis, at, y]) => {
      const zeros = mul(x, scalarLike(0, x));
      sameNumber(dot(gatherElements(x, at, axis), y), dot(x, scatterElements(zeros, at, y, axis, 'add')));
    });
  });
  test('matrix product and its transpose', () => {
    const sizes = fc.tuple(dimension, dimension, dimension);
    const cases = sizes.chain(([m, k, n]) => fc.tuple(valuesOf([m, k]), valuesOf([k, n]), valuesOf([m, n])));
    check(cases, ([a, x, y]) => sameNumber(dot(product(a, x), y), dot(x, product(a, y, true))));
  });
});

describe('linearity: f(x + c y) = f(x) + c f(y)', () => {
  const last = (x: Tensor) => x.rank - 1;
  const linear: Record<string, (x: Tensor) => Tensor> = {
    transpose: (x) => transpose(x, range(x.rank).reverse()),
    reshape: (x) => reshape(x, [-1]),
    reverse: (x) => reverse(x, [0]),
    pad: (x) =>
      pad(
        x,
        x.shape.map(() => 1),
        x.shape.map(() => 2),
      ),
    sum: (x) => sum(x, [last(x)]),
    mean: (x) => mean(x, [0], true),
    cumsum: (x) => cumsum(x, last(x)),
    broadcast: (x) => broadcastTo(x, [2, ...x.shape]),
  };
  test.each(Object.entries(linear))('%s', (_name, f) => {
    const cases = shapes().chain((shape) => fc.tuple(valuesOf(shape), valuesOf(shape), element));
    check(cases, ([x, y, c]) => {
      const factor = scalarLike(c, x);
      same(f(add(x, mul(factor, y))), add(f(x), mul(factor, f(y))));
    });
  });
});

describe('sorting', () => {
  const cases = tensors().chain((x) => fc.tuple(fc.constant(x), axisOf(x), fc.boolean()));
  test('twice is once', () => {
    check(cases, ([x, axis, descending]) =>
      same(sort(sort(x, axis, descending), axis, descending), sort(x, axis, descending)),
    );
  });
  test('the positions give the order', () => {
    check(cases, ([x, axis, descending]) =>
      same(gatherElements(x, argSort(x, axis, descending), axis), sort(x, axis, descending)),
    );
  });
  test('keeps the sum', () => {
    check(cases, ([x, axis]) => same(sum(sort(x, axis), [axis]), sum(x, [axis])));
  });
});
