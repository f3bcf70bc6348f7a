import { random, type Tensor } from '@org/core';
import { expectClose } from '@org/testing';
import { loadGolden } from '../../testing/goldens.js';
import { setConfig } from '../../utils/index.js';
import { gumbelSoftmax, sampleBernouli, sampleBernoulli, sampleCategorical } from './sampling.js';

interface Golden {
  readonly logits: number[][];
  readonly probs: number[][];
  readonly 'l2c.gumbel_softmax': Record<string, number[][]>;
  readonly 'sample_categorical_train_tau0.5': number[][];
  readonly sample_categorical_eval: number[][];
  readonly sample_bernouli_train: Record<string, number[][]>;
  readonly sample_bernouli_eval: number[][];
}
const golden = loadGolden<Golden>('l2c_helpers');
const key = random.PRNGKey(0);
const expectTensor = async (x: Tensor, expected: number[][]) =>
  expectClose(Array.from((await x.data()) as Float32Array), expected.flat(), { rtol: 2e-5, atol: 1e-6 });

afterEach(() => setConfig({ compat: null }));

describe('gumbelSoftmax', () => {
  it.each(Object.entries(golden['l2c.gumbel_softmax']))("is the original's for tau %s", (tau, expected) =>
    expectTensor(gumbelSoftmax(key, golden.logits, Number(tau)), expected),
  );

  it('takes its parameters by name', () =>
    expectTensor(gumbelSoftmax({ key, logits: golden.logits, tau: 0.5 }), golden['l2c.gumbel_softmax']['0.5']!));
});

describe('sampleCategorical', () => {
  it('is soft in training', () =>
    expectTensor(sampleCategorical(key, golden.logits, 0.5), golden['sample_categorical_train_tau0.5']));

  it('is the most probable category otherwise', () =>
    expectTensor(sampleCategorical(key, golden.logits, 0.5, { training: false }), golden.sample_categorical_eval));
});

describe('sampleBernoulli', () => {
  it.each(Object.entries(golden.sample_bernouli_train))("has the original's numbers for tau %s", (tau, expected) => {
    setConfig({ compat: 'jax-relax' });
    return expectTensor(sampleBernouli(key, golden.probs, Number(tau)), expected);
  });

  it('throws coins where nothing is trained', () =>
    expectTensor(sampleBernoulli(key, golden.probs, 0.7, false), golden.sample_bernouli_eval));

  it('is closer to 0 and 1 for a lower tau, and then a coin of its probability', async () => {
    const prob = new Array<number>(4000).fill(0.3);
    const cold = (await sampleBernoulli(key, prob, 0.01).data()) as Float32Array;
    const warm = (await sampleBernoulli(key, prob, 5).data()) as Float32Array;
    const between = (values: Float32Array) => values.filter((value) => value > 0.05 && value < 0.95).length;
    expect(between(cold)).toBeLessThan(200);
    expect(between(warm)).toBeGreaterThan(3800);
    // The share of heads: .3 within four standard deviations.
    expect(Math.abs(cold.filter((value) => value > 0.5).length / 4000 - 0.3)).toBeLessThan(0.03);
  });

  it('has a derivative at the ends', async () => {
    const values = (await sampleBernoulli(key, [0, 1], 0.7).data()) as Float32Array;
    expect(values.every(Number.isFinite)).toBe(true);
  });
});
