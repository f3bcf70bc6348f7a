/** The asserts of jax-relax's pages on data modules, predictors, explanations, strategies and evaluation. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, random, type Tensor, tensor } from '@org/core';
import { utils } from '@org/models';
import * as relax from '../index.js';

const { DataModule, DataModuleConfig, dmEquals, Explanation, Feature, FeaturesList, MLModule } = relax;
const normal = (seed: number, ...shape: number[]) => random.normal(random.PRNGKey(seed), shape) as Tensor;
const close = async (a: Tensor, b: Tensor, within = 1e-5) => {
  expect(a.shape).toEqual(b.shape);
  expect(await ops.max(ops.abs(a.sub(b))).item()).toBeLessThanOrEqual(within);
};
const rowsOf = (x: Tensor, rows: readonly number[]) => ops.take(x, tensor(Int32Array.from(rows)), 0) as Tensor;

let tmp: string;
beforeAll(async () => {
  tmp = await mkdtemp(join(tmpdir(), 'relax-notebooks-'));
  utils.setRandomSeed(0);
});
afterAll(() => rm(tmp, { recursive: true }));

const rows = Array.from({ length: 200 }, (_, i) => ({
  age: 17 + ((i * 13) % 60),
  hours: 1 + ((i * 7) % 80) / 2,
  job: ['a', 'b', 'c'][(i * 11) % 3]!,
  sex: ['f', 'm'][i % 2]!,
  income: Number((i * 13) % 60 > 30),
}));
const config = {
  data_name: 'adult',
  continous_cols: ['age', 'hours'],
  discret_cols: ['job', 'sex'],
  imutable_cols: ['sex'],
} as const;
const load = () => DataModule.fromConfig(config as never, rows);

describe('data modules', () => {
  test('DataModuleConfig', () => {
    const own = new DataModuleConfig({ dataName: 'TabularDataModule', dataDir: 'data' });
    expect([own.trainIndices, own.testIndices]).toEqual([[], []]);
    own.shuffle(ops.arange(100), { testSize: 0.2 });
    expect([own.trainIndices.length, own.testIndices.length]).toEqual([80, 20]);
    expect([...own.trainIndices, ...own.testIndices].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
    const other = new DataModuleConfig({ ...config, sample_frac: 0.1 } as never);
    expect(other).toMatchObject({ continuousTransformation: 'minmax', discretTransformation: 'ohe', sampleFrac: 0.1 });
  });

  const feats = () =>
    new FeaturesList([
      new Feature('age', [1, 2, 3], 'minmax', { isImmutable: true }),
      new Feature('workclass', [0, 1, 0], 'ohe'),
      new Feature('education', [0, 1, 0], 'ordinal'),
    ]);

  test('features2config, features2pandas', () => {
    const own = relax.dataModule.features2config(feats(), 'test');
    expect(own).toMatchObject({
      dataDir: '.',
      dataName: 'test',
      continousCols: ['age'],
      discretCols: ['workclass', 'education'],
      imutableCols: ['age'],
      continuousTransformation: null,
      discretTransformation: null,
    });
    expect(relax.dataModule.features2config(feats(), 'test', { returnDict: true })).toMatchObject({
      data_name: 'test',
    });
    const labels = new FeaturesList([new Feature('income', [0, 1, 1], 'identity')]);
    const df = relax.dataModule.features2pandas(feats(), labels);
    expect([df.length, Object.keys(df[0]!).length]).toEqual([3, 4]);
  });

  test('made of configs, files, features and numbers', async () => {
    const dm = await load();
    expect(dm).toBeInstanceOf(relax.dataModule.BaseDataModule);
    expect(dmEquals(dm, await DataModule.fromConfig(dm.config.dict() as never, rows))).toBe(true);
    const changeable = await DataModule.fromConfig({ ...dm.config.dict(), imutable_cols: [] } as never, rows);
    expect([dmEquals(dm, changeable), changeable.config.imutableCols]).toEqual([true, []]);
    await dm.save(join(tmp, 'adult'));
    const saved = await DataModule.loadFromPath(join(tmp, 'adult'));
    expect(dmEquals(dm, saved)).toBe(true);
    expect(dmEquals(dm, await DataModule.fromPath(join(tmp, 'adult')))).toBe(true);
    const features = await FeaturesList.loadFromPath(join(tmp, 'adult/features'));
    const label = await FeaturesList.loadFromPath(join(tmp, 'adult/label'));
    expect(dmEquals(dm, DataModule.fromFeatures(features, label), { indicesEquals: false })).toBe(true);
    await close(dm.transform(dm.data), dm.xs, 1e-6);

    const [xs, ys] = [normal(1, 100, 5), ops.arange(100).mod(2)];
    const numbers = DataModule.fromNumpy(xs, ys, { name: 'test', transformation: 'identity' });
    expect([numbers.config.dataName, numbers.data.length, Object.keys(numbers.data[0]!).length]).toEqual([
      'test',
      100,
      6,
    ]);
    await close(numbers.get('train')[0], rowsOf(xs, numbers.config.trainIndices), 1e-6);
    await close(numbers.get('test')[0], rowsOf(xs, numbers.config.testIndices), 1e-6);
    await numbers.save(join(tmp, 'test'));
    expect(dmEquals(numbers, await DataModule.loadFromPath(join(tmp, 'test')))).toBe(true);
  });

  test('set_transformations', async () => {
    const dm = await load();
    const before = dm.xs;
    dm.setTransformations({ age: 'identity' });
    expect(dm.features.get('age').transformation.name).toBe('identity');
    const ages = tensor(
      rows.map(({ age }) => [age]),
      null,
      'float32',
    );
    await close(dm.xs.at(':', ':1') as Tensor, ages, 0);
    dm.setTransformations({ job: 'ordinal', sex: 'ordinal' });
    expect(dm.xs.shape).toEqual([200, 4]);
    await close(dm.xs.at(':', ':1') as Tensor, ages, 0);
    expect(() => dm.setTransformations({ '❤': 'identity' })).toThrow(/knows no '❤'/);
    expect(() => dm.setTransformations({ age: '❤' as never })).toThrow(/transformations knows no '❤'/);
    expect(() => dm.setTransformations('❤' as never)).toThrow(/an object of transformations by name/);
    dm.setTransformations({ age: new relax.MinMaxTransformation() });
    await close(dm.xs.at(':', ':1') as Tensor, before.at(':', ':1') as Tensor, 0);
  });

  test('sample, and constraints', async () => {
    const dm = await load();
    const [xs] = dm.get('train');
    const [share] = dm.sample(0.1);
    expect(share.shape[0]).toBe(Math.trunc(0.1 * xs.shape[0]!));
    const [sampled, labels] = dm.sample(100);
    expect([sampled.shape[0], labels.shape[0]]).toEqual([100, 100]);
    expect(await ops.all(ops.equal(sampled, xs.at(':100') as Tensor)).item()).toBeFalsy();
    expect(() => dm.sample(1.1)).toThrow(/a share from 0 to 1/);
    expect(() => dm.sample('train' as never)).toThrow(/or a whole number/);
    const cfs = random.uniform(random.PRNGKey(0), xs.shape, { minval: 0.01, maxval: 0.99 });
    for (const hard of [false, true]) expect(dm.applyConstraints(xs, cfs, { hard }).shape).toEqual(xs.shape);
  });
});

describe('predictors', () => {
  const [xs, ys] = [normal(2, 400, 10), ops.greater(normal(2, 400, 10).at(':', 0) as Tensor, 0).cast('int32')];

  test('MLModule', async () => {
    const model = new MLModule(new relax.MLModuleConfig({ sizes: [64, 32, 16] }));
    await model.train([xs, ys], { epochs: 2, verbose: 0 });
    expect(model.isTrained).toBe(true);
    await model.save(join(tmp, 'model'));
    const again = await MLModule.loadFromPath(join(tmp, 'model'));
    expect(again.isTrained).toBe(true);
    await close(again.predFn(xs), model.predFn(xs), 0);
  });

  test('AutoEncoder', async () => {
    const ae = new relax.AutoEncoder([10, 5], [5, 10], { outputSize: 10, lastActivation: null });
    ae.compile({ optimizer: 'adam', loss: 'mse' });
    await ae.fit(xs, xs, { epochs: 1, batchSize: 128, verbose: 0 });
    expect((ae.decoder(ae.encoder(xs) as Tensor) as Tensor).shape).toEqual([400, 10]);
  });
});

describe('explanations', () => {
  test('Explanation', async () => {
    const exp = relax.fakeExplanation({ nCfs: 1 });
    const [n, k] = exp.xs.shape;
    expect(exp.cfs.shape).toEqual([n, 1, k]);
    const [train, val, test] = [exp.get('train'), exp.get('val'), exp.get('test')];
    expect(ops.concatenate([train.cfs, val.cfs], 0).shape).toEqual(exp.cfs.shape);
    expect(test.cfs.shape).toEqual(val.cfs.shape);
    expect(relax.fakeExplanation({ nCfs: 5 }).cfs.shape).toEqual([n, 5, k]);

    await exp.save(join(tmp, 'exp'));
    await new MLModule({ sizes: [4] }).train(exp, { epochs: 1, verbose: 0 }).then((each) => each.save(join(tmp, 'ml')));
    const again = await Explanation.loadFromPath(join(tmp, 'exp'), { mlModulePath: join(tmp, 'ml') });
    await close(again.cfs, exp.cfs, 0);
    expect(again.predFn!(exp.xs).shape).toEqual([n, 2]);
    const copy = exp.copy();
    expect(copy).not.toBe(exp);
    await close(copy.cfs, exp.cfs, 0);
  });

  test('a parametric method is trained once', async () => {
    const dm = await load();
    const cfnet = new relax.CounterNet();
    await cfnet.train(dm, { epochs: 1 });
    const cfs = await cfnet.generateCfs(dm.xs, { refine: false });
    expect(cfnet.isTrained).toBe(true);
    const exp = await relax.generateCfExplanations(cfnet, dm, { refine: false });
    await close(exp.cfs, cfs, 1e-6);
  });
});

describe('strategies', () => {
  const { padDivisibleX } = relax.strategy;

  test('_pad_divisible_X', async () => {
    const xs = ops.oneHot(ops.arange(5), 29);
    expect(padDivisibleX(ops.ones([5, 29]), 2).shape).toEqual([2, 3, 29]);
    await close(ops.sum(padDivisibleX(xs, 2), -1), ops.ones([2, 3]), 0);
    expect(padDivisibleX(random.split(random.PRNGKey(0), 5), 2).shape).toEqual([2, 3, 2]);
    expect(padDivisibleX(ops.ones([5, 29]), 6).shape).toEqual([6, 1, 29]);
    expect(padDivisibleX(ops.ones([5, 29]), 1).shape).toEqual([1, 5, 29]);
  });

  test('all give the same', async () => {
    const [w, xs] = [normal(0, 8, 8), normal(0, 50, 8)];
    const predFn = (x: Tensor) => x.matmul(ops.transpose(w));
    const f = (x: Tensor, { predFn: predict, rngKey }: { predFn: typeof predFn; rngKey: Tensor }) =>
      predict(ops.expandDims(x, 0))
        .at(0)
        .add(random.normal(rngKey, [1]) as Tensor) as Tensor;
    const many = (x: Tensor, { predFn: predict }: { predFn: typeof predFn }) =>
      ops.tile(predict(ops.expandDims(x, 0)), [5, 1]);
    const given = { predFn, yTargets: ops.ones([50, 8]), rngKeys: random.split(random.PRNGKey(0), 50) };
    const { BatchedPmapStrategy, BatchedVmapStrategy, IterativeStrategy, PmapStrategy, VmapStrategy } = relax;
    const [first, ...others] = [
      new IterativeStrategy(),
      new VmapStrategy(),
      new PmapStrategy(),
      new BatchedVmapStrategy(16),
      new BatchedVmapStrategy(1280),
      new BatchedPmapStrategy(16),
    ];
    const [one, several] = [await first!(f as never, xs, given), await first!(many as never, xs, given)];
    expect(several.shape).toEqual([50, 5, 8]);
    for (const each of others) {
      await close(await each(f as never, xs, given), one, 1e-4);
      await close(await each(many as never, xs, given), several, 1e-4);
    }
  });

  test('StrategyFactory', () => {
    const { IterativeStrategy, PmapStrategy, StrategyFactory, VmapStrategy } = relax;
    expect(StrategyFactory.getStrategy('iter')).toBeInstanceOf(IterativeStrategy);
    expect(StrategyFactory.getStrategy('vmap')).toBeInstanceOf(VmapStrategy);
    expect(StrategyFactory.getStrategy('pmap')).toBeInstanceOf(PmapStrategy);
    expect(StrategyFactory.getDefaultStrategy()).toBeInstanceOf(VmapStrategy);
    expect(StrategyFactory.getStrategy(new VmapStrategy())).toBeInstanceOf(VmapStrategy);
  });
});

describe('evaluation', () => {
  test('metrics', async () => {
    const exp = relax.fakeExplanation(3);
    const { xs, cfs, predFn } = exp;
    const first = cfs.at(':', 0) as Tensor;
    for (const each of [cfs, first]) {
      expect(await relax.computeValidity(xs, each, predFn!).item()).toBeCloseTo(0);
      expect(await relax.computeProximity(xs, each).item()).toBeCloseTo(0);
    }
    expect(await new relax.Validity()(exp)).toBe(0);
    expect(await new relax.Proximity()(exp)).toBe(0);
    expect(await new relax.Sparsity()(exp)).toBe(0);
    for (const metric of [new relax.PredictiveAccuracy(), new relax.ManifoldDist(), new relax.Runtime()]) {
      expect(typeof (await metric(exp))).toBe('number');
    }
    const names = [
      new relax.PredictiveAccuracy(),
      new relax.Validity(),
      new relax.Proximity(),
      new relax.Sparsity(),
      new relax.ManifoldDist(),
      new relax.Runtime(),
    ].map(({ name }) => name);
    expect(names).toEqual(['accuracy', 'validity', 'proximity', 'sparsity', 'manifold_dist', 'runtime']);
  });

  test('evaluate_cfs', async () => {
    const exp = relax.fakeExplanation();
    const four = ['acc', 'validity', 'proximity', 'runtime'];
    expect(Object.keys((await relax.evaluateCfs(exp))['dummy,dummy_method']!)).toEqual([
      'acc',
      'validity',
      'proximity',
    ]);
    const [dict, df] = await relax.evaluateCfs(exp, { metrics: four, returnDf: true });
    expect([Object.keys(dict), df.length]).toEqual([['dummy,dummy_method'], 1]);
    expect(await relax.evaluateCfs(exp, { metrics: four, returnDf: true, returnDict: false })).toBeInstanceOf(Array);
    await relax.evaluateCfs(exp, { metrics: [new relax.PredictiveAccuracy(), new relax.Validity()] });
    await expect(relax.evaluateCfs(exp, ['acc_1'])).rejects.toThrow(/did you mean 'acc'/);
    await expect(relax.evaluateCfs(exp, [relax.Proximity as never])).rejects.toThrow(/new Proximity\(\)/);
    await expect(relax.evaluateCfs(exp, [(() => 1) as never])).rejects.toMatchObject({ name: 'ValueError' });
  });
});
