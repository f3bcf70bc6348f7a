/** Samplers against densities whose moments and factors are known. */
import { gradients, ops, random, type Tensor } from '@org/core';
import * as keras from '@org/models';
import { ActivationNormalization, FlowModel } from '../index.js';
import * as flows from './index.js';

/** Independent normal numbers with mean 2 and deviation ½, without its factor. */
const target = (x: Tensor): Tensor => x.sub(2).div(0.5).square().sum(1).mul(-0.5);
const standard = (x: Tensor): Tensor => x.square().sum(1).mul(-0.5);
const numbers = async (x: Tensor) => [...(await x.data())].map(Number);

test.each([
  ['metropolisHastings', (x: Tensor) => flows.metropolisHastings(target, x, { steps: 200, scale: 0.6, seed: 1 })],
  [
    'hamiltonianMonteCarlo',
    (x: Tensor) => flows.hamiltonianMonteCarlo(target, x, { steps: 30, stepSize: 0.15, leapfrogSteps: 8, seed: 1 }),
  ],
])('%s: chains have the moments of their density', async (_, run) => {
  const [samples, acceptance] = run(ops.zeros([2000, 2]));
  const [means, deviations] = [await numbers(samples.mean(0)), await numbers(ops.std(samples, 0))];
  // Five standard errors of 2,000 independent samples.
  for (const mean of means) expect(Math.abs(mean - 2)).toBeLessThan((5 * 0.5) / Math.sqrt(2000));
  for (const deviation of deviations) expect(Math.abs(deviation - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(4000));
  const taken = Number(await acceptance.item());
  expect(taken).toBeGreaterThan(0.3);
  expect(taken).toBeLessThan(1);
});

test('annealed importance sampling: the mean weight is the quotient of the factors', async () => {
  const x = random.normal([2000, 2], { seed: 3 });
  const options = { steps: 40, stepSize: 0.2, leapfrogSteps: 5, seed: 1 };
  const [samples, logWeights] = flows.annealedImportanceSampling(standard, target, x, options);
  const found = Number(await ops.logsumexp(logWeights).item()) - Math.log(2000);
  expect(Math.abs(found - 2 * Math.log(0.5))).toBeLessThan(0.05);
  const weights = ops.softmax(logWeights);
  for (const mean of await numbers(weights.matmul(samples))) expect(Math.abs(mean - 2)).toBeLessThan(0.1);
});

test('reverseKLD trains a flow towards a target', async () => {
  const flow = new FlowModel([new ActivationNormalization([2], [1])]);
  flow.build([null, 2]);
  const variables = flow.trainableVariables;
  const optimizer = new keras.optimizers.Adam(0.05);
  for (let step = 0; step < 150; step++) {
    const loss = flows.reverseKLD(flow, target, 128, { seed: step });
    optimizer.apply(gradients(loss, variables) as Tensor[], variables);
    await loss.item();
  }
  const [layer] = flow._flowLayers_ as [ActivationNormalization];
  for (const mean of await numbers(layer._location_.value)) expect(Math.abs(mean - 2)).toBeLessThan(0.1);
  for (const scale of await numbers(layer._scale_.value)) expect(Math.abs(scale - 0.5)).toBeLessThan(0.1);
});

test('NormalMixture: the density by the formula, and samples of it', async () => {
  const mixture = new flows.NormalMixture(2, 1);
  mixture.means.assign([[-1], [2]]);
  mixture.logDeviations.assign([[Math.log(0.5)], [0]]);
  mixture.logits.assign([Math.log(3), 0]);
  const normal = (x: number, mean: number, deviation: number) =>
    Math.exp(-0.5 * ((x - mean) / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI));
  const places = [-2, -1, 0.3, 2.5];
  const found = await numbers(mixture.logProb(ops.convertToTensor(places.map((x) => [x]))));
  places.forEach((x, i) => {
    expect(found[i]).toBeCloseTo(Math.log(0.75 * normal(x, -1, 0.5) + 0.25 * normal(x, 2, 1)), 5);
  });
  const samples = await numbers(mixture.sample([4000, 1], { seed: 1 }));
  const mean = samples.reduce((sum, x) => sum + x, 0) / 4000;
  expect(Math.abs(mean - (-0.75 + 0.5))).toBeLessThan(0.12);
  const copy = keras.layers.deserialize(JSON.parse(JSON.stringify(keras.layers.serialize(mixture))));
  expect(copy.getConfig()).toEqual(mixture.getConfig());
  expect(() => new flows.NormalMixture(0, 2)).toThrow(expect.objectContaining({ name: 'ValueError' }));
});
