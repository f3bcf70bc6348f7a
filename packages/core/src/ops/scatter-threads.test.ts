/** ONNX Runtime's own kernel loses updates where threads meet at one position. Here all of its threads run, beside large products. */

import { thorough } from '@org/testing';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { assertClose } from '../testing/close.js';
import { randomNumbers } from '../testing/random-values.js';
import { jit } from '../tracing/compiled.js';
import { grad } from '../transforms/grad.js';
import * as ops from './index.js';

const LONG = thorough(1 << 21, 1 << 18);
/** Of 128 elements, each of which goes to a place of its own. */
const ROWS = thorough(3000, 500);
jest.setTimeout(300_000);

const next = randomNumbers('scatter-threads');
const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const indices = (size: number, ...shape: number[]) =>
  tensor(
    Int32Array.from({ length: sizeOf(shape) }, () => Math.floor(next() * size)),
    shape,
  );
type Draw = (...shape: number[]) => Tensor;
const drawing =
  (draw: () => number): Draw =>
  (...shape) =>
    tensor(Float32Array.from({ length: sizeOf(shape) }, draw), shape);
/** Sums and products of them are exact in any order. */
const whole = drawing(() => Math.floor(next() * 4) - 1);
const fractions = drawing(() => next() - 0.4);

const combinations = {
  add: (old: number, update: number) => old + update,
  mul: (old: number, update: number) => old * update,
  min: Math.min,
  max: Math.max,
} as const;
type Combination = keyof typeof combinations;

/** `updates` combined with `start` at the places (of elements) that `placeOf` gives, one after the other. */
async function inOrder(start: Tensor, updates: Tensor, placeOf: (i: number) => number, how: Combination = 'add') {
  const result = Float64Array.from((await start.data()) as Float32Array);
  const values = (await updates.data()) as Float32Array;
  for (let i = 0; i < values.length; i++) {
    const at = placeOf(i);
    result[at] = combinations[how](result[at]!, values[i]!);
  }
  return result;
}

interface Case {
  readonly inputs: readonly Tensor[];
  readonly compute: (...inputs: Tensor[]) => Tensor;
  readonly expected: () => Promise<Float64Array>;
}
const zeros = (...shape: number[]) => ops.zeros(shape) as Tensor;
/** The gradient of what `look` finds in x, weighted by g. */
const gradient = (look: (x: Tensor) => Tensor, x: Tensor, g: Tensor) =>
  grad((t: Tensor) => ops.sum(ops.multiply(look(t), g)))(x) as Tensor;

const cases: Record<string, (draw: Draw) => Case> = {
  'segmentSum of many numbers to one': (draw) => {
    const [x, ids] = [draw(LONG), indices(1, LONG)];
    return {
      inputs: [x, ids],
      compute: (values, at) => ops.segmentSum(values, at, 1),
      expected: () => inOrder(zeros(1), x, () => 0),
    };
  },
  'bincount of many numbers': (draw) => {
    const [x, weights] = [indices(10, LONG), draw(LONG)];
    return {
      inputs: [x, weights],
      // Its largest number is known outside of the function that is compiled.
      compute: (_numbers, w) => ops.bincount(x, w, 10) as Tensor,
      expected: async () => {
        const numbers = await x.data();
        return inOrder(zeros(10), weights, (i) => Number(numbers[i]));
      },
    };
  },
};

/** Rows of 128 numbers at the places of a table; `compute` gets the table, the places and the rows. */
function ofRows(
  size: number,
  count: number,
  how: Combination | 'sum',
  compute: (table: Tensor, at: Tensor, rows: Tensor) => Tensor,
): (draw: Draw) => Case {
  return (draw) => {
    const [table, at, rows] = [draw(size, 128), indices(size, count), draw(count, 128)];
    return {
      inputs: [table, at, rows],
      compute,
      expected: async () => {
        const places = await at.data();
        const placeOf = (i: number) => Number(places[Math.floor(i / 128)]) * 128 + (i % 128);
        return how === 'sum' ? inOrder(zeros(size, 128), rows, placeOf) : inOrder(table, rows, placeOf, how);
      },
    };
  };
}

Object.assign(cases, {
  segmentSum: ofRows(100, 4096, 'sum', (_table, at, rows) => ops.segmentSum(rows, at, 100)),
  scatter: ofRows(100, 4096, 'sum', (_table, at, rows) => ops.scatter(ops.expandDims(at, 1), rows, [100, 128])),
  ...Object.fromEntries(
    (['add', 'mul', 'min', 'max'] as const).map((how) => [
      `scatterUpdate, ${how}`,
      ofRows(100, 4096, how, (table, at, rows) => ops.scatterUpdate(table, ops.expandDims(at, 1), rows, how)),
    ]),
  ),
  'the gradient of take': ofRows(100, 4096, 'sum', (table, at, rows) =>
    gradient((x) => ops.take(x, at, 0), table, rows),
  ),
  'the gradient of take from a large table': ofRows(30000, 4096, 'sum', (table, at, rows) =>
    gradient((x) => ops.take(x, at, 0), table, rows),
  ),
  'the gradient of take of few rows': ofRows(10, 60, 'sum', (table, at, rows) =>
    gradient((x) => ops.take(x, at, 0), table, rows),
  ),
  'the gradient of takeAlongAxis': (draw: Draw): Case => {
    const [table, at, g] = [draw(100, 128), indices(100, ROWS, 128), draw(ROWS, 128)];
    return {
      inputs: [table, at, g],
      compute: (x, places, weights) => gradient((t) => ops.takeAlongAxis(t, places, 0), x, weights),
      expected: async () => {
        const places = await at.data();
        return inOrder(zeros(100, 128), g, (i) => Number(places[i]) * 128 + (i % 128));
      },
    };
  },
} satisfies typeof cases);

describe.each(Object.entries(cases))('%s', (_name, make) => {
  const square = fractions(400, 400);

  /** In how many runs the result differs from `reference`; the products keep the threads busy. */
  async function differing({ inputs, compute }: Case, reference: Tensor, repetitions: number) {
    const run = jit((x: Tensor, expected: Tensor, ...rest: Tensor[]) => [
      ops.any(ops.notEqual(compute(...rest), expected)),
      ops.max(ops.matmul(x, x)),
    ]);
    let count = 0;
    for (let i = 0; i < repetitions; i++) {
      const [differs] = run(square, reference, ...inputs);
      if (await differs!.item()) count++;
    }
    return count;
  }

  test('whole numbers: exact in every run', async () => {
    const of = make(whole);
    const expected = Float32Array.from(await of.expected());
    expect(await differing(of, tensor(expected, of.compute(...of.inputs).shape as number[]), thorough(200, 20))).toBe(
      0,
    );
  });

  test('fractions: the same in every run', async () => {
    const of = make(fractions);
    const first = jit(of.compute)(...of.inputs);
    assertClose('result', (await first.data()) as Float32Array, await of.expected(), { rtol: 1e-5, atol: 1e-6 });
    expect(await differing(of, first, thorough(50, 5))).toBe(0);
  });
});
