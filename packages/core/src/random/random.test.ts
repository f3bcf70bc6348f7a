import {
  type DecodedArray,
  decodeArray,
  decodeValue,
  type EncodedArray,
  type FunctionCase,
  loadGolden,
} from '@org/testing';
import { standardizeDType } from '../dtype.js';
import { evaluateGraph } from '../graph/evaluate.js';
import { fromPythonName } from '../python/naming.js';
import { type Numbers, toNumbers } from '../tensor/host-array.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { runTensor } from '../testing/run-graph.js';
import * as random from './index.js';
import type { Key } from './keys.js';

const functions = random as unknown as Record<string, (...args: unknown[]) => Tensor>;

const array = ({ dtype, shape, values }: DecodedArray) => tensor(Array.from(values), shape, standardizeDType(dtype));

/** The distance in units of the last place, of numbers of the expected size but at least of `smallest`. */
function ulps(actual: number, expected: number, dtype: string, smallest: number): number {
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return 0;
  const digits = { float16: 10, bfloat16: 7 }[dtype] ?? 23;
  const exponent = Math.floor(Math.log2(Math.max(Math.abs(expected), smallest)));
  return Math.abs(actual - expected) / 2 ** (exponent - digits);
}

/** Logarithms near 1 round by the size of 1, and exponentials by the size of their argument. */
const tolerances: Readonly<Record<string, { bound: number; smallest: number }>> = {
  default: { bound: 4, smallest: 2 ** -14 },
  gumbel: { bound: 4, smallest: 1 },
  // The number is the cube of a normal one.
  gamma: { bound: 12, smallest: 2 ** -14 },
  dirichlet: { bound: 16, smallest: 2 ** -14 },
};

const inRuntime = async (x: Tensor) => toNumbers(await runTensor(x));
const inJavaScript = (x: Tensor) => toNumbers(evaluateGraph([x])[0]!);

describe.each(['jax_random', 'keras_random'])('%s', (family) => {
  test.each(loadGolden(family).cases.map((c): [string, FunctionCase] => [c.id, c]))(
    '%s',
    async (_id, { fn, args, kwargs, out }) => {
      const name = fromPythonName(fn.split('.').pop()!);
      const keywords = Object.fromEntries(
        Object.entries(kwargs ?? {}).map(([key, value]) => [fromPythonName(key), decodeValue(value, { array })]),
      );
      const positional = args.map((value) => decodeValue(value, { array }));
      const actual = functions[name]!(...positional, ...(Object.keys(keywords).length > 0 ? [keywords] : []));
      const { dtype, shape, values } = decodeArray(out as EncodedArray);
      expect([actual.dtype, actual.shape]).toEqual([dtype, shape]);
      const { bound, smallest } = tolerances[name] ?? tolerances.default!;
      const wrong = (numbers: Numbers) =>
        Array.from(numbers).flatMap((x, i) => {
          const error = ulps(x, values[i]!, dtype, smallest);
          return error <= bound ? [] : [`[${i}]: ${x} instead of ${values[i]}, ${error} ulps`];
        });
      expect(wrong(inJavaScript(actual))).toEqual([]);
      expect(wrong(await inRuntime(actual))).toEqual([]);
    },
  );
});

// JAX 0.10.2, for PRNGKey(7) and 300,000 numbers: some, and the eight that are furthest from 0.
const many: Record<string, [draw: (key: Key) => Tensor, numbers: [number, number][]]> = {
  normal: [
    (key) => random.normal(key, [300_000]),
    [
      [0, 0.4512351453304291],
      [1, 1.9534509181976318],
      [2, -0.5162394642829895],
      [3, -0.14094029366970062],
      [11879, -4.369423866271973],
      [58275, -4.241199493408203],
      [96183, 4.439892768859863],
      [103009, -5.41998291015625],
      [140403, 4.293553829193115],
      [150001, -0.7433599829673767],
      [189406, 4.371523857116699],
      [221271, 4.343748092651367],
      [282102, 4.239999294281006],
      [299998, 1.647117018699646],
      [299999, 0.9705544710159302],
    ],
  ],
  uniform: [
    (key) => random.uniform(key, [300_000], { minval: -3, maxval: 5 }),
    [
      [0, 2.392719268798828],
      [1, 4.796935081481934],
      [2, -0.5772514343261719],
      [3, 0.5516681671142578],
      [59816, 4.999874114990234],
      [96183, 4.999963760375977],
      [138674, 4.999858856201172],
      [140403, 4.999929428100586],
      [150001, -1.170945167541504],
      [189406, 4.999950408935547],
      [221271, 4.999943733215332],
      [250451, 4.999879837036133],
      [282102, 4.999910354614258],
      [299998, 4.601863861083984],
      [299999, 3.672919273376465],
    ],
  ],
  truncatedNormal: [
    (key) => random.truncatedNormal(key, -1, 2, [300_000]),
    [
      [0, 0.5547337532043457],
      [1, 1.711128830909729],
      [2, -0.23639945685863495],
      [3, 0.055367838591337204],
      [59816, 1.9997608661651611],
      [96183, 1.99993097782135],
      [138674, 1.9997316598892212],
      [140403, 1.9998658895492554],
      [150001, -0.3966520428657532],
      [189406, 1.9999053478240967],
      [221271, 1.9998927116394043],
      [250451, 1.9997713565826416],
      [282102, 1.9998295307159424],
      [299998, 1.526126742362976],
      [299999, 1.000464677810669],
    ],
  ],
};

test.each(Object.keys(many))('%s: many numbers are those of JAX', async (name) => {
  const [draw, numbers] = many[name]!;
  const actual = await inRuntime(draw(random.PRNGKey(7)));
  for (const [i, expected] of numbers) {
    if (ulps(actual[i]!, expected, 'float32', 2 ** -14) > tolerances.default!.bound) expect(actual[i]).toBe(expected);
  }
});

test.each([
  ['a few numbers', 12, 5],
  ['numbers of a kernel', 20_000, 9000],
])('part of an array is that of the whole: %s', async (_name, size, start) => {
  const key = random.PRNGKey(7);
  const draws: ((shape: number[], options: { start?: number }) => Tensor)[] = [
    (shape, options) => random.normal(key, shape, options),
    (shape, options) => random.uniform(key, shape, options),
  ];
  for (const draw of draws) {
    const whole = (await inRuntime(draw([size], {}))) as Float32Array;
    expect(await inRuntime(draw([size - start], { start }))).toEqual(whole.slice(start));
  }
});
