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
