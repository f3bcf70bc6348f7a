/** Models made of many parts: Glow, flows on circles, autoencoders; and what prepares pictures for them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, random, type Tensor, tensor } from '@org/core';
import * as keras from '@org/models';
import { expectClose } from '@org/testing';
import { type FlowModel, Planar } from '../index.js';
import { drawn } from '../testing/layers.js';
import * as flows from './index.js';

const { Dense } = keras.layers;
const error = (name: string) => expect.objectContaining({ name });
beforeEach(() => keras.utils.setRandomSeed(1));

async function throughFile<M>(model: M): Promise<M> {
  const folder = await mkdtemp(join(tmpdir(), 'flows-'));
  try {
    await (model as unknown as keras.Model).save(join(folder, 'model.keras'));
    return (await keras.models.loadModel(join(folder, 'model.keras'))) as unknown as M;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('glow', () => {
  const make = () =>
    flows.glow({ sampleShape: [8, 8, 1], scales: 2, steps: 1, hiddenChannels: 4, base: new flows.StandardNormal() });

  test('leads back, begins from data, and goes through a file', async () => {
    const flow = make();
    const x = drawn([16, 8, 8, 1]).mul(0.2).add(0.5);
    const z = flow.initialize(x);
    expect(z.shape).toEqual([16, 64]);
    const [y, j] = flow(x);
    const [back, again] = flow.invertWithDeterminant(y);
    expectClose(await back.data(), await x.data(), { atol: 1e-4 });
    expectClose(await again.data(), await j.neg().data(), { rtol: 1e-4 });
    expect(flow.sample(2, { seed: 1 }).shape).toEqual([2, 8, 8, 1]);
    const copy = await throughFile(flow);
    expectClose(await copy.logProb(x).data(), await flow.logProb(x).data(), { rtol: 1e-5 });
  });

  test('scales may have bases of their own, for each channel and class', async () => {
    const base = new flows.JointDistribution(
      [new flows.ClassNormal([1, 1, 8], { classes: 2 }), new flows.ClassNormal([1, 1, 2], { classes: 2 })],
      [
        [2, 2, 8],
        [4, 4, 2],
      ],
    );
    const flow = flows.glow({ sampleShape: [8, 8, 1], scales: 2, steps: 1, hiddenChannels: 4, base });
    const [inputs, condition] = [drawn([6, 8, 8, 1]), ops.oneHot(tensor([0, 1, 0, 1, 1, 0], null, 'int32'), 2)];
    flow.build([null, 8, 8, 1]);
    const [z] = flow(inputs);
    expect(base.logProb(z, condition).shape).toEqual([6]);
    expect(base.sample([6, 64], { condition, seed: 1 }).shape).toEqual([6, 64]);
  });

  test('says which pictures it cannot halve', () => {
    expect(() => flows.glow({ sampleShape: [6, 8, 1], scales: 2 })).toThrow(error('ValueError'));
    expect(() => flows.glow({ sampleShape: [8, 8, 1], scales: 0 })).toThrow(error('ValueError'));
    const make = flows.glow as (...args: unknown[]) => FlowModel;
    for (const args of [[[8, 8]], [[8, 8, 1], { steps: 0 }], ['8']])
      expect(() => make(...args)).toThrow(error('ValueError'));
    for (const args of [[], [[8, 8, 1], { step: 2 }]]) expect(() => make(...args)).toThrow(error('TypeError'));
    expect(() => flows.glowStep(1)).toThrow(/Squeeze/);
  });
});

describe('flows on circles', () => {
  const cases: [string, () => FlowModel, readonly number[]][] = [
    ['two circles', () => flows.neuralSplineFlow(2, { layers: 2, bound: Math.PI, tails: 'circular' }), [0, 1]],
    [
      'a circle and a line',
      () => flows.neuralSplineFlow(2, { layers: 2, bound: Math.PI, tails: ['circular', 'linear'] }),
      [0],
    ],
    [
      'a circle and a line, autoregressive',
      () =>
        flows.maskedAutoregressiveFlow(2, {
          layers: 2,
          hiddenUnits: [16],
          bins: 5,
          bound: Math.PI,
          tails: ['circular', 'linear'],
        }),
      [0],
    ],
  ];

  test.each(cases)('%s: the density is 1 in all, and has no seam', async (_, make, circles) => {
    const flow = make();
    flow.build([null, 2]);
    for (const [i, variable] of flow.trainableVariables.entries())
      variable.assign(variable.value.add(drawn(variable.shape, 30 + i).mul(0.2)));
    const side = 200;
    const reach = [0, 1].map((i) => (circles.includes(i) ? Math.PI : 8));
    const at = (i: number, axis: number) => -reach[axis]! + ((i + 0.5) * 2 * reach[axis]!) / side;
    const points = Array.from({ length: side * side }, (_, i) => [at(i % side, 0), at(Math.floor(i / side), 1)]).flat();
    const density = flow.logProb(tensor(Float32Array.from(points), [side * side, 2])).exp();
    const area = (4 * reach[0]! * reach[1]!) / side ** 2;
    expect(Math.abs(Number(await density.sum().item()) * area - 1)).toBeLessThan(0.01);
    const ends = tensor([-Math.PI + 1e-3, 0.3, Math.PI - 1e-3, 0.3], [2, 2], 'float32');
    const [low, high] = [...(await flow.logProb(ends).data())].map(Number);
    expect(Math.abs(low! - high!)).toBeLessThan(0.1);
    const samples = flow.sample(200, { seed: 1 });
    for (const circle of circles)
      expect(Number(await samples.at(':', circle).abs().max().item())).toBeLessThan(Math.PI + 1e-4);
  });

  test('learns what lies across the seam', async () => {
    // An angle around π, and a number that follows it.
    const angle = random.normal([1024, 1], { seed: 1 }).mul(0.4).add(Math.PI);
    const wrapped = ops.mod(angle.add(Math.PI), 2 * Math.PI).sub(Math.PI);
    const x = ops.concatenate([wrapped, ops.sin(wrapped).add(random.normal([1024, 1], { seed: 2 }).mul(0.2))], 1);
    const flow = flows.neuralSplineFlow(2, {
      layers: 4,
      hiddenUnits: [32],
      bound: Math.PI,
      tails: ['circular', 'linear'],
    });
    flow.compile({ optimizer: new keras.optimizers.Adam(0.01) });
    await flow.fit(x, { epochs: 40, batchSize: 256, verbose: 0 });
    // The entropy of both, by which the data is bounded below.
    const entropy = Math.log(0.4) + Math.log(0.2) + Math.log(2 * Math.PI * Math.E);
    const loss = -Number(await flow.logProb(x).mean().item());
    expect(loss).toBeLessThan(entropy + 0.25);
    expect(loss).toBeGreaterThan(entropy - 0.15);
  });

  test('PeriodicFeatures', async () => {
    const features = new flows.PeriodicFeatures([1], { bound: 2 })(tensor([[3, 1, 5]], null, 'float32')) as Tensor;
    expectClose(await features.data(), [1, 0, 3, 5], { atol: 1e-6 });
    expect(() => new flows.PeriodicFeatures([3])(tensor([[3, 1]], null, 'float32'))).toThrow(error('ValueError'));
    expect(() => new flows.PeriodicFeatures([-1])).toThrow(error('ValueError'));
    expect(() => flows.neuralSplineFlow(3, { tails: ['circular', 'linear'] })).toThrow(error('ValueError'));
  });
});

describe('FlowVAE', () => {
  const make = () =>
    new flows.FlowVAE({
      encoder: new flows.ConditionalNormal(new Dense(2, { kernelInitializer: 'zeros' })),
      decoder: new flows.ConditionalNormal(new Dense(4, { kernelInitializer: 'zeros' })),
      latentShape: [1],
      flowLayers: [new Planar([1], [1])],
    });

  test('the bound is below the evidence, and training brings it near', async () => {
    // Two numbers that one latent number explains.
    const latent = random.normal([512, 1], { seed: 1 });
    const x = latent.matmul(tensor([[1, -1]], null, 'float32')).add(random.normal([512, 2], { seed: 2 }).mul(0.3));
    const model = make();
    model.compile({ optimizer: new keras.optimizers.Adam(0.02) });
    await model.fit(x, { epochs: 80, batchSize: 128, verbose: 0 });
    const [latents, logPosterior, logJoint] = model(x);
    expect(latents.shape).toEqual([512, 1]);
    const bound = Number(await logJoint.sub(logPosterior).mean().item());
    // The normal distribution that the data has: covariance [[1, -1], [-1, 1]] + 0.09, of the determinant 0.1881.
    const evidence = -(1 + Math.log(2 * Math.PI)) - 0.5 * Math.log(1.09 ** 2 - 1);
    expect(bound).toBeLessThan(evidence + 0.15);
    expect(bound).toBeGreaterThan(evidence - 0.35);
    expect(model.sample(3, { seed: 1 }).shape).toEqual([3, 2]);
    const copy = await throughFile(model);
    expectClose(await copy.sample(3, { seed: 1 }).data(), await model.sample(3, { seed: 1 }).data(), { rtol: 1e-5 });
  });

  test('its layers are told of training', async () => {
    const layer = new flows.BatchNorm([2], [1]);
    const [encoder, decoder] = [4, 8].map((size) => new flows.ConditionalNormal(new Dense(size)));
    const model = new flows.FlowVAE({ encoder: encoder!, decoder: decoder!, latentShape: [2], flowLayers: [layer] });
    model.compile({ optimizer: 'adam' });
    await model.fit(random.normal([8, 4], { seed: 1 }), { verbose: 0 });
    expect(await layer.movingMean.value.array()).not.toEqual([0, 0]);
  });

  test('of zeros and ones, and of Dirac', () => {
    const model = new flows.FlowVAE({
      encoder: new flows.Dirac(),
      decoder: new flows.ConditionalBernoulli(new Dense(3)),
      latentShape: [3],
    });
    const [, logPosterior, logJoint] = model(ops.ones([2, 3]));
    expect([logPosterior.shape, logJoint.shape]).toEqual([[2], [2]]);
    expect(() => model.sample(0)).toThrow(error('ValueError'));
    expect(() => new flows.FlowVAE({ encoder: 'x' as never, decoder: new flows.Dirac(), latentShape: [1] })).toThrow(
      error('TypeError'),
    );
  });
});

describe('pictures', () => {
  test('bits per dimension: 8 of a uniform density, one less where half the values are impossible', async () => {
    expectClose(await flows.bitsPerDimension(ops.zeros([2]), 784).data(), [8, 8]);
    expectClose(await flows.bitsPerDimension(ops.full([1], 784 * Math.LN2), 784).data(), [7], { rtol: 1e-5 });
    expectClose(await flows.bitsPerDimension(ops.zeros([1]), 4, { values: 32 }).data(), [5]);
    expect(() => flows.bitsPerDimension(ops.zeros([1]), 0)).toThrow(error('ValueError'));
    expect(() => flows.dequantized(ops.zeros([1]), { values: 0 })).toThrow(error('ValueError'));
  });

  test('dequantized: the values are found by rounding off', async () => {
    const values = ops.reshape(ops.arange(256, { dtype: 'float32' }), [1, 16, 16, 1]);
    const x = flows.dequantized(values, { seed: 3 });
    expectClose(await ops.floor(x.mul(256)).data(), await values.data());
    expect(Number(await x.max().item())).toBeLessThan(1);
  });
});

test('ResidualNetwork: dropout in training alone, zeros at first, and files', async () => {
  const network = new flows.ResidualNetwork(3, {
    hiddenUnits: 8,
    dropout: 0.5,
    startsAtZero: false,
    activation: 'tanh',
  });
  const x = drawn([5, 4]);
  const [first, second] = [network(x) as Tensor, network(x) as Tensor];
  expectClose(await first.data(), await second.data());
  const trained = network(x, { training: true } as never) as Tensor;
  expect(Number(await trained.sub(first).abs().max().item())).toBeGreaterThan(1e-3);
  const pictures = new flows.ResidualNetwork(3, { hiddenUnits: 4, kernelSize: 3, batchNormalization: true });
  expectClose(await (pictures(drawn([2, 5, 5, 2])) as Tensor).data(), new Float32Array(150));
  const copy = keras.layers.deserialize(JSON.parse(JSON.stringify(keras.layers.serialize(network)))) as keras.Layer;
  copy.build([null, 4]);
  copy.setWeights(network.weights.map(({ value }) => value));
  expectClose(await (copy(x) as Tensor).data(), await first.data());
  expect(() => new flows.ResidualNetwork(0)).toThrow(error('ValueError'));
});
