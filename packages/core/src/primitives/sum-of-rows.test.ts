/** Sums of rows whose lengths have no divisor are made of blocks of all rows together. */
import { cpuCapabilities } from '../backend/cpu/cpu.js';
import { onnxModel } from '../backend/onnx-model.js';
import { sizeOf } from '../shape.js';
import { fromNumbers, type HostArray, toNumbers } from '../tensor/host-array.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { runGraph } from '../testing/run-graph.js';
import { add } from './elementwise.js';
import { largeForms } from './large-forms.js';
import { mean, sum } from './reduce.js';

/** Whole numbers, whose sums float32 holds. */
const wholes = (shape: readonly number[]): HostArray =>
  fromNumbers(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 31) % 101) - 20),
    'float32',
    shape,
  );

/** The sums of rows, added up one by one. */
function sumsOf({ data, shape: [rows, length] }: HostArray): number[] {
  const sums = new Array<number>(rows!).fill(0);
  for (let i = 0; i < rows! * length!; i++) sums[Math.floor(i / length!)]! += Number(data[i]);
  return sums;
}

async function resultsOf(value: HostArray, make: (x: Tensor) => readonly Tensor[]): Promise<number[][]> {
  const x = placeholder(value);
  const results = await runGraph({ inputs: [x], outputs: make(x) }, [value]);
  return results.map((result) => Array.from(toNumbers(result)));
}

/** Primes and others; of the last ones the blocks of all rows together are whole. */
const shapes = [
  [2, 8209],
  [3, 100_003],
  [7, 20_482],
  [300, 8219],
  [128, 8209],
  [256, 8222],
  [64, 8209],
];

test.each(shapes)('%p rows of %p', async (rows, length) => {
  const value = wholes([rows, length]);
  const exact = sumsOf(value);
  const [sums, means, ofMade] = await resultsOf(value, (x) => [sum(x, [1]), mean(x, [1]), sum(add(x, x), [1])]);
  expect(sums).toEqual(exact);
  expect(means).toEqual(exact.map((total) => Math.fround(total / length)));
  expect(ofMade).toEqual(exact.map((total) => 2 * total));
});

test('blocks are views of an input, or of a value where they are whole', () => {
  const capabilities = { ...cpuCapabilities(), large: largeForms };
  const partedOf = (shape: readonly number[]) => {
    const x = placeholder({ shape, dtype: 'float32' });
    return onnxModel({ inputs: [x], outputs: [sum(x, [1])] }, capabilities, { takesParts: true }).parted;
  };
  expect(partedOf([3, 100_003])).toMatchObject([{ input: 0, unit: 256 }]);
  expect(partedOf([256, 8222])).toEqual([]);
});

test('what is no number, or infinite, stays in its row', async () => {
  const [rows, length] = [4, 8209];
  const value = wholes([rows, length]);
  const exact = sumsOf(value);
  const data = value.data as Float32Array;
  data[length - 1] = Number.NaN;
  data[2 * length] = Number.POSITIVE_INFINITY;
  const [sums] = await resultsOf(value, (x) => [sum(x, [1])]);
  expect(sums).toEqual([Number.NaN, exact[1], Number.POSITIVE_INFINITY, exact[3]]);
});
