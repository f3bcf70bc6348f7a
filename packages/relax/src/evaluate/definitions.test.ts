/** Metrics of DiCE's and CARLA's kind against their definitions in NumPy and scikit-learn (goldens/make_metrics.py). */
import { ops, type Tensor, tensor } from '@org/core';
import { loadGolden } from '../testing/goldens.js';
import {
  Connectedness,
  ConstraintViolation,
  Diversity,
  type Explained,
  Instability,
  localOutlierFactors,
  ManifoldDist,
  Plausibility,
  Proximity,
  Redundancy,
  Validity,
  YNN,
} from './index.js';

const golden = loadGolden<{
  xs: number[][];
  ys: number[];
  cfs: number[][][];
  train_indices: number[];
  w: number[];
  b: number;
  lof: number[];
  values: Record<string, number>;
}>('metrics');
const [xs, cfs, w] = [tensor(golden.xs), tensor(golden.cfs), tensor(golden.w)];
const columns = (x: Tensor, from: number, to: number) => x.at(':', `${from}:${to}`) as Tensor;
const explained: Explained = {
  xs,
  ys: tensor(golden.ys.map((label) => [label])),
  cfs,
  predFn: (x) => {
    const score = ops.sigmoid(x.matmul(ops.expandDims(w, -1)).add(golden.b));
    return ops.concatenate([ops.subtract(1, score), score], -1);
  },
  featureIndices: [
    [0, 1],
    [1, 2],
    [2, 5],
    [5, 7],
  ],
  trainIndices: golden.train_indices,
  totalTime: null,
  dataName: 'drawn',
  cfName: 'drawn',
  applyConstraints: (rows: Tensor, points: Tensor) =>
    ops.concatenate(
      [
        ops.clip(columns(points, 0, 2), 0, 1),
        ops.oneHot(ops.argmax(columns(points, 2, 5), -1), 3),
        columns(rows, 5, 7),
      ] as Tensor[],
      -1,
    ),
};

it('local outlier factors are those of scikit-learn', async () => {
  const rows = ops.take(xs, tensor(Int32Array.from(golden.train_indices)), 0);
  const factors = await localOutlierFactors(ops.reshape(cfs, [-1, 7]), rows, 20);
  expect([...factors]).toEqual(golden.lof.map((factor) => expect.closeTo(factor, 4)));
});

it.each([new Plausibility(), new YNN(), new Connectedness()])(
  '$name looks at the data, whichever of its rows are explained',
  async (metric) => {
    const n = golden.xs.length;
    const some = [0, 3, n - 1];
    const others = Array.from({ length: n }, (_, i) => i).filter((i) => !some.includes(i));
    const of = (indices: number[]) => {
      const at = tensor(Int32Array.from(indices));
      const part = { xs: ops.take(xs, at, 0), ys: ops.take(explained.ys, at, 0), cfs: ops.take(cfs, at, 0) };
      return metric({ ...explained, ...part, reference: [xs, explained.ys] as const });
    };
    const sum = (await of(some)) * some.length + (await of(others)) * others.length;
    expect(sum / n).toBeCloseTo(await metric(explained), 6);
  },
);

it.each([
  ['plausibility', new Plausibility()],
  ['ynn', new YNN()],
  ['connectedness', new Connectedness()],
  ['connectedness_within_a_half', new Connectedness({ epsilon: 0.5 })],
  ['instability', new Instability()],
  ['redundancy', new Redundancy()],
  ['constraint_violation', new ConstraintViolation()],
  ['diversity', new Diversity()],
  ['diversity_count', new Diversity({ kind: 'count' })],
  ['diversity_dpp', new Diversity({ kind: 'dpp' })],
  ['validity', new Validity()],
  ['proximity', new Proximity()],
  ['manifold_dist', new ManifoldDist()],
] as const)('%s', async (name, metric) => {
  expect(await metric(explained)).toBeCloseTo(golden.values[name]!, 5);
});
