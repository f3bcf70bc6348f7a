/** Sums of inputs are made on views of them, whatever their length, also where a session is for several sizes. */
import { cpuCapabilities } from '../backend/cpu/cpu.js';
import { onnxModel } from '../backend/onnx-model.js';
import { withParts } from '../onnx/input-parts.js';
import { sizeOf } from '../shape.js';
import { fromNumbers, toNumbers } from '../tensor/host-array.js';
import { placeholder, type Tensor } from '../tensor/tensor.js';
import { runGraph } from '../testing/run-graph.js';
import { add, mul } from './elementwise.js';
import { largeForms } from './large-forms.js';
import { broadcastTo } from './movement.js';
import { mean, sum } from './reduce.js';

const wholes = (shape: readonly number[]) =>
  fromNumbers(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => (i % 7) - 2),
    'float32',
    shape,
  );

/** The sums of columns of a matrix. */
function columns({ data, shape: [length, after] }: ReturnType<typeof wholes>): number[] {
  const sums = new Array<number>(after!).fill(0);
  for (let i = 0; i < length! * after!; i++) sums[i % after!]! += Number(data[i]);
  return sums;
}

/** So many that the later ones share a session; one is a multiple of the block. */
const lengths = [70_001, 70_019, 70_144, 81_919, 90_001, 140_002];

describe.each([1, 3])('of %p columns', (after) => {
  test.each(lengths)('%p rows', async (length) => {
    const x = wholes([length, after]);
    const input = placeholder(x);
    // The input is needed whole as well, and by two sums.
    const outputs = [
      sum(input, [0]),
      mean(input, [0], true),
      sum(mul(input, broadcastTo(sum(input, [0], true), x.shape)), [0]),
    ];
    const [sums, means, products] = await runGraph({ inputs: [input], outputs }, [x]);
    const expected = columns(x);
    expect(Array.from(toNumbers(sums!))).toEqual(expected);
    expect(means!.shape).toEqual([1, after]);
    Array.from(toNumbers(means!)).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]! / length, 6);
    });
    Array.from(toNumbers(products!)).forEach((value, i) => {
      expect(Math.abs(value / expected[i]! ** 2 - 1)).toBeLessThan(1e-6);
    });
  });
});

test('the model takes the input in parts, once for all sums', () => {
  const x = placeholder({ shape: [70_001], dtype: 'float32' });
  const graph = { inputs: [x], outputs: [sum(x, [0]), mean(x, [0])] };
  const capabilities = { ...cpuCapabilities(), large: largeForms };
  const parted = [{ input: 0, unit: 128 }];
  expect(onnxModel(graph, capabilities, { takesParts: true }).parted).toMatchObject(parted);
  expect(onnxModel(graph, capabilities).parted).toEqual([]);
  const views = withParts([wholes([70_001])], parted);
  expect(views.map(({ shape }) => shape)).toEqual([[70_001], [546, 128], [113]]);
  expect(views.every(({ data }) => data.buffer === views[0]!.data.buffer)).toBe(true);
});

test('all of a tensor of several axes, once more when its numbers have changed', async () => {
  const shape = [41, 43, 47];
  const input = placeholder({ shape, dtype: 'float32' });
  const graph = { inputs: [input], outputs: [sum(input, [0, 1, 2]), add(input, input) as Tensor] };
  const total = (x: ReturnType<typeof wholes>) => Array.from(toNumbers(x)).reduce((a, b) => a + b, 0);
  const [first, second] = [wholes(shape), fromNumbers(new Float32Array(sizeOf(shape)).fill(2), 'float32', shape)];
  for (const x of [first, second, first]) expect(Number((await runGraph(graph, [x]))[0]!.data[0])).toBe(total(x));
});

test('a number that is none, or is infinite, stays in its column', async () => {
  const x = fromNumbers(new Float32Array(2 * 70_001).fill(1), 'float32', [70_001, 2]);
  (x.data as Float32Array)[2 * 70_000] = Number.NaN;
  const input = placeholder(x);
  const [result] = await runGraph({ inputs: [input], outputs: [sum(input, [0])] }, [x]);
  expect(Array.from(toNumbers(result!))).toEqual([Number.NaN, 70_001]);
});
