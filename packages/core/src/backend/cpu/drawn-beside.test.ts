import '../../ops/methods.js';
import { countedLoop } from '../../control-flow/counted-loop.js';
import { scan } from '../../control-flow/index.js';
import { evaluateGraph } from '../../graph/evaluate.js';
import * as random from '../../random/index.js';
import { drawTask, type Helper } from '../../simd/keyed-rows.js';
import type { HostArray } from '../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../tensor/tensor.js';
import { drawnAhead } from './drawn-ahead.js';
import type { Beside } from './drawn-beside.js';

const key = placeholder({ shape: [2], dtype: 'uint32' });
const count = placeholder({ shape: [], dtype: 'int64' });
const shape = [10, 10];
const most = 8;
const outputs = Object.values(
  countedLoop(
    count,
    (_, { own, sum }) => ({
      own: own.add(tensor(Uint32Array.of(0, 1))),
      sum: sum.add(random.normal(random.split(own).at(1) as never, shape)),
    }),
    { own: key, sum: tensor(new Float32Array(100), shape) },
    most,
  ),
);
const graph = { inputs: [key, count], outputs };
/** The same as a scan, of `most` rows, which are given something that draws have no part in. */
const [last, sums] = scan(
  ([own, sum]: readonly [Tensor, Tensor], row: Tensor) => [
    [
      own.add(tensor(Uint32Array.of(0, 1))),
      sum.mul(row).add(random.normal(random.split(own).at(1) as never, shape)),
    ] as const,
    null,
  ],
  [key, tensor(new Float32Array(100), shape)] as const,
  tensor(new Float32Array(most).fill(1)),
)[0] as readonly [Tensor, Tensor];
const scanned = { inputs: [key, count], outputs: [last, sums] };

/** Notes the keys of what it is given, and draws it at once. */
function helper() {
  const given: Uint32Array[] = [];
  const draw: Helper['draw'] = (tasks) => {
    for (const [kernel, task] of tasks) {
      given.push(task.keys);
      drawTask(kernel, task);
    }
  };
  return { given, beside: { from: 0, helper: async () => ({ draw }) } };
}

const keyOf = (counter: number): HostArray => ({ dtype: 'uint32', shape: [2], data: Uint32Array.of(3, counter) });
const steps = (n: number): HostArray => ({ dtype: 'int64', shape: [], data: BigInt64Array.of(BigInt(n)) });

/** Runs that begin with a counter and have so many iterations each: the numbers, and the last key. */
async function runs(all: readonly (readonly [counter: number, n: number])[], beside?: Beside, of = graph) {
  const { evaluate } = drawnAhead(of, beside);
  const results: number[][][] = [];
  for (const [counter, n] of all) {
    const [table, last] = evaluate(
      new Map([
        [key, keyOf(counter)],
        [count, steps(n)],
      ]),
    );
    results.push([Array.from(table!.data.slice(0, n * 100) as Float32Array), Array.from(last!.data as Uint32Array)]);
    // The helper comes later.
    await Promise.resolve();
  }
  return results;
}

test('what a run ends with is where the next one begins: its numbers are begun before it', async () => {
  const all = [
    [0, 4],
    [4, 2],
    [7, 4],
    [11, 2],
  ] as const;
  const { given, beside } = helper();
  expect(await runs(all, beside)).toEqual(await runs(all));
  // One row more than the run before had: long and short ones take turns.
  expect(given.map(({ length }) => length / 2)).toEqual([5, 3, 5]);
});

test.each([
  ['rows that are passed over between runs are not begun', [0, 6, 12, 18, 24], [10, 18, 24, 30]],
  ['nor after a run that begins elsewhere', [0, 6, 12, 100, 106, 112], [10, 18, 104, 112, 118]],
  ['where that is so between some runs alone, they are', [0, 6, 10, 16, 20, 26, 30, 36], [10, 14, 22, 24, 32, 34, 40]],
])('%s', async (_name, counters, begins) => {
  const all = counters.map((counter) => [counter, 4] as const);
  const { given, beside } = helper();
  expect(await runs(all, beside)).toEqual(await runs(all));
  const keyFor = (counter: number) =>
    evaluateGraph([random.split(tensor(Uint32Array.of(3, counter))).at(1) as Tensor])[0]!.data;
  expect(given.map((keys) => keys.subarray(0, 2))).toEqual(begins.map(keyFor));
});

test('rows of a scan are begun as well', async () => {
  const all = [0, 8, 16].map((counter) => [counter, most] as const);
  const { given, beside } = helper();
  expect(await runs(all, beside, scanned)).toEqual(await runs(all, undefined, scanned));
  expect(given.map(({ length }) => length / 2)).toEqual([most, most]);
});

test('a helper that has come is there for other loops from their first run on', async () => {
  const { given, beside } = helper();
  const all = [
    [0, 4],
    [4, 4],
  ] as const;
  for (const expected of [1, 3]) {
    await runs(all, beside);
    expect(given.length).toBe(expected);
  }
});

test('where the next run begins elsewhere, nothing is begun any more', async () => {
  const all = [0, 100, 200, 300, 400].map((counter) => [counter, 4] as const);
  const { given, beside } = helper();
  expect(await runs(all, beside)).toEqual(await runs(all));
  expect(given.length).toBe(2);
});

test('without a helper all is drawn here', async () => {
  const all = [
    [0, 4],
    [4, 4],
  ] as const;
  expect(await runs(all, { from: 0, helper: () => Promise.reject(new Error('no threads')) })).toEqual(await runs(all));
});
