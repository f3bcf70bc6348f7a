import { evaluateGraph } from '../graph/evaluate.js';
import * as ops from '../ops/index.js';
import { toNumbers } from '../tensor/host-array.js';
import type { Tensor } from '../tensor/tensor.js';
import { assertClose } from '../testing/close.js';
import { runTensor } from '../testing/run-graph.js';
import * as random from './index.js';

const functions = random as unknown as Record<string, (...args: unknown[]) => Tensor>;

type Case = [name: string, args: unknown[], keywords: object, dtype: string, shape: number[], values: number[]];

/** What JAX 0.10 gives for the key of 7. */
const cases: Case[] = [
  ['poisson', [0.5], { shape: [6] }, 'int32', [6], [2, 1, 0, 0, 0, 0]],
  ['poisson', [[3.0, 40.0, 0.0, 2000.0]], {}, 'int32', [4], [4, 47, 0, 1990]],
  ['poisson', [9.5], { shape: [2, 3], dtype: 'uint8' }, 'uint8', [2, 3], [11, 5, 9, 9, 11, 20]],
  ['poisson', [25.0], { shape: [8] }, 'int32', [8], [28, 30, 23, 35, 24, 25, 30, 18]],
  ['cauchy', [[4]], {}, 'float32', [4], [0.6088751, 12.513639, -0.71298087, -0.17790125]],
  ['pareto', [[1.5, 3.0]], { shape: [2, 2] }, 'float32', [2, 2], [2.1115506, 3.4026585, 1.2718811, 1.2160859]],
  ['rayleigh', [2.0], { shape: [4] }, 'float32', [4], [1.7762698, 0.45352685, 3.0913284, 2.548763]],
  ['weibullMin', [2.0, 1.5], { shape: [4] }, 'float32', [4], [2.1584151, 4.7617164, 1.0135159, 1.401992]],
  ['lognormal', [0.5], { shape: [4] }, 'float32', [4], [1.2530963, 2.6557455, 0.77250272, 0.93195558]],
  ['lognormal', [], { shape: [2] }, 'float32', [2], [1.5702505, 7.0529847]],
  [
    'triangular',
    [-1.0, 0.5, 2.0],
    { shape: [5] },
    'float32',
    [5],
    [0.78896928, 1.6620295, 0.16738856, 0.41344023, 0.89954078],
  ],
  ['wald', [[0.5, 2.0]], { shape: [2, 2] }, 'float32', [2, 2], [0.23181117, 2.4427164, 0.34627953, 1.0940815]],
  ['chisquare', [[3.0, 0.5]], {}, 'float32', [2], [3.0220666, 0.24359195]],
  ['f', [4.0, 6.0], { shape: [3] }, 'float32', [3], [0.59932822, 1.1236606, 1.5883347]],
  ['t', [[2.0, 9.0]], {}, 'float32', [2], [3.2520921, 0.1418858]],
  ['rademacher', [[6]], {}, 'int32', [6], [-1, -1, 1, 1, -1, -1]],
  ['geometric', [[0.1, 0.5, 0.9]], { shape: [2, 3] }, 'int32', [2, 3], [4, 1, 1, 8, 1, 1]],
  ['maxwell', [[4]], {}, 'float32', [4], [2.0702868, 0.71447033, 1.4999796, 1.705673]],
  [
    'doubleSidedMaxwell',
    [[1.0, 2.0], 3.0],
    { shape: [2] },
    'float32',
    [2, 2],
    [-2.7157865, -5.7551584, 5.1405168, 9.3086138],
  ],
  ['generalizedNormal', [1.5], { shape: [4] }, 'float32', [4], [-0.11314882, -0.78606486, 0.058673814, 0.31687689]],
  [
    'ball',
    [3],
    { shape: [2] },
    'float32',
    [2, 3],
    [-0.36388415, 0.3945854, 0.1197582, -0.48726168, 0.13322879, -0.14461814],
  ],
  ['ball', [2, 1.0], { shape: [2] }, 'float32', [2, 2], [-0.42665902, 0.28082359, 0.16500413, -0.47166982]],
  [
    'multivariateNormal',
    [
      [1.0, -1.0],
      [
        [2.0, 0.5],
        [0.5, 1.0],
      ],
    ],
    { shape: [3] },
    'float32',
    [3, 2],
    [1.6381428, 0.98682177, 0.26992714, -1.3143559, 1.8704438, -0.46966463],
  ],
  [
    'multivariateNormal',
    [
      [0.0, 1.0],
      [
        [
          [1.0, 0.0],
          [0.0, 4.0],
        ],
        [
          [2.0, 1.0],
          [1.0, 2.0],
        ],
      ],
    ],
    {},
    'float32',
    [2, 2],
    [0.45123515, 4.9069018, -0.73007286, 0.46234769],
  ],
  [
    'orthogonal',
    [3],
    {},
    'float32',
    [3, 3],
    [0.92069209, 0.34078068, -0.19024861, -0.28757206, 0.92189229, 0.25964811, -0.26387176, 0.18434578, -0.94677788],
  ],
  [
    'orthogonal',
    [2],
    { m: 3, shape: [1] },
    'float32',
    [1, 2, 3],
    [0.48973513, -0.56028563, 0.66801167, 0.869762, 0.36721739, -0.32964438],
  ],
  ['multinomial', [10, [0.2, 0.3, 0.5]], {}, 'float32', [3], [2, 4, 4]],
  [
    'multinomial',
    [
      [10, 300],
      [
        [0.2, 0.3, 0.5],
        [0, 0.5, 0.5],
      ],
    ],
    {},
    'float32',
    [2, 3],
    [2, 4, 4, 0, 153, 147],
  ],
  ['multinomial', [5, [0.2, 0.3, 0.5]], { shape: [4, 3] }, 'float32', [4, 3], [0, 2, 3, 1, 2, 2, 0, 2, 3, 1, 3, 1]],
  [
    'multinomial',
    [
      [10, 20],
      [0.2, 0.3, 0.5],
    ],
    { shape: [2, 3] },
    'float32',
    [2, 3],
    [2, 4, 4, 6, 7, 7],
  ],
  ['multinomial', [10, [1, 1, 2]], { dtype: 'int32' }, 'int32', [3], [2, 3, 5]],
  ['multinomial', [10, [0, 0, 0]], {}, 'float32', [3], [0, 0, 0]],
  ['multinomial', [1000, [0.2, 0.2, 0.2, 0.2, 0.2]], {}, 'float32', [5], [215, 186, 221, 200, 178]],
  ['cauchy', [[3]], { dtype: 'bfloat16' }, 'bfloat16', [3], [-6.65625, -41.75, 0.58203125]],
];

test.each(cases)('%s(key, %j, %j)', async (name, args, keywords, dtype, shape, values) => {
  const x = functions[name]!(random.PRNGKey(7), ...args, keywords);
  expect([x.dtype, x.shape]).toEqual([dtype, shape]);
  const tolerance = dtype === 'bfloat16' ? { rtol: 2 ** -7, atol: 0 } : { rtol: 4e-6, atol: 1e-6 };
  for (const found of [evaluateGraph([x])[0]!, await runTensor(x)])
    assertClose(name, toNumbers(found), values, tolerance);
});

test('means of large samples are those of the distributions', async () => {
  const key = random.PRNGKey(1);
  const mean = (x: Tensor) => ops.mean(ops.cast(x, 'float32')).item();
  expect(await mean(random.poisson(key, 3, [20_000]))).toBeCloseTo(3, 1);
  expect(await mean(random.poisson(key, 300, [20_000]))).toBeCloseTo(300, 0);
  expect(await mean(random.geometric(key, 0.25, [20_000]))).toBeCloseTo(4, 0);
});

test('arguments that make no sense are refused', () => {
  const key = random.PRNGKey(1);
  expect(() => random.poisson(key, 3, [2], 'float32')).toThrow('[poisson]: the dtype must be an integer type');
  expect(() => random.geometric(key, 0.5, null, 'float32')).toThrow('[geometric]: the dtype must be an integer type');
  expect(() => random.multivariateNormal(key, [0, 1], [[1]])).toThrow('the covariances do not fit the mean');
  expect(() => random.pareto(key, [1, 2], [1])).toThrow('the shape does not fit the parameters');
  expect(() => random.multinomial(key, 5, 0.5)).toThrow('[multinomial]: p needs at least one axis.');
  expect(() => random.multinomial(key, [5, 6], [0.5, 0.5])).toThrow('cannot be broadcast');
  expect(() => random.wrapKeyData([1, 2])).toThrow('[wrapKeyData]: these are no random keys.');
});
