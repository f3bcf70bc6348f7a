/** What is as large as no sample: NaN anywhere among up to a million elements, on both backends, in every floating type. */
import { thorough } from '@org/testing';
import { type DType, dtypeNames, isFloat } from '../dtype.js';
import type { Graph } from '../graph/node.js';
import { range } from '../shape.js';
import { fromNumbers, toNumbers } from '../tensor/host-array.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { runGraph } from '../testing/run-graph.js';
import { neg } from './elementwise.js';
import { reshape } from './movement.js';
import { argMax, argMin, max, min } from './reduce.js';
import { topK } from './sort.js';

const backends = ['cpu', 'javascript'];
const floats = dtypeNames.filter(isFloat);

/** Small whole numbers, equal ones among them, with NaN at the given positions. */
const numbers = (size: number, missing: readonly number[]): Float64Array => {
  const values = Float64Array.from({ length: size }, (_, i) => ((i * 7) % 13) - 6);
  for (const at of missing) values[at] = Number.NaN;
  return values;
};

async function run(f: (x: Tensor) => readonly Tensor[], values: Float64Array, dtype: DType, place: string) {
  const host = fromNumbers(values, dtype, [values.length]);
  const x = placeholder(host);
  const graph: Graph = { inputs: [x], outputs: f(x) };
  return (await runGraph(graph, [host], place)).map((result) => Array.from(toNumbers(result)));
}

const extremes = (x: Tensor) => [max(x, [0]), min(x, [0]), argMax(x, 0), argMin(x, 0)];

describe.each(backends)('on %s', (place) => {
  test.each([1, 2, 3, 7, 16, 17, 31, 64, 1000, 65_537, thorough(1_000_000, 200_000)])(
    'NaN at any place of %i elements',
    async (size) => {
      const places = new Set([0, 1, 2, 5, 8, 15, 16, Math.floor(size / 2), size - 2, size - 1]);
      for (const at of [...places].filter((i) => i >= 0 && i < size)) {
        const found = await run(extremes, numbers(size, [at]), 'float32', place);
        expect({ at, found }).toEqual({ at, found: [[Number.NaN], [Number.NaN], [at], [at]] });
      }
    },
  );

  test.each(floats)('%s: orders are stable and NaN ranks highest', async (dtype) => {
    for (const size of [5, 40, 3000]) {
      const values = numbers(size, [1, 3, size - 1]);
      const rank = (i: number) => (Number.isNaN(values[i]!) ? Number.POSITIVE_INFINITY : values[i]!);
      const ascending = range(size).sort((i, j) => (rank(i) === rank(j) ? i - j : rank(i) - rank(j)));
      const descending = range(size).sort((i, j) => (rank(i) === rank(j) ? i - j : rank(j) - rank(i)));
      const both = (x: Tensor) => [...topK(x, size, 0, false), ...topK(x, Math.min(size, 9), 0)];
      const [up, upAt, down, downAt] = await run(both, values, dtype, place);
      expect(upAt).toEqual(ascending);
      expect(up).toEqual(ascending.map((i) => values[i]));
      expect(downAt).toEqual(descending.slice(0, 9));
      expect(down).toEqual(descending.slice(0, 9).map((i) => values[i]));
    }
  });

  test.each(floats)('%s: infinities of both signs are no NaN', async (dtype) => {
    const values = numbers(3000, []);
    values.set([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], 1000);
    const found = await run(extremes, values, dtype, place);
    expect(found).toEqual([[Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY], [1000], [1001]]);
  });
});

test.each([2 ** 20, 2 ** 20 + 7])(
  'NaN and infinities among %i elements, of an input and of others, on threads',
  async (size) => {
    const ofAll = (x: Tensor) => [x, neg(x)].flatMap((y) => [max(y, [0]), min(reshape(y, [1, size]), [0, 1], true)]);
    for (const dtype of ['float32', 'float16'] as const) {
      const values = numbers(size, []);
      expect(await run(ofAll, values, dtype, 'cpu')).toEqual([[6], [-6], [6], [-6]]);
      values.set([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], 1000);
      const [most, least] = [[Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY]];
      expect(await run(ofAll, values, dtype, 'cpu')).toEqual([most, least, most, least]);
    }
    for (const at of [0, size - 1, 600_001])
      expect(await run(ofAll, numbers(size, [at]), 'float32', 'cpu')).toEqual(new Array(4).fill([Number.NaN]));
  },
);
