import { grad, jit, ops, random, type Tensor, vmap } from '@org/core';
import { expectClose } from '@org/testing';
import fc from 'fast-check';
import { setConfig } from '../../utils/config.js';
import { SoftmaxTransformation, type TransformationName } from '../transforms/index.js';
import { Feature } from './feature.js';
import { FeaturesList } from './features-list.js';
import { runsOf } from './runs.js';

const letters = ['a', 'b', 'c', 'd'];
const feature = (name: string, kind: TransformationName, size: number, isImmutable: boolean) =>
  new Feature(
    name,
    kind === 'minmax' || kind === 'identity' ? [[0], [3]] : letters.slice(0, size).map((letter) => [letter]),
    kind,
    { isImmutable },
  );

const lists = fc
  .array(
    fc.record({
      kind: fc.constantFrom<TransformationName>('minmax', 'identity', 'ohe', 'ordinal', 'gumbel'),
      size: fc.integer({ min: 2, max: 4 }),
      isImmutable: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map(
    (kinds) =>
      new FeaturesList(kinds.map(({ kind, size, isImmutable }, i) => feature(`f${i}`, kind, size, isImmutable))),
  );

/** Feature by feature, as the original does it. */
const separately = (features: FeaturesList, xs: Tensor, cfs: Tensor, hard: boolean) =>
  ops.concatenate(
    features.featuresAndIndices.map(([each, [start, end]]) =>
      each.applyConstraints(xs.at('...', `${start}:${end}`), cfs.at('...', `${start}:${end}`), hard),
    ),
    -1,
  );

test('features are constrained as one by one', async () => {
  await fc.assert(
    fc.asyncProperty(lists, fc.boolean(), fc.integer({ min: 0, max: 99 }), async (features, hard, seed) => {
      const width = features.featureIndices.at(-1)![1];
      const cfs = random.normal(random.PRNGKey(seed), [3, width]) as Tensor;
      const xs = ops.zeros([3, width]);
      expectClose(
        await features.applyConstraints(xs, cfs, hard).data(),
        await separately(features, xs, cfs, hard).data(),
      );
      const penalties = features.featuresAndIndices.map(([each, [start, end]]) =>
        each.computeRegLoss(xs, cfs.at(':', `${start}:${end}`)),
      );
      const sum = penalties.reduce((total, each) => total.add(each));
      expectClose([await features.computeRegLoss(xs, cfs).item()], [await sum.item()]);
    }),
    { numRuns: 40, seed: 5 },
  );
});

test('alike ones beside each other are a run; immutable ones are another, and so is a class of the user', () => {
  class Own extends SoftmaxTransformation {}
  const features = new FeaturesList([
    feature('a', 'minmax', 1, false),
    feature('b', 'minmax', 1, false),
    feature('c', 'ohe', 3, true),
    feature('d', 'gumbel', 2, true),
    feature('e', 'ohe', 3, false),
    feature('f', 'ohe', 3, false),
    feature('g', 'ohe', 2, false),
    new Feature('h', [['x'], ['y']], new Own()),
    new Feature('i', [['x'], ['y']], new Own()),
  ]);
  const runs = runsOf(features.featuresAndIndices).map(({ feature: { name }, count, range }) => [
    name,
    count,
    ...range,
  ]);
  expect(runs).toEqual([
    ['a', 2, 0, 2],
    ['c', 1, 2, 7],
    ['e', 2, 7, 13],
    ['g', 1, 13, 15],
    ['h', 1, 15, 17],
    ['i', 1, 17, 19],
  ]);
});

test('constraints map over rows, compile, and have derivatives', async () => {
  const features = new FeaturesList([
    feature('a', 'minmax', 1, false),
    feature('b', 'ohe', 3, false),
    feature('c', 'ohe', 3, false),
  ]);
  const cfs = random.normal(random.PRNGKey(1), [5, 7]) as Tensor;
  const xs = ops.zeros([5, 7]);
  const byRow = jit(vmap((x: Tensor, cf: Tensor) => features.applyConstraints(x, cf)));
  expectClose(await (byRow(xs, cfs) as Tensor).data(), await separately(features, xs, cfs, false).data());
  const slope = (of: (x: Tensor, cf: Tensor) => Tensor) =>
    grad((cf: Tensor) => ops.sum(of(xs, cf).mul(cfs)))(cfs) as Tensor;
  const own = slope((x, cf) => features.applyConstraints(x, cf));
  expectClose(await own.data(), await slope((x, cf) => separately(features, x, cf, false)).data());
});

test('what was constrained has no penalty, unless a class of the user says so, or in the way of the original', async () => {
  class Own extends SoftmaxTransformation {
    protected override penalty(): Tensor {
      return ops.ones([]);
    }
  }
  const [xs, cfs] = [ops.zeros([3, 5]), random.normal(random.PRNGKey(2), [3, 5]) as Tensor];
  const penaltyBy = (last: Own | 'gumbel') => {
    const features = new FeaturesList([feature('a', 'ohe', 3, false), new Feature('b', [['x'], ['y']], last)]);
    return features.computeRegLoss(xs, features.applyConstraints(xs, cfs)).item() as Promise<number>;
  };
  expect(await penaltyBy('gumbel')).toBe(0);
  expect(await penaltyBy(new Own())).toBeCloseTo(1);
  const isConstant = () => {
    const features = new FeaturesList([feature('a', 'ohe', 3, false), feature('b', 'ohe', 2, true)]);
    return features.computeRegLoss(xs, features.applyConstraints(xs, cfs)).item() as Promise<number>;
  };
  expect(await isConstant()).toBe(0);
  setConfig({ compat: 'jax-relax' });
  // The immutable row of zeros is no category.
  expect(await isConstant()).toBeCloseTo(1);
  setConfig({ compat: null });
});
