/** The asserts of jax-relax's pages on preprocessing, transforms and features. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, random, type Tensor, tensor } from '@org/core';
import * as relax from '../index.js';

const {
  Feature,
  FeaturesList,
  GumbelSoftmaxTransformation,
  IdentityTransformation,
  MinMaxScaler,
  MinMaxTransformation,
} = relax;
const { OneHotEncoder, OrdinalPreprocessor, OrdinalTransformation, SoftmaxTransformation } = relax;

const normal = (...shape: number[]) => random.normal(random.PRNGKey(0), shape) as Tensor;
const uniform = (...shape: number[]) => random.uniform(random.PRNGKey(42), shape) as Tensor;
const letters = (n: number) => Array.from({ length: n }, (_, i) => ['abc'[(i * 7) % 3]!]);
const withNaN = ['a', 'b', 'c', Number.NaN, 'a', 'b', 'c', Number.NaN].map((each) => [each]);
const close = async (a: Tensor, b: Tensor, within = 1e-5) => {
  expect(a.shape).toEqual(b.shape);
  expect(await ops.max(ops.abs(a.cast('float32').sub(b.cast('float32')))).item()).toBeLessThanOrEqual(within);
};

describe('preprocessing', () => {
  test.each([[[100]], [[100, 1]]])('MinMaxScaler of shape %j', async (shape) => {
    const xs = normal(...shape);
    const scaler = new MinMaxScaler();
    const transformed = scaler.fitTransform((await xs.array()) as number[]);
    await close(ops.reshape(scaler.inverseTransform(transformed), shape), xs);
    const [min, max] = [ops.min(xs), ops.max(xs)];
    await close(ops.reshape(transformed, shape), xs.sub(min).div(max.sub(min)));
    expect(() => new MinMaxScaler().fitTransform(normal(50, 2))).toThrow(/is no column/);
    await close(MinMaxScaler.fromDict(scaler.toDict()).transform(xs), scaler.transform(xs), 0);
  });

  test.each([OrdinalPreprocessor, OneHotEncoder])('%p', async (Encoder) => {
    const xs = letters(100);
    const enc = new Encoder().fit(xs);
    expect(await enc.inverseTransform(enc.transform(xs)).array()).toEqual(xs);
    await close(new Encoder().fromDict(enc.toDict()).transform(xs), enc.transform(xs), 0);

    const own = new Encoder().fit(withNaN);
    expect(own.categories_).toEqual(['a', 'b', 'c', 'nan']);
    const transformed = own.transform(withNaN);
    expect(transformed.shape).toEqual([8, Encoder === OneHotEncoder ? 4 : 1]);
    expect(await own.inverseTransform(transformed).array()).toEqual(
      withNaN.map(([each]) => [String(each).replace('NaN', 'nan')]),
    );
    const again = new Encoder();
    again.fromDict(new Encoder().fromDict(own.toDict()).toDict());
    await close(again.transform(withNaN), transformed, 0);
    expect(again.categories_).toEqual(own.categories_);
    // The original refuses both; flat lists of categories are unambiguous where each becomes several numbers.
    const flat = () => new Encoder().fitTransform(xs.flat());
    if (Encoder === OrdinalPreprocessor) expect(flat).toThrow(/shape \[rows, 1\]/);
    else expect(flat().shape).toEqual([100, 3]);
  });
});

describe('transforms', () => {
  test('MinMaxTransformation', async () => {
    const xs = normal(100, 1);
    const minmax = new MinMaxTransformation();
    await close(minmax.inverseTransform(minmax.fitTransform(xs)), xs);
    expect(minmax.isCategorical).toBe(false);
    const constrained = minmax.applyConstraints(xs, random.normal(random.PRNGKey(1), [100, 1]) as Tensor);
    expect((await ops.min(constrained).item()) as number).toBeGreaterThanOrEqual(0);
    expect((await ops.max(constrained).item()) as number).toBeLessThanOrEqual(1);
    await close(new MinMaxTransformation().fromDict(minmax.toDict()).transform(xs), minmax.transform(xs), 0);
  });

  test.each([SoftmaxTransformation, GumbelSoftmaxTransformation])('%p', async (Transformation) => {
    const xs = letters(100);
    const ohe = new Transformation().fit(xs);
    const transformed = ohe.transform(xs);
    const rngKey = random.PRNGKey(42);
    expect(ohe.isCategorical).toBe(true);
    const x = uniform(100, 3);
    const soft = ohe.applyConstraints(transformed, x, { hard: false, rngKey });
    await close(ops.sum(soft, -1), ops.ones([100]));
    expect((await ops.min(soft).item()) as number).toBeGreaterThanOrEqual(0);
    expect((await ops.max(soft).item()) as number).toBeLessThanOrEqual(1);
    expect(await ohe.computeRegLoss(transformed, soft, { hard: false }).item()).toBeCloseTo(0);
    await close(soft, ohe.applyConstraints(transformed, x, { hard: false }), 0);
    const hard = ohe.applyConstraints(transformed, x, { hard: true, rngKey });
    for (const row of (await hard.array()) as number[][]) expect([...row].sort()).toEqual([0, 0, 1]);
    expect(await ohe.computeRegLoss(transformed, hard, { hard: false }).item()).toBe(0);
    expect(ohe.computeRegLoss(transformed, soft, { hard: false }).shape).toEqual([]);
    await close(new Transformation().fromDict(ohe.toDict()).transform(xs), transformed, 0);
  });

  test('OrdinalTransformation and IdentityTransformation', async () => {
    const xs = letters(100);
    const ordinal = new OrdinalTransformation().fit(xs);
    expect(await ordinal.inverseTransform(ordinal.transform(xs)).array()).toEqual(xs);
    expect(ordinal.isCategorical).toBe(true);
    await close(new OrdinalTransformation().fromDict(ordinal.toDict()).transform(xs), ordinal.transform(xs), 0);
    const numbers = normal(100, 1);
    const identity = new IdentityTransformation();
    await close(identity.fitTransform(numbers), numbers, 0);
    await close(new IdentityTransformation().fromDict(identity.toDict()).transform(numbers), numbers, 0);
  });
});

describe('features', () => {
  test('Feature', async () => {
    const cont = new Feature({
      name: 'continuous',
      data: normal(100, 1),
      transformation: 'minmax',
      isImmutable: false,
    });
    expect(cont.transformedData.shape).toEqual([100, 1]);
    expect([await ops.min(cont.transformedData).item(), await ops.max(cont.transformedData).item()]).toEqual([0, 1]);
    await close(cont.inverseTransform(cont.transformedData), cont.data);
    expect(cont.isCategorical).toBe(false);
    const again = cont.withTransformedData(cont.transformedData);
    expect(again).toBeInstanceOf(Feature);
    expect(again).not.toBe(cont);
    await close(again.data, cont.data);
    expect(again.transformation.toDict()).toEqual(cont.transformation.toDict());

    const cat = new Feature({ name: 'category', data: letters(100), transformation: 'ohe', isImmutable: false });
    expect(cat.transformedData.shape).toEqual([100, 3]);
    expect(await cat.inverseTransform(cat.transformedData).array()).toEqual(letters(100));
    expect(cat.isCategorical).toBe(true);
    const other = cat.withTransformedData(ops.oneHot([0, 1, 2, 0, 1, 2], 3));
    expect(await other.data.array()).toEqual([['a'], ['b'], ['c'], ['a'], ['b'], ['c']]);

    const restored = Feature.fromDict(cont.toDict());
    expect([restored.name, restored.isImmutable]).toEqual([cont.name, cont.isImmutable]);
    await close(restored.data, cont.data, 0);
    await close(restored.transformedData, cont.transformedData, 0);
  });

  test('set_transformation, and fit on its own data', () => {
    const cat = new Feature({ name: 'category', data: letters(100), transformation: 'ohe', isImmutable: false });
    expect([cat.transformation.name, cat.transformedData.shape]).toEqual(['ohe', [100, 3]]);
    cat.setTransformation('ordinal');
    expect([cat.transformation.name, cat.isCategorical, cat.isImmutable]).toEqual(['ordinal', true, false]);
    expect(cat.transformedData.shape).toEqual([100, 1]);
    expect(new Feature('category', letters(3), 'ohe').fit().transform(letters(3)).shape).toEqual([3, 3]);
  });

  const names = { cont: ['age', 'hours'], cat: ['job', 'sex'] };
  const columns = {
    age: Array.from({ length: 120 }, (_, i) => 17 + ((i * 13) % 60)),
    hours: Array.from({ length: 120 }, (_, i) => 1 + ((i * 7) % 80) / 2),
    job: letters(120).flat(),
    sex: Array.from({ length: 120 }, (_, i) => ['f', 'm'][i % 2]!),
  };
  const listed = () =>
    new FeaturesList([
      ...names.cont.map((name) => new Feature(name, columns[name as 'age'], 'minmax')),
      ...names.cat.map((name) => new Feature(name, columns[name as 'job'], 'ohe')),
    ]);

  test('FeaturesList', async () => {
    const list = listed();
    expect(list.transformedData.shape).toEqual([120, 7]);
    await close(list.get('age').transformedData, list.transformedData.at(':', '0:1') as Tensor, 0);
    await close(
      new FeaturesList(list.get(['age', 'hours', 'job'])).transformedData,
      list.transformedData.at(':', ':5') as Tensor,
      0,
    );
    const rows = [5, 80, 3, 3];
    const some = list.withTransformedData(ops.take(list.transformedData, rows, 0));
    const expected = list.toPandas();
    some.toPandas().forEach((row, i) => {
      expect(row).toMatchObject({ job: expected[rows[i]!]!.job, sex: expected[rows[i]!]!.sex });
      expect(row.age).toBeCloseTo(expected[rows[i]!]!.age as number, 4);
    });
    await close(list.transform(columns), list.transformedData, 0);
    const back = list.inverseTransform(list.transformedData);
    expect(await back.job!.array()).toEqual(columns.job.map((each) => [each]));
    await close(back.hours!, tensor(columns.hours, [120, 1]), 1e-4);
    expect(list.toPandas()[7]).toEqual({ age: columns.age[7], hours: columns.hours[7], job: columns.job[7], sex: 'm' });
  });

  test.each([
    ['ordinal', 4],
    ['ohe', 7],
    ['gumbel', 7],
    [new SoftmaxTransformation(), 7],
    [new GumbelSoftmaxTransformation(), 7],
  ])('set_transformations %#', (transformation, width) => {
    const list = listed();
    list.setTransformations(Object.fromEntries(names.cat.map((name) => [name, transformation])) as never);
    expect(list.transformedData.shape).toEqual([120, width]);
    const name = typeof transformation === 'string' ? transformation : transformation.name;
    for (const feature of list) {
      const isCategory = names.cat.includes(feature.name);
      expect([feature.transformation.name, feature.isCategorical]).toEqual([isCategory ? name : 'minmax', isCategory]);
      expect(feature.isImmutable).toBe(false);
    }
    const xs = list.transformedData.at(':100') as Tensor;
    for (const hard of [false, true]) {
      expect(list.applyConstraints(xs, uniform(100, width), { hard }).shape).toEqual([100, width]);
    }
  });

  test('constraints, losses and files', async () => {
    const list = listed();
    const xs = list.transformedData.at(':10') as Tensor;
    const x = normal(10, 7);
    const constrained = list.applyConstraints(xs, x, { hard: false });
    await close(ops.sum(constrained.at(':', '2:') as Tensor, -1), ops.full([10], 2));
    expect((await ops.min(constrained).item()) as number).toBeGreaterThanOrEqual(0);
    expect((await ops.max(constrained).item()) as number).toBeLessThanOrEqual(1);
    expect(list.applyConstraints(xs, x, { hard: true }).shape).toEqual([10, 7]);
    const loss = list.computeRegLoss(xs, x);
    expect(loss.shape).toEqual([]);
    expect((await loss.item()) as number).toBeGreaterThan(0);
    expect(await list.computeRegLoss(x, constrained).item()).toBeCloseTo(0);

    const folder = await mkdtemp(join(tmpdir(), 'relax-features-'));
    await list.save(folder);
    const again = await FeaturesList.loadFromPath(folder);
    await rm(folder, { recursive: true });
    expect(again.toPandas()).toEqual(list.toPandas());
  });
});
