import { ops, random, type Tensor } from '@org/core';
import {
  benchmarkCfs,
  CLUE,
  evaluateCfs,
  FeaturesList,
  fakeExplanation,
  GrowingSphere,
  generateCfExplanations,
  MLModule,
  ProtoCF,
  reportOf,
  VanillaCF,
} from '../index.js';

const exp = fakeExplanation();
const method = new VanillaCF({ nSteps: 2 });
const predFn = (xs: Tensor) => ops.softmax(xs.at(':', '0:2') as Tensor);
const explained = (options: object) => generateCfExplanations(method, exp, { predFn, ...options });

describe('generateCfExplanations', () => {
  it.each([0, -1, 1.5, '3'])('takes no k of %p', async (k) => {
    await expect(explained({ k })).rejects.toThrow('k is a positive whole number');
  });

  it.each([
    ['a batch of no rows', { batchSize: 0 }, 'batchSize is a positive whole number'],
    ['several answers by a strategy', { k: 3, strategy: 'vmap' }, 'leave `strategy` out'],
    ['two outcomes', { desiredClass: 1, desiredRange: [0, 1] }, 'one of `desiredClass` and `desiredRange`'],
    ['one prediction of all rows', { predFn: (xs: Tensor) => ops.sum(xs) }, 'Received: a tensor of shape []'],
    ['no prediction', { predFn: () => undefined }, 'The predictor returns no predictions'],
    ['a strategy that was aborted', { strategy: 'vmap', signal: AbortSignal.abort() }, 'aborted'],
  ])('rejects %s', async (_what, options, message) => {
    await expect(explained(options)).rejects.toThrow(message);
  });

  it('says what is no method, and no data module', async () => {
    await expect(generateCfExplanations({} as never, exp)).rejects.toThrow('a method, such as');
    await expect(generateCfExplanations(method, 'adult' as never)).rejects.toThrow('a data module');
  });
});

describe('what methods are given', () => {
  const data = new VanillaCF({ nSteps: 2 });
  data.setDataModule(exp as never);
  const rows = exp.xs.at('0:4') as Tensor;
  const generated = (xs: unknown, options: object) => data.generateCfs(xs as Tensor, { predFn, ...options });

  it.each<[string, unknown, object, RegExp]>([
    ['rows of another width', [[0.1, 0.2]], {}, /shape \[n, 10\]: feature_0, .*Received: shape \[1, 2\]/s],
    ['a single row', new Array(10).fill(0.5), {}, /generateCf explains a single row/],
    ['predictions of other rows', rows, { predFn: () => ops.ones([7, 2]) }, /predictions of \d+ rows.*\[7, 2\]/s],
    ['a range of a classifier', rows, { desiredRange: [0, 1] }, /a classifier is given a desiredClass/],
    ['a range that is none', rows, { desiredRange: 3 }, /two numbers, such as \[10, 20\].*Received: 3/s],
    ['targets of other rows', rows, { yTargets: [[1, 0]] }, /shape \[4, 2\].*\[1, 2\]/s],
    ['one key for all rows', rows, { rngKeys: random.PRNGKey(0) }, /random.split\(key, 4\)/],
  ])('rejects %s', async (_what, xs, options, message) => {
    await expect(generated(xs, options)).rejects.toMatchObject({
      name: 'ValueError',
      message: expect.stringMatching(message),
    });
  });

  it('takes no rows, and tensors by promises', async () => {
    expect((await generated(exp.xs.at('0:0'), {})).shape).toEqual([0, 1, 10]);
    const spheres = new GrowingSphere({ nSteps: 3 });
    expect((await spheres.generateCfs(rows, { predFn: async (x) => predFn(x) })).shape).toEqual([4, 1, 10]);
  });
});

describe('names that Keras does not know are told at once', () => {
  it.each([
    [() => new VanillaCF({ validityFn: 'KLDivergense' }), "did you mean 'KLDivergence'"],
    [() => new ProtoCF({ optName: 'adamm' }), "did you mean 'adam'"],
    [() => new MLModule({ loss: 'sparse_categorical_crossentropi' }), "did you mean 'SparseCategoricalCrossentropy'"],
    [() => new MLModule({ optName: 'adm' }), "did you mean 'adam'"],
    [() => new MLModule({ metrics: ['acuracy'] }), "did you mean 'accuracy'"],
    [() => new MLModule({ model: 3 as never }), 'An MLModule trains a Keras model'],
  ])('%#', (make, message) => {
    expect(make).toThrow(message);
  });
});

it('training says what it is done on', async () => {
  await expect(new MLModule({ sizes: [2] }).train([{ age: 3 }] as never)).rejects.toThrow('a data module, or [xs, ys]');
  await expect(new CLUE().train(3 as never)).rejects.toThrow('a data module, or [xs]');
});

it('lists of features hold features', () => {
  expect(() => new FeaturesList([3 as never])).toThrow('new Feature(name, data, transformation)');
});

it('a page has no other settings', async () => {
  await expect(reportOf(exp, { exmples: 3 } as never)).rejects.toThrow("did you mean 'examples'");
});

it('evaluateCfs and benchmarkCfs take lists', async () => {
  await expect(evaluateCfs(exp, 'validity' as never)).rejects.toThrow("an array, such as ['validity']");
  await expect(benchmarkCfs(exp as never)).rejects.toThrow('an array, such as [explanation]');
  await expect(benchmarkCfs([exp], { metric: [] } as never)).rejects.toThrow("unexpected keyword argument 'metric'");
  await expect(evaluateCfs(3 as never)).rejects.toThrow('what generateCfExplanations() returns');
});
