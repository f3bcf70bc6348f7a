import { ops, random, type Tensor, tensor } from '@org/core';
import { expectClose } from '@org/testing';
import { Explanation } from '../explain/index.js';
import {
  BaseEvalMetrics,
  benchmarkCfs,
  Connectedness,
  ConstraintViolation,
  computeProximity,
  computeSingleProximity,
  computeSingleSparsity,
  computeSingleValidity,
  computeSparsity,
  computeValidity,
  DEFAULT_METRICS,
  Diversity,
  type Explained,
  evaluateCfs,
  Instability,
  l2Ann,
  localOutlierFactors,
  ManifoldDist,
  METRICS,
  Plausibility,
  PredictiveAccuracy,
  Proximity,
  pairwiseDistances,
  Redundancy,
  Runtime,
  Sparsity,
  Validity,
  YNN,
} from './index.js';

/** The class is 1 where the first number is above a half. */
const predFn = (x: Tensor) => {
  const positive = ops.sigmoid((x.at(':', ':1') as Tensor).sub(0.5).mul(20));
  return ops.concatenate([ops.subtract(1, positive), positive], -1);
};
const indices = [
  [0, 1],
  [1, 2],
  [2, 4],
] as const;
const xs = [
  [0.1, 0.2, 1, 0],
  [0.9, 0.2, 1, 0],
  [0.2, 0.6, 0, 1],
  [0.8, 0.6, 0, 1],
];
const cfs = [
  [0.7, 0.2, 1, 0],
  [0.9, 0.4, 1, 0],
  [0.6, 0.6, 1, 0],
  [0.3, 0.1, 0, 1],
];
/** The first counterfactual of a row, and the row itself. */
const both = ops.stack([tensor(cfs), tensor(xs)], 1);
const explained = (given: Partial<Explained> = {}): Explained => ({
  xs: tensor(xs),
  ys: tensor([[0], [1], [1], [1]], null, 'int32'),
  cfs: ops.expandDims(tensor(cfs), 1) as Tensor,
  predFn,
  featureIndices: indices,
  trainIndices: [0, 1, 2, 3],
  totalTime: 1.5,
  dataName: 'mini',
  cfName: 'mine',
  applyConstraints: (_xs, points) => points as Tensor,
  ...given,
});

describe('validity, proximity, sparsity', () => {
  it('are those of the formulas', async () => {
    expect(await computeSingleValidity(xs, cfs, predFn).item()).toBeCloseTo(3 / 4, 6);
    expect(await computeValidity(xs, both, predFn).item()).toBeCloseTo(3 / 8, 6);
    // .6, .2, .4 + 2, .5 + .5
    expect(await computeSingleProximity(xs, cfs).item()).toBeCloseTo((0.6 + 0.2 + 2.4 + 1) / 4, 6);
    expect(await computeProximity({ xs, cfs: both }).item()).toBeCloseTo((0.6 + 0.2 + 2.4 + 1) / 8, 6);
    // Columns that differ: 1, 1, 3, 2, of three features.
    expect(await computeSingleSparsity(xs, cfs, indices).item()).toBeCloseTo(7 / 4 / 3, 6);
    expect(await computeSparsity(xs, both, indices).item()).toBeCloseTo(7 / 8 / 3, 6);
  });

  it('are the same as metrics of an explanation', async () => {
    const of = explained();
    expect(await new Validity()(of)).toBeCloseTo(3 / 4, 6);
    expect(await new Proximity()(of)).toBeCloseTo(4.2 / 4, 6);
    expect(await new Sparsity()(of)).toBeCloseTo(7 / 12, 6);
    expect(await new PredictiveAccuracy()(of)).toBeCloseTo(3 / 4, 6);
    expect(await new Runtime()(of)).toBe(1.5);
    expect(await new Runtime()(explained({ totalTime: null }))).toBeNaN();
  });
});

describe('distances', () => {
  it('are those between all pairs', async () => {
    const [x, y] = [
      [
        [0, 0],
        [1, 0],
      ],
      [
        [3, 4],
        [0, 2],
        [1, 0],
      ],
    ];
    expect(await pairwiseDistances(x, y).array()).toEqual([
      [5, 2, 1],
      [expect.closeTo(Math.sqrt(20), 5), expect.closeTo(Math.sqrt(5), 5), 0],
    ]);
    const [, row] = (await pairwiseDistances(x, y, { metric: 'cosine' }).array()) as number[][];
    expect(row).toEqual([expect.closeTo(0.4, 5), expect.closeTo(1, 5), expect.closeTo(0, 5)]);
    expect(() => pairwiseDistances(x, y, 'hamming')).toThrow(/no such distance/);
  });

  it('of the nearest rows are those of the original', async () => {
    // jax-relax: l2_ann(q, d, k=2)
    const [distances, rows] = l2Ann(
      [
        [0, 0],
        [1, 2],
      ],
      [
        [3, 4],
        [1, 1],
        [0, 0.5],
      ],
      2,
    );
    expect(await rows.array()).toEqual([
      [2, 1],
      [1, 2],
    ]);
    expectClose(await distances.data(), [0.5, 1.4142135381698608, 1, 1.8027756214141846], { rtol: 1e-6 });
  });

  it('of the nearest rows are the distance from the manifold', async () => {
    const nearest = cfs.map((cf) => Math.min(...xs.map((x) => Math.hypot(...x.map((value, j) => value - cf[j]!)))));
    expect(await new ManifoldDist()(explained())).toBeCloseTo(nearest.reduce((a, b) => a + b) / 4, 5);
    const two = cfs.flatMap((cf) =>
      xs
        .map((x) => Math.hypot(...x.map((value, j) => value - cf[j]!)))
        .sort((a, b) => a - b)
        .slice(0, 2),
    );
    expect(await new ManifoldDist(2)(explained())).toBeCloseTo(two.reduce((a, b) => a + b) / 8, 5);
  });
});

describe('metrics beyond the original', () => {
  it('local outlier factors are 1 within a lattice, and large far away', async () => {
    const lattice = tensor(Array.from({ length: 121 }, (_, i) => [i % 11, Math.floor(i / 11)]));
    const factors = await localOutlierFactors(
      tensor([
        [5, 5],
        [60, 60],
      ]),
      lattice,
      8,
    );
    expect(factors[0]).toBeCloseTo(1, 1);
    expect(factors[1]).toBeGreaterThan(10);
  });

  it('local outlier factors are those of the definition', async () => {
    const rows = [[0], [1], [3], [6]];
    // Of k = 1: k-distances 1, 1, 2, 3; densities 1 / reach to the nearest row; the point 10 has 6 (index 3) nearest.
    // Reach of 6 to 3: max(3, 2) = 3, of 10 to 6: max(4, 3) = 4.
    const [factor] = await localOutlierFactors(tensor([[10]]), tensor(rows), 1);
    expect(factor).toBeCloseTo(1 / 3 / (1 / 4), 6);
  });

  it('plausibility, yNN and connectedness tell points among data from points apart', async () => {
    const rows = random.uniform(random.PRNGKey(0), [200, 4]) as Tensor;
    const labels = ops.argmax(predFn(rows), -1).cast('int32');
    const of = (points: Tensor) =>
      explained({
        xs: rows,
        ys: ops.expandDims(labels, -1) as Tensor,
        cfs: ops.expandDims(points, 1) as Tensor,
        trainIndices: Array.from({ length: 200 }, (_, i) => i),
      });
    const [among, apart] = [of(rows), of(rows.add(5))];
    expect(await new Plausibility()(among)).toBeGreaterThan(0.9);
    expect(await new Plausibility()(apart)).toBe(0);
    expect(await new YNN()(among)).toBeGreaterThan(0.8);
    expect(await new Connectedness()(among)).toBe(1);
    expect(await new Connectedness()(apart)).toBe(0);
    expect(await new Connectedness({ epsilon: 100 })(apart)).toBe(1);
  });

  it('instability compares the counterfactuals of neighbours', async () => {
    // Classes 0, 1, 0, 1: rows 0 and 2 are neighbours, 1 and 3 are.
    const pair = (i: number, j: number) => {
      const apart = (rows: number[][]) => rows[i]!.reduce((sum, value, c) => sum + Math.abs(value - rows[j]![c]!), 0);
      return apart(cfs) / (1 + apart(xs));
    };
    expect(await new Instability()(explained())).toBeCloseTo((pair(0, 2) + pair(1, 3)) / 2, 5);
  });

  it('redundancy counts changes that the prediction does not need', async () => {
    // The second row's change, the category of the third, and the second number of the fourth.
    expect(await new Redundancy()(explained())).toBeCloseTo(3 / 4, 6);
  });

  it('constraint violation counts features that the data does not allow', async () => {
    const applyConstraints = (rows: Tensor, points: Tensor) =>
      ops.concatenate([points.at(':', ':2'), rows.at(':', '2:')] as Tensor[], -1);
    expect(await new ConstraintViolation()(explained())).toBe(0);
    expect(await new ConstraintViolation()(explained({ applyConstraints: applyConstraints as never }))).toBeCloseTo(
      1 / 4,
      6,
    );
  });

  it('diversity is that between the counterfactuals of a row', async () => {
    const of = explained({ cfs: both });
    expect(await new Diversity()(of)).toBeCloseTo(4.2 / 4, 6);
    expect(await new Diversity({ kind: 'count' })(of)).toBeCloseTo((1 + 1 + 2 + 2) / 3 / 4, 6);
    const dpp = [0.6, 0.2, 2.4, 1].map((distance) => 1 - (1 / (1 + distance)) ** 2);
    expect(await new Diversity({ kind: 'dpp' })(of)).toBeCloseTo(dpp.reduce((a, b) => a + b) / 4, 5);
    expect(await new Diversity()(explained())).toBeNaN();
  });
});

describe('evaluateCfs', () => {
  it('gives the default metrics by data and method', async () => {
    const values = await evaluateCfs(explained());
    expect(Object.keys(values)).toEqual(['mini,mine']);
    expect(Object.keys(values[['mini', 'mine'] as never]!)).toEqual(DEFAULT_METRICS);
  });

  it('gives a table, or both', async () => {
    const table = await evaluateCfs(explained(), ['validity', new Sparsity()], false, true);
    expect([...table]).toEqual([{ data: 'mini', method: 'mine', validity: 0.75, sparsity: expect.closeTo(7 / 12, 6) }]);
    const [dict, same] = await evaluateCfs(explained(), { metrics: ['validity'], returnDf: true });
    expect([dict['mini,mine'], same[0]?.validity]).toEqual([{ validity: 0.75 }, 0.75]);
  });

  it('computes metrics of users', async () => {
    class Largest extends BaseEvalMetrics {
      override async call({ cfs: points }: Explained): Promise<number> {
        return (await ops.max(points).item()) as number;
      }
    }
    expect((await evaluateCfs(explained(), [new Largest()]))['mini,mine']).toEqual({ Largest: 1 });
  });

  it('knows all its metrics', async () => {
    const values = (await evaluateCfs(explained(), Object.keys(METRICS)))['mini,mine']!;
    expect(Object.keys(values)).toEqual(Object.keys(METRICS));
  });

  it('refuses unknown metrics and explanations without a predictor', async () => {
    await expect(evaluateCfs(explained(), ['validty'])).rejects.toThrow(/did you mean 'validity'/);
    await expect(evaluateCfs(explained({ predFn: null }))).rejects.toThrow(/asks the predictor/);
  });
});

describe('benchmarkCfs', () => {
  it('has a record for each explanation, and prints as a table', async () => {
    const other = new Explanation(xs, predFn, { xs, ys: [0, 1, 1, 1], cfName: 'none', totalTime: 2 });
    const table = await benchmarkCfs([explained(), other], ['validity', 'runtime']);
    expect(String(table)).toBe(
      [
        'data        method  validity  runtime',
        'mini        mine      0.7500   1.5000',
        'DataModule  none      0.0000   2.0000',
      ].join('\n'),
    );
  });
});
