import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, random, type Tensor, tensor } from '@org/core';
import { loadGolden, type MethodGolden, predictorOf, rowsOf } from '../../testing/goldens.js';
import { setConfig } from '../../utils/index.js';
import { Discretizer, L2C, L2CModel } from './index.js';

interface L2CGolden extends MethodGolden {
  readonly model_weights: readonly { readonly value: number[] | number[][] }[];
  readonly discretized: number[][];
  readonly quantiles: (number[] | null)[];
  readonly mid: number[][];
  readonly indices: [number, number][];
  readonly immutable_mask: number[];
  readonly generator_out: number[][];
  readonly selector_out: number[][];
  readonly forward_train_key5: { cfs: number[][]; probs: number[][]; validity_loss: number; sparsity: number };
  readonly forward_eval_key5: { cfs: number[][]; probs: number[][] };
}
const golden = loadGolden<L2CGolden>('l2c');
const predFn = predictorOf(golden);
const { xs, yTargets, rngKeys } = rowsOf(golden);
const bins = tensor(golden.discretized);
const features = [
  [{ isCategorical: false, isImmutable: false }, [0, 1]],
  [{ isCategorical: false, isImmutable: false }, [1, 2]],
  [{ isCategorical: true, isImmutable: false }, [2, 5]],
  [{ isCategorical: true, isImmutable: true }, [5, 7]],
] as const;

const difference = async (actual: Tensor, expected: unknown): Promise<number> =>
  (await ops.max(ops.abs(actual.cast('float32').sub(tensor(expected as number[][])))).item()) as number;
const columns = (x: Tensor, from: number, to: number) => x.at(':', `${from}:${to}`) as Tensor;

function goldenModel(): { model: L2CModel; discretizer: Discretizer } {
  const discretizer = new Discretizer(features.map(([{ isCategorical }, indices]) => [isCategorical, indices]));
  discretizer.restore(golden.quantiles, golden.mid);
  const model = new L2CModel([8, 8], [8], {
    featureIndices: golden.indices,
    immutableMask: golden.immutable_mask,
    predFn: discretizer.getPredFn(predFn),
  });
  model(bins);
  model.setWeights(golden.model_weights.map(({ value }) => tensor(value as number[][], null, 'float32')));
  return { model, discretizer };
}

afterEach(() => setConfig({ compat: null }));

describe("L2CModel in the original's way", () => {
  const { model, discretizer } = goldenModel();
  beforeEach(() => setConfig({ compat: 'jax-relax' }));

  it('generates and selects', async () => {
    expect(await difference(discretizer.transform(xs), golden.discretized)).toBe(0);
    expect(await difference(model.logits(bins), golden.generator_out)).toBeLessThan(1e-6);
    expect(await difference(model.selector!(bins) as Tensor, golden.selector_out)).toBeLessThan(1e-6);
  });

  it('goes forward in training, with its losses', async () => {
    const expected = golden.forward_train_key5;
    const [cfs, probs] = model.forward(bins, random.PRNGKey(5), true);
    expect(await difference(cfs, expected.cfs)).toBeLessThan(2e-6);
    expect(await difference(probs, expected.probs)).toBeLessThan(2e-6);
    const [validity, sparsity] = model.computeL2CLoss(bins, cfs, probs);
    expect(await difference(validity, expected.validity_loss)).toBeLessThan(1e-5);
    expect(await difference(sparsity, expected.sparsity)).toBeLessThan(1e-8);
  });

  it('goes forward otherwise', async () => {
    const [cfs, probs] = model.forward(bins, random.PRNGKey(5), false);
    expect(await difference(cfs, golden.forward_eval_key5.cfs)).toBe(0);
    expect(await difference(probs, golden.forward_eval_key5.probs)).toBe(0);
  });
});

describe('L2CModel', () => {
  it('draws each feature from a key of its own', async () => {
    const model = new L2CModel([4], [4], {
      featureIndices: [
        [0, 3],
        [3, 6],
      ],
      predFn: (x) => x,
    });
    model(ops.zeros([1, 6]));
    model.setWeights(model.weights.map((weight) => ops.zeros(weight.shape)));
    const [cfs] = model.forward(ops.zeros([1, 6]), random.PRNGKey(0), true);
    // Equal scores: equal choices were equal draws.
    expect(await difference(columns(cfs, 0, 3), await columns(cfs, 3, 6).array())).toBeGreaterThan(1e-3);
  });

  it('weighs the mean number of features that may change', async () => {
    const model = new L2CModel([4], [4], {
      featureIndices: [
        [0, 1],
        [1, 2],
      ],
      immutableMask: [0, 1],
      alpha: 0.5,
      predFn: (x) => ops.softmax(x),
    });
    const [, sparsity] = model.computeL2CLoss(
      ops.zeros([2, 2]),
      ops.zeros([2, 2]),
      tensor([
        [0.2, 1],
        [0.6, 1],
      ]),
    );
    expect(await sparsity.item()).toBeCloseTo(0.5 * 0.4, 6);
  });

  it('wants a mask of all features', () => {
    expect(() => new L2CModel([4], [4], { featureIndices: [[0, 1]], immutableMask: [0, 1] })).toThrow(/each feature/);
  });
});

describe('what L2CModel is told later', () => {
  const model = new L2CModel([4], [4]);
  model.setFeaturesInfo([
    [0, 3],
    [3, 5],
    [5, 6],
  ]);
  model.setImmutableMask([1, 0, 0]);
  model.setPredFn((x) => x.at(':', '0:2') as Tensor);

  it('is what it computes with', async () => {
    expect(model.startEndIndices).toEqual([3, 5]);
    const rows = ops.oneHot(tensor([0, 1, 1, 0]), 6) as Tensor;
    model(rows);
    const probabilities = await ops.max(model.selection(rows), 0).data();
    expect([probabilities[0], probabilities[1]! > 0, probabilities.length]).toEqual([0, true, 3]);
    expect(Array.from(await model.wantedClasses(rows).data(), Number)).toEqual([1, 0, 0, 1]);
  });

  it('is refused where it does not fit', () => {
    expect(() => model.setImmutableMask([1])).toThrow(/each feature/);
  });
});

describe('L2C', () => {
  it.each(golden.cases)("has the original's counterfactuals", async ({ config, cfs }) => {
    setConfig({ compat: 'jax-relax' });
    const { model, discretizer } = goldenModel();
    const method = new L2C(config as never, model);
    method.discretizer = discretizer;
    const found = await method.generateCfs(xs, predFn, yTargets, rngKeys);
    expect(found.shape).toEqual([6, 1, 7]);
    expect(await difference(found.at(':', 0) as Tensor, cfs)).toBeLessThan(1e-6);
  });

  it('keeps what need not change, after it was trained, saved and loaded', async () => {
    const numbers = random.uniform(random.PRNGKey(1), [512, 2]) as Tensor;
    const category = (seed: number, n: number) =>
      ops.oneHot(random.randint(random.PRNGKey(seed), [512], 0, n) as Tensor, n);
    const rows = ops.concatenate([numbers, category(2, 3), category(3, 2)], -1);
    const classifier = (x: Tensor) => {
      const score = columns(x, 0, 1)
        .mul(6)
        .add(columns(x, 2, 3).mul(2))
        .sub(3.5);
      return ops.concatenate([ops.sigmoid(score.neg()), ops.sigmoid(score)], -1);
    };
    const data = { getItem: () => [rows], features: { featuresAndIndices: features } };
    const method = new L2C({ generatorLayers: [16], selectorLayers: [16], lr: 0.02 });
    expect(method.name).toBe('l2c');
    await method.train(data, classifier, { batchSize: 64, epochs: 25, verbose: 0 });

    const cfs = (await method.generateCfs(rows, { predFn: classifier })).at(':', 0) as Tensor;
    const classes = (x: Tensor) => ops.argmax(classifier(x), -1);
    const changed = (from: number, to: number) =>
      ops.any(ops.notEqual(columns(cfs, from, to), columns(rows, from, to)), -1).cast('float32');
    expect(await ops.mean(ops.notEqual(classes(cfs), classes(rows)).cast('float32')).item()).toBeGreaterThan(0.97);
    expect(await ops.sum(changed(5, 7)).item()).toBe(0);
    // The second number says nothing about the prediction; it changes where it comes first by chance alone.
    expect(await ops.mean(changed(1, 2)).item()).toBeLessThan(0.6);
    expect(await difference(ops.sum(columns(cfs, 2, 5), -1), new Array(512).fill(1))).toBe(0);

    const folder = await mkdtemp(join(tmpdir(), 'relax-l2c-'));
    await method.save(folder);
    const again = await L2C.loadFromPath(folder);
    await rm(folder, { recursive: true });
    const same = (await again.generateCfs(rows, { predFn: classifier })).at(':', 0) as Tensor;
    expect(await difference(same, await cfs.array())).toBe(0);
  });

  it('says that it was not trained', async () => {
    await expect(new L2C().generateCfs(xs, { predFn })).rejects.toThrow(/not trained/);
  });
});
