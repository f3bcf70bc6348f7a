import { device, jit, ops, type Tensor, tensor } from '../index.js';

const small = [1e-300, 1e-18, 1e-9, 3e-5, 0.01, 0.2, 0.41, 0.7, 0.9, 0.999, 1];
const large = [1.0001, 1.3, 2.7, 9, 21.9, 22.1, 300, 700];
const huge = [1e7, 3e8, 1e200, Number.POSITIVE_INFINITY];
const both = (numbers: readonly number[]) => [...numbers, 0, ...numbers.map((x) => -x), Number.NaN];
const anywhere = both([...small, ...large, ...huge]);

test.each<[string, (x: Tensor) => Tensor, (x: number) => number, number[]]>([
  ['tan', ops.tan, Math.tan, both([...small, ...large])],
  ['sinh', ops.sinh, Math.sinh, anywhere],
  ['cosh', ops.cosh, Math.cosh, anywhere],
  ['asinh', ops.arcsinh, Math.asinh, anywhere],
  ['acosh', ops.arccosh, Math.acosh, anywhere],
  ['atanh', ops.arctanh, Math.atanh, anywhere],
  ['asin', ops.arcsin, Math.asin, anywhere],
  ['acos', ops.arccos, Math.acos, anywhere],
  ['atan', ops.arctan, Math.atan, anywhere],
  ['expm1', ops.expm1, Math.expm1, anywhere],
  ['elu', (x) => ops.elu(x, 0.3), (x) => (x > 0 ? x : 0.3 * Math.expm1(x)), anywhere],
  ['leaky_relu', (x) => ops.leakyRelu(x, 0.3), (x) => (x < 0 ? 0.3 * x : x), anywhere],
  ['relu6', ops.relu6, (x) => Math.min(Math.max(x, 0), 6), anywhere],
])('%s in float64', async (_name, f, expected, numbers) => {
  const result = device('cpu', () => jit(f)(tensor(Float64Array.from(numbers), [numbers.length], 'float64')));
  const found = Array.from((await result.data()) as Float64Array);
  const differing = numbers.filter((x, i) => {
    const [a, b] = [found[i]!, expected(x)];
    return !(Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-13 * Math.abs(b));
  });
  expect(differing).toEqual([]);
});
