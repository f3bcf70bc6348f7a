import { add, mul, neg, sin } from '../../primitives/elementwise.js';
import { scan } from '../../primitives/scan.js';
import { toNumbers } from '../../tensor/host-array.js';
import { placeholder, type Tensor, tensor } from '../../tensor/tensor.js';
import { nodeNames } from '../../testing/nodes.js';
import { evaluateGraph } from '../evaluate.js';
import { mergeScans } from './merge-scans.js';

const spec = { shape: [], dtype: 'float32' } as const;
const [first, rows] = [placeholder(spec), placeholder({ shape: [3], dtype: 'float32' })];
const known = new Map([
  [first, tensor(1, null, 'float32').host!],
  [rows, tensor([2, 3, 4], null, 'float32').host!],
]);

/** Carries `next` of the state and the slice, puts out `row` of them. */
function run(next: typeof add, row: typeof add, from: Tensor = first, reverse = false): [Tensor, Tensor] {
  const [state, slice] = [placeholder(spec), placeholder(spec)];
  const body = { inputs: [state, slice], outputs: [next(state, slice), row(state, slice)] };
  return scan(body, { carried: [from], stacked: [rows], captured: [] }, 3, reverse) as [Tensor, Tensor];
}
const numbers = (outputs: readonly Tensor[]) =>
  evaluateGraph(outputs, known).map((host) => Array.from(toNumbers(host)));

/** The number of scans after the pass, which must keep the values. */
function scansLeft(...outputs: Tensor[]): number {
  const merged = mergeScans({ inputs: [first, rows], outputs }).outputs;
  expect(numbers(merged)).toEqual(numbers(outputs));
  return nodeNames(...merged).filter((name) => name === 'scan').length;
}

test('scans that carry the same become one', () => {
  expect(scansLeft(run(add, mul)[1], run(add, add)[1])).toBe(1);
  expect(scansLeft(run(add, mul)[0], run(add, mul)[1], run(add, mul)[1])).toBe(1);
});

test('scans that carry something else do not', () => {
  expect(scansLeft(run(add, mul)[1], run(mul, mul)[1])).toBe(2);
  expect(scansLeft(run(add, mul)[1], run(add, mul, neg(first))[1])).toBe(2);
  expect(scansLeft(run(add, mul)[1], run(add, mul, first, true)[1])).toBe(2);
});

test('a scan that needs the result of another stands alone', () => {
  const [last] = run(add, mul);
  expect(scansLeft(last, run(add, mul, sin(last))[1])).toBe(2);
});

test('a graph without scans is left as it is', () => {
  const graph = { inputs: [first], outputs: [sin(first)] };
  expect(mergeScans(graph)).toBe(graph);
});
