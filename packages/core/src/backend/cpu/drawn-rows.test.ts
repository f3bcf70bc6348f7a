import '../../ops/methods.js';
import { evaluateGraph } from '../../graph/evaluate.js';
import * as random from '../../random/index.js';
import { placeholder, type Tensor } from '../../tensor/tensor.js';
import type { Rows } from './drawing.js';
import { computeTogether } from './drawn-rows.js';

const key = placeholder({ shape: [2], dtype: 'uint32' });
const split = random.split(key) as Tensor;

const memory = new Uint32Array(16);

/** The keys that keys (7, first), (7, first + 1), ... are split into; these lie in the same memory each time. */
function splitRows(first: number, count: number): Uint32Array {
  const data = memory.subarray(0, 2 * count);
  for (let i = 0; i < count; i++) data.set([7, first + i], 2 * i);
  const values = new Map<Tensor, Rows>([[key, { data, isSame: false }]]);
  computeTogether([split.node!], count, values, new Map());
  return values.get(split)!.data as Uint32Array;
}

const expected = (counter: number): number[] =>
  Array.from(
    evaluateGraph([split], new Map([[key, { dtype: 'uint32', shape: [2], data: Uint32Array.of(7, counter) }]]))[0]!
      .data as Uint32Array,
  );

test('rows that were computed for the run before are not computed again, wherever they begin', () => {
  const all = splitRows(3, 5);
  const some = splitRows(4, 3);
  expect(some.buffer).toBe(all.buffer);
  expect(Array.from(some)).toEqual([4, 5, 6].flatMap(expected));
});

test('others are', () => {
  const all = splitRows(20, 4);
  for (const [first, count] of [
    [22, 3],
    [19, 2],
    [40, 4],
  ] as const) {
    const other = splitRows(first, count);
    expect(other.buffer).not.toBe(all.buffer);
    expect(Array.from(other)).toEqual(Array.from({ length: count }, (_, i) => expected(first + i)).flat());
  }
});
