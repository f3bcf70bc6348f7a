import { device, jit, ops, type Tensor, tensor } from '../index.js';
import { besselI1 } from './special.js';

const wide = (numbers: readonly number[]) => tensor(Float64Array.from(numbers), [numbers.length], 'float64');

/** Values of mpmath. */
test.each<[string, (x: Tensor) => Tensor, [x: number, y: number][]]>([
  [
    'erf',
    ops.erf,
    [
      [1e-300, 1.1283791670955126e-300],
      [1e-9, 1.1283791670955127e-9],
      [0.2, 0.22270258921047847],
      [0.499, 0.5196206559894685],
      [0.501, 0.5213782208544119],
      [-0.7, -0.6778011938374184],
      [1, 0.8427007929497149],
      [2.1, 0.997020533343667],
      [-3.3, -0.9999969422902035],
      [5.5, 0.9999999999999927],
    ],
  ],
  [
    'erfc',
    ops.erfc,
    [
      [1e-9, 0.9999999988716208],
      [0.2, 0.7772974107895215],
      [0.499, 0.48037934401053156],
      [0.501, 0.4786217791455882],
      [-0.7, 1.6778011938374184],
      [1, 0.15729920705028513],
      [2.1, 0.002979466656332984],
      [-3.3, 1.9999969422902035],
      [5.99, 2.4300455127321346e-17],
      [6.01, 1.905345579029651e-17],
      [13, 1.7395573154667246e-75],
      [26, 5.663192408856143e-296],
    ],
  ],
  [
    'erfinv',
    ops.erfinv,
    [
      [1e-300, 8.86226925452758e-301],
      [1e-9, 8.86226925452758e-10],
      [0.2, 0.1791434546212917],
      [0.499, 0.47582428088309237],
      [0.501, 0.4780494522745675],
      [-0.7, -0.7328690779592167],
      [0.999, 2.3267537655135246],
      [-0.9999999, -3.7665625816384707],
      [0.9999999999990905, 5.05125408524939],
    ],
  ],
  [
    'i0',
    ops.i0,
    [
      [1e-9, 1.0],
      [0.2, 1.010025027795146],
      [-1, 1.2660658777520084],
      [3.75, 9.118945860844567],
      [8, 427.5641157218048],
      [-19.99, 43135797.87064526],
      [20.01, 43984910.8348573],
      [60, 5.894077055609801e24],
      [712, 2.4684110577627523e307],
    ],
  ],
  [
    'i1',
    besselI1,
    [
      [1e-9, 5e-10],
      [0.2, 0.10050083402812512],
      [-1, -0.565159103992485],
      [3.75, 7.780015229824416],
      [8, 399.8731367825601],
      [-19.99, -42042635.9277871],
      [20.01, 42871359.80820023],
      [60, 5.844751588390468e24],
      [712, 2.4666770135246153e307],
    ],
  ],
])('%s in float64', async (_name, f, cases) => {
  for (const name of ['cpu', 'javascript']) {
    const found = await device(name, () => jit(f)(wide(cases.map(([x]) => x)))).data();
    const off = cases.map(([, y], i) => Math.abs(Number(found[i]) - y) / Math.abs(y));
    expect(Math.max(...off)).toBeLessThan(3e-15);
  }
});

test.each<[string, (x: Tensor) => Tensor, number[]]>([
  ['erf', ops.erf, [0, 1, -1, Number.NaN]],
  ['erfc', ops.erfc, [1, 0, 2, Number.NaN]],
  ['erfinv', ops.erfinv, [0, Number.NaN, Number.NaN, Number.NaN]],
  ['i0', ops.i0, [1, Number.NaN, Number.NaN, Number.NaN]],
  ['i1', besselI1, [0, Number.NaN, Number.NaN, Number.NaN]],
])('%s of what is no number in float64', async (_name, f, expected) => {
  const x = wide([0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]);
  expect(Array.from(await device('cpu', () => jit(f)(x)).data())).toEqual(expected);
});

test('angles in float64', async () => {
  const numbers = [0, 1e-300, 0.3, 2, 1e200, Number.POSITIVE_INFINITY].flatMap((x) => [x, -x]);
  const [y, x] = [numbers, [...numbers, Number.NaN]].map(wide);
  const angles = jit((a: Tensor, b: Tensor) => ops.arctan2(ops.expandDims(a, 1), b));
  const found = Array.from(await device('cpu', () => angles(y!, x!)).data(), Number);
  const expected = numbers.flatMap((a) => [...numbers, Number.NaN].map((b) => Math.atan2(a, b)));
  const differing = expected.filter((b, i) => {
    const a = found[i]!;
    return !(Object.is(a, b) || (b !== 0 && Math.abs(a - b) <= 1e-15 * Math.abs(b)));
  });
  expect(differing).toEqual([]);
});
