import { add, mul } from '../../primitives/elementwise.js';
import { scan } from '../../primitives/scan.js';
import { toNumbers } from '../../tensor/host-array.js';
import { placeholder, tensor } from '../../tensor/tensor.js';
import { evaluateGraph } from '../evaluate.js';
import { pruneScans } from './prune-scans.js';

const spec = { shape: [], dtype: 'float32' } as const;
const floats = (...values: number[]) => tensor(values, null, 'float32');
const start = () => tensor(1, null, 'float32');

/** Carries a sum and a product of its slices, and puts out the sum so far and twice the slice. */
function both() {
  const [sum, product, slice, factor] = [0, 1, 2, 3].map(() => placeholder(spec));
  const body = {
    inputs: [sum!, product!, slice!, factor!],
    outputs: [add(sum!, slice!), mul(product!, mul(slice!, factor!)), sum!, add(slice!, slice!)],
  };
  const inputs = { carried: [start(), start()], stacked: [floats(2, 3, 4)], captured: [start()] };
  return scan(body, inputs, 3, false);
}
const pass = (...outputs: ReturnType<typeof both>) => pruneScans({ inputs: [], outputs }).outputs;
const numbers = (...outputs: ReturnType<typeof both>) =>
  evaluateGraph(outputs).map((host) => Array.from(toNumbers(host)));

test('outputs that nothing uses go, with the carried values behind them', () => {
  const [sum] = pass(both()[0]!);
  expect(sum!.node!.outputs).toHaveLength(1);
  expect(sum!.node!.inputs).toHaveLength(2);
  expect(numbers(sum!)).toEqual([[10]]);
});

test('a carried value that an output needs stays', () => {
  const [sums] = pass(both()[2]!);
  expect(sums!.node!.outputs).toHaveLength(2);
  expect(numbers(sums!)).toEqual([[1, 3, 6]]);
});

test('a scan may be left without carried values', () => {
  const [twice] = pass(both()[3]!);
  expect(twice!.node!.attributes).toMatchObject({ carried: 0, scanned: 1 });
  expect(numbers(twice!)).toEqual([[4, 6, 8]]);
});

test('a scan that is used whole is reused', () => {
  const all = both();
  expect(pass(...all).every((output, i) => output === all[i])).toBe(true);
});
