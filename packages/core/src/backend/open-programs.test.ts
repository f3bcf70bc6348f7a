import { evaluateGraph } from '../graph/evaluate.js';
import type { Graph } from '../graph/node.js';
import { concatenate } from '../primitives/blocks.js';
import { add, mul, scalar, tanh } from '../primitives/elementwise.js';
import { product } from '../primitives/matmul.js';
import { broadcastTo, reshape, slice, transpose } from '../primitives/movement.js';
import { mean, sum } from '../primitives/reduce.js';
import { topK } from '../primitives/sort.js';
import type { HostArray } from '../tensor/host-array.js';
import { toNumbers } from '../tensor/host-array.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { assertClose, toleranceOf } from '../testing/close.js';
import { randomArray, randomNumbers } from '../testing/random-values.js';
import { runExecutable, runGraph } from '../testing/run-graph.js';
import { Executable } from './executable.js';
import { sessions } from './session-cache.js';

/** Runs the graphs that a function makes for several sizes, and compares them with the plain evaluation; how many sessions it took. */
async function sessionsFor(shapes: readonly (readonly number[])[][], make: (...inputs: Tensor[]) => Tensor[]) {
  const before = sessions.created;
  for (const [i, each] of shapes.entries()) {
    const inputs = each.map((shape) => placeholder({ shape, dtype: 'float32' }));
    const next = randomNumbers(`${make} ${i}`);
    const values = each.map((shape) => randomArray(next, shape, 'float32'));
    await expectSame({ inputs, outputs: make(...inputs) }, values);
  }
  return sessions.created - before;
}

async function expectSame(graph: Graph, values: readonly HostArray[]): Promise<void> {
  const known = new Map(graph.inputs.map((input, i) => [input, values[i]!]));
  const expected = evaluateGraph(graph.outputs, known);
  const actual = await runGraph(graph, values);
  expected.forEach((each, i) => {
    expect(actual[i]!.shape).toEqual(each.shape);
    assertClose(`output ${i}`, toNumbers(actual[i]!), toNumbers(each), toleranceOf(each.dtype));
  });
}

const SIZES = [2, 3, 4, 5, 9, 17];

describe('graphs that differ in sizes share a session from the third on', () => {
  test('for products of any sizes', async () => {
    const shapes = SIZES.map((n) => [
      [n, 2 * n + 1],
      [2 * n + 1, 30 - n],
    ]);
    expect(await sessionsFor(shapes, (a, b) => [tanh(product(a!, b!))])).toBe(3);
  });

  test('where sizes are products, multiples and sums of others, and constants depend on them', async () => {
    const shapes = SIZES.map((n) => [[n, 20 - n, 6]]);
    const heads = (x: Tensor): Tensor[] => {
      const [b, t] = x.shape as [number, number];
      const split = transpose(reshape(x, [b, t, 2, 3]), [0, 2, 1, 3]);
      const flat = reshape(split, [b * 2 * t, 3]);
      const shifted = concatenate([slice(x, [0, 1, 0], [b, t - 1, 6]), slice(x, [0, 0, 0], [b, 1, 6])], 1);
      const scaled = mul(x, scalar(1 / t, 'float32'));
      return [flat, shifted, mean(scaled, [1]), broadcastTo(sum(flat, [0], true), [b, t, 3]), scaled];
    };
    expect(await sessionsFor(shapes, (x) => heads(x!))).toBe(3);
  });

  test('where what is filled with a number has few elements in some, and many in others', async () => {
    const shapes = SIZES.map((n) => [[n, 6]]);
    expect(await sessionsFor(shapes, (x) => [add(x!, broadcastTo(scalar(1, 'float32'), x!.shape))])).toBe(3);
    const carried = (x: Tensor): Tensor[] => {
      const zeros = broadcastTo(scalar(0, 'float32'), [x.shape[0]!, 5]);
      return [concatenate([zeros, tanh(x)], 1)];
    };
    expect(await sessionsFor(shapes, (x) => carried(x!))).toBe(3);
  });

  test('where an axis of any size is sorted, or its largest elements are picked', async () => {
    const shapes = SIZES.map((n) => [[3, n]]);
    const ordered = (x: Tensor): Tensor[] => [...topK(x, x.shape[1]!, 1, false), ...topK(x, 2, 1)];
    expect(await sessionsFor(shapes, (x) => ordered(x!))).toBe(3);
  });

  test('also where graphs of the same operations were met whose sizes follow from others in another way', async () => {
    const shapes = SIZES.map((n) => [[n + 5, 4]]);
    const but = (rows: number) => (x: Tensor) => [tanh(slice(x, [0, 1], [x.shape[0]! - rows, 3]))];
    const made: number[] = [];
    for (const rows of [0, 1, 2, 3, 4]) made.push(await sessionsFor(shapes, (x) => but(rows)(x!)));
    expect(made).toEqual([3, 2, 2, 2, 2]);
  });

  test('but none whose results differ in another way', async () => {
    // The number of parts grows with the size: every graph has an outline of its own.
    const shapes = SIZES.map((n) => [[n, 2]]);
    const parts = (x: Tensor): Tensor[] => [
      Array.from({ length: x.shape[0]! }, (_, i) => slice(x, [i, 0], [1, 2])).reduce((a, b) => add(mul(a, a), b)),
    ];
    expect(await sessionsFor(shapes, (x) => parts(x!))).toBe(SIZES.length);
  });

  test('and sizes that come again run in their own sessions', async () => {
    const square = (x: Tensor): Tensor[] => [mul(product(x, transpose(x, [1, 0])), scalar(3, 'float32'))];
    expect(
      await sessionsFor(
        [2, 3, 2, 3].map((n) => [[n, 7]]),
        (x) => square(x!),
      ),
    ).toBe(2);
    expect(
      await sessionsFor(
        [8, 2, 9, 3, 8].map((n) => [[n, 7]]),
        (x) => square(x!),
      ),
    ).toBe(1);
  });

  test('a size of zero or one among them', async () => {
    const shapes = [2, 3, 4, 1, 0, 7].map((n) => [[n, 3]]);
    await sessionsFor(shapes, (x) => [
      add(x!, broadcastTo(sum(x!, [0], true), x!.shape)),
      reshape(x!, [x!.shape[0]! * 3]),
    ]);
  });

  test('and a size that many runs in a row are for gets a session of its own', async () => {
    const values = (n: number) => [randomArray(randomNumbers(`${n}`), [n, 11], 'float32')];
    const gram = (n: number) => {
      const x = placeholder({ shape: [n, 11], dtype: 'float32' });
      return new Executable({ inputs: [x], outputs: [tanh(product(x, x, false, true))] });
    };
    for (const n of [2, 3, 4]) await runExecutable(gram(n), values(n));
    const made = sessions.created;
    const five = gram(5);
    for (let run = 0; run < 16; run++) await runExecutable(five, values(5));
    expect(sessions.created).toBe(made);
    await runExecutable(five, values(5));
    expect(sessions.created).toBe(made + 1);
    const alternating = [gram(6), gram(7)];
    for (let run = 0; run < 40; run++) await runExecutable(alternating[run % 2]!, values(6 + (run % 2)));
    expect(sessions.created).toBe(made + 1);
  });
});
