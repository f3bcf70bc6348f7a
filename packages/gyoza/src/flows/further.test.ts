/** What single layers, distributions and ready-made flows do, beyond the laws that all of them keep. */
import { ops, type Tensor, tensor } from '@org/core';
import * as keras from '@org/models';
import { expectClose } from '@org/testing';
import { ActivationNormalization, FlowModel, HeavisideMask } from '../index.js';
import { drawn, network, stirred } from '../testing/layers.js';
import * as flows from './index.js';

const { Dense } = keras.layers;
const vector = { axes: [1], shape: [4] };
const error = (name: string) => expect.objectContaining({ name });
beforeEach(() => keras.utils.setRandomSeed(1));

test('Haar: means and changes of squares', async () => {
  const x = tensor([1, 2, 3, 4], [1, 2, 2, 1], 'float32');
  const [y, j] = new flows.Haar([2, 2], [1, 2])(x);
  expectClose(await y.data(), [5, -1, -2, 0]);
  expectClose(await j.data(), [0]);
});

test('PeriodicShift turns a circle', async () => {
  const layer = new flows.PeriodicShift([3], [1], 1, { bound: 2 });
  const [y] = layer(tensor([[-2, 0, 1.5]], null, 'float32'));
  expectClose(await y.data(), [-1, 1, -1.5]);
  const [again] = new flows.PeriodicShift([3], [1], 0, { bound: 2 })(tensor([[5, -3, 1]], null, 'float32'));
  expectClose(await again.data(), [1, 1, 1]);
});

test('splines of circles have one slope where they close', async () => {
  const layer = stirred(
    new flows.ElementSpline({ axes: [1], shape: [1], bins: 5, bound: 2, tails: 'circular' }),
    [1, 1],
  );
  const ends = tensor([[-2 + 1e-4], [2 - 1e-4]], null, 'float32');
  const [low, high] = [...(await layer(ends)[1].data())].map(Number);
  expect(Math.abs(low! - high!)).toBeLessThan(2e-3);
  expect(Math.abs(low!)).toBeGreaterThan(1e-2);
});

test('FixedAffine: numbers for each element', async () => {
  const layer = new flows.FixedAffine([2], [1], { scale: [2, -4], shift: 1 });
  const [y, j] = layer(tensor([[3, 5]], null, 'float32'));
  expectClose(await y.data(), [7, -19]);
  expectClose(await j.data(), [Math.log(8)]);
  expect(() => new flows.FixedAffine([2], [1], { scale: [1, 0] })).toThrow(error('ValueError'));
  expect(() => new flows.FixedAffine([2], [1], { shift: [1, 2, 3] })).toThrow(/received|Received/);
});

test.each([
  ['exp', [1], [Math.E]],
  ['tanh', [0.5], [Math.tanh(0.5)]],
  ['logTanh', [1, 2], [Math.tanh(1), Math.tanh(1) + (1 - Math.tanh(1) ** 2) * Math.LN2]],
  ['leakyRelu', [-2, 3], [-0.02, 3]],
  ['sigmoid', [0], [0.5]],
  ['softplus', [0], [Math.LN2]],
  ['cauchyCdf', [1], [0.75]],
] as const)('InvertibleActivation: %s', async (name, inputs, outputs) => {
  const [y] = new flows.InvertibleActivation([inputs.length], [1], name)(tensor([[...inputs]], null, 'float32'));
  expectClose(await y.data(), outputs, { rtol: 1e-6 });
  expect(() => new flows.InvertibleActivation([1], [1], 'relu' as never)).toThrow(/leakyRelu/);
});

test('GIN keeps volumes, and scales all the same', async () => {
  const layer = new flows.GINCoupling([4], [1], network(8), new HeavisideMask([1], [4]));
  const x = drawn([3, 4]);
  const [y, j] = layer(x);
  expectClose(await j.data(), [0, 0, 0]);
  const parameters = (layer._computeCouplingParameters_ as (x: Tensor) => Tensor)(layer._mask_.call(x));
  const scales = await y.sub(parameters.at(':', '4:')).div(x).at(':', ':2').data();
  for (const i of [0, 1, 2]) expect(Number(scales[2 * i]) * Number(scales[2 * i + 1])).toBeCloseTo(1, 4);
  expect(Math.abs(Number(scales[0]) - 1)).toBeGreaterThan(1e-3);
});

test('Residual: the estimate has the exact log-determinant as its mean', async () => {
  const exact = stirred(new flows.Residual({ ...vector, hiddenUnits: [8], lipschitz: 0.5 }), [2, 4]);
  const estimate = new flows.Residual({
    ...vector,
    hiddenUnits: [8],
    lipschitz: 0.5,
    logDeterminant: 'estimated',
    terms: 12,
  });
  estimate.build([null, 4]);
  estimate.setWeights(exact.weights.map(({ value }) => value));
  const x = drawn([2, 4]);
  const wanted = [...(await exact(x)[1].data())].map(Number);
  const means = ops.mean(ops.reshape(estimate(ops.tile(x, [512, 1]))[1], [512, 2]), 0);
  for (const [i, mean] of [...(await means.data())].map(Number).entries())
    expect(Math.abs(mean - wanted[i]!)).toBeLessThan(0.05);
});

test('Residual: slopes stay below the bound, however large the weights', async () => {
  const layer = new flows.Residual({ ...vector, hiddenUnits: [16, 16] });
  layer.build([null, 4]);
  for (const [i, variable] of layer.trainableVariables.entries()) variable.assign(drawn(variable.shape, i).mul(20));
  const [x, near] = [drawn([50, 4]), drawn([50, 4], 7).mul(1e-2)];
  const moved = layer(x.add(near))[0].sub(layer(x)[0]).sub(near);
  const ratio = ops
    .norm(moved, { axis: 1 })
    .div(ops.norm(near, { axis: 1 }))
    .max();
  expect(await ratio.item()).toBeLessThan(0.9);
  expectClose(await layer.invert(layer(x)[0]).data(), await x.data(), { rtol: 1e-4, atol: 1e-4 });
});

test('ConditionalAffine scales and shifts by what the condition says', async () => {
  const layer = new flows.ConditionalAffine({ ...vector, network: new Dense(8), conditionSize: 3 });
  const [x, condition] = [drawn([5, 4]), drawn([5, 3], 4)];
  const [y, j] = layer(x, { condition });
  expectClose(await layer.invert(y, { condition }).data(), await x.data(), { atol: 1e-5 });
  const [, back] = layer.invertWithDeterminant(y, { condition });
  expectClose(await back.data(), await j.neg().data(), { atol: 1e-6 });
  const parameters = layer.network(condition) as Tensor;
  expectClose(await j.data(), await parameters.at(':', ':4').sum(1).data(), { atol: 1e-6 });
  expect(() => layer(x)).toThrow(/no condition/);
  const copy = keras.layers.deserialize(JSON.parse(JSON.stringify(keras.layers.serialize(layer))));
  expect(copy.getConfig()).toEqual(layer.getConfig());
});

test('Inverse turns layers round that change shapes', async () => {
  const x = drawn([2, 2, 2, 4]);
  const [y, j] = new flows.Inverse(new flows.Squeeze([4, 4], [1, 2]))(x);
  expect(y.shape).toEqual([2, 4, 4, 1]);
  expectClose(await j.data(), [0, 0]);
  const flow = new FlowModel([
    new flows.Inverse(new flows.Squeeze([4, 4], [1, 2])),
    new flows.ReshapeSamples([4, 4, 1]),
  ]);
  expect(flow(x)[0].shape).toEqual([2, 16]);
  expect(flow.sample(3).shape).toEqual([3, 2, 2, 4]);
});

test('Composite takes its beginnings from data', async () => {
  const layer = new flows.Composite([new ActivationNormalization([3], [1]), new ActivationNormalization([3], [1])]);
  const y = layer.initialize(drawn([50, 3]).mul(4).add(2));
  expectClose(await y.mean(0).data(), [0, 0, 0], { atol: 1e-5 });
});

test('layers say what they cannot be made of', () => {
  const wrong: (() => unknown)[] = [
    () => new flows.Sylvester({ ...vector, hiddenUnits: 5 }),
    () => new flows.Orthogonal({ ...vector, reflectionCount: 0 }),
    () => new flows.Orthogonal({ axes: [1, 2], shape: [2, 2] }),
    () => new flows.TriangularLinear([2, 2], [1, 2]),
    () => new flows.BatchNorm({ ...vector, momentum: 2 }),
    () => new flows.AutoregressiveUMNN({ ...vector, points: 0 }),
    () => new flows.AutoregressiveUMNN({ ...vector, features: 1.5 }),
    () => new flows.ElementSpline({ ...vector, kind: 'quartic' as never }),
  ];
  for (const make of wrong) expect(make).toThrow(error('ValueError'));
});

test('splines of linear pieces make a histogram of a uniform distribution', async () => {
  const layer = new flows.ElementSpline({ axes: [1], shape: [1], kind: 'linear', bins: 4, bound: 2 });
  layer.knots.assign([[0, Math.log(2), Math.log(4), 0]]);
  const flow = new FlowModel([layer], { base: new flows.UniformBase({ low: -2, high: 2 }) });
  const x = tensor([[-1.5], [-0.2], [0.7], [1.9]], null, 'float32');
  const densities = await flow.logProb(x).exp().data();
  expectClose(densities, [1 / 8, 2 / 8, 4 / 8, 1 / 8], { rtol: 1e-5 });
});

describe('distributions', () => {
  const logDensity = (z: number, mean: number, deviation: number) =>
    -0.5 * ((z - mean) / deviation) ** 2 - Math.log(deviation) - 0.5 * Math.log(2 * Math.PI);

  test('a uniform one between bounds', async () => {
    const base = new flows.UniformBase({ low: -1, high: 3 });
    expectClose(await base.logProb(tensor([[0, 2.5]], null, 'float32')).data(), [-2 * Math.log(4)]);
    const samples = [...(await base.sample([500, 1], { seed: 2 }).data())].map(Number);
    expect(Math.min(...samples)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...samples)).toBeGreaterThan(2.5);
    expect(() => new flows.UniformBase({ low: 2, high: 1 })).toThrow(error('ValueError'));
  });

  test('a diagonal normal one is trained', async () => {
    const base = new flows.DiagonalNormal([2]);
    base.mean.assign([1, -2]);
    base.logDeviation.assign([0.5, -0.5]);
    const wanted = logDensity(0.3, 1, Math.exp(0.5)) + logDensity(-1, -2, Math.exp(-0.5));
    expectClose(await base.logProb(tensor([[0.3, -1]], null, 'float32')).data(), [wanted], { rtol: 1e-5 });
    const samples = base.sample([4000, 2], { seed: 3 });
    expectClose(await samples.mean(0).data(), [1, -2], { atol: 0.1 });
    const flow = new FlowModel([new ActivationNormalization([2], [1])], { base: new flows.DiagonalNormal([2]) });
    flow.compile({ optimizer: new keras.optimizers.SGD(0.1) });
    await flow.fit(drawn([64, 2]).add(3), { epochs: 20, verbose: 0 });
    expect(Number(await (flow.base as flows.DiagonalNormal).mean.value.at(0).item())).toBeGreaterThan(0.3);
  });

  test('one that depends on a condition, as a base of a flow', async () => {
    const flow = new FlowModel([new flows.FixedAffine([1], [1], { shift: 1 })], {
      base: new flows.ConditionalNormal(new Dense(2)),
    });
    const condition = ops.sign(drawn([256, 1], 3));
    const inputs = drawn([256, 1], 4).mul(0.5).add(condition.mul(2));
    flow.compile({ optimizer: new keras.optimizers.Adam(0.05) });
    await flow.fit({ inputs, condition }, { epochs: 60, batchSize: 64, verbose: 0 });
    const right = Number(await flow.logProb(inputs, { condition }).mean().item());
    expect(right).toBeGreaterThan(Number(await flow.logProb(inputs, { condition: condition.neg() }).mean().item()) + 2);
    const samples = flow.sample(200, { condition: ops.ones([200, 1]), seed: 2 });
    expect(Math.abs(Number(await samples.mean().item()) - 2)).toBeLessThan(0.5);
    expect(() => flow.sample(3)).toThrow(/condition/);
  });
});

describe('conditions through a network of their own', () => {
  const embeddingNet = () => new keras.Sequential([new Dense(5, { activation: 'tanh' }), new Dense(1)]);
  const conditional = (options: Partial<flows.ReadyMadeOptions> = {}) =>
    flows.realNVP(2, { layers: 2, conditionSize: 1, base: new flows.ConditionalNormal(new Dense(4)), ...options });
  const [inputs, condition] = [drawn([16, 2]), drawn([16, 3], 4)];

  test('both ways, in densities and in samples, as if they were given what it gives', async () => {
    const flow = conditional({ embeddingNet: embeddingNet() });
    flow.logProb(inputs, { condition });
    for (const [i, variable] of flow.trainableVariables.entries()) variable.assign(drawn(variable.shape, 40 + i));
    const plain = new FlowModel(flow._flowLayers_, { base: flow.base });
    plain.build([null, 2]);
    const embedded = flow.embeddingNet!(condition) as Tensor;
    const pairs: [Tensor, Tensor][] = [
      [flow(inputs, { condition })[0], plain(inputs, { condition: embedded })[0]],
      [flow.initialize(inputs, condition), plain.initialize(inputs, embedded)],
      [flow.invert(inputs, condition), plain.invert(inputs, embedded)],
      [flow.invertWithDeterminant(inputs, condition)[1], plain.invertWithDeterminant(inputs, embedded)[1]],
      [flow.logProb(inputs, { condition }), plain.logProb(inputs, { condition: embedded })],
      [flow.sample(16, { condition, seed: 1 }), plain.sample(16, { condition: embedded, seed: 1 })],
      [
        flow.sampleAndLogProb(16, { condition, seed: 1 })[1],
        plain.sampleAndLogProb(16, { condition: embedded, seed: 1 })[1],
      ],
    ];
    for (const [ours, theirs] of pairs) expectClose(await ours.data(), await theirs.data(), { atol: 1e-6 });
  });

  test('are trained with the flow, and in its file', async () => {
    const flow = conditional({ embeddingNet: embeddingNet() });
    flow.compile({ optimizer: new keras.optimizers.Adam(0.01) });
    await flow.fit({ inputs, condition }, { epochs: 1, verbose: 0 });
    const before = await flow.embeddingNet!.weights[0]!.data();
    await flow.fit({ inputs, condition }, { epochs: 1, verbose: 0 });
    expect(await flow.embeddingNet!.weights[0]!.data()).not.toEqual(before);
    const again = FlowModel.fromConfig(flow.getConfig());
    again(inputs, { condition });
    expect(again.embeddingNet!.weights.length).toBe(4);
    expect(() => new FlowModel([], { embeddingNet: 'relu' as never })).toThrow(error('TypeError'));
  });
});

test.each([
  ['realNVP', flows.realNVP],
  ['neuralSplineFlow', flows.neuralSplineFlow],
  ['maskedAutoregressiveFlow', flows.maskedAutoregressiveFlow],
])('%s knows its arguments', (name, flow) => {
  const make = flow as (...args: unknown[]) => FlowModel;
  expect(make({ size: 3, layers: 1 }).logProb(ops.ones([2, 3])).shape).toEqual([2]);
  for (const args of [[], [2, { layer: 3 }], [{ size: 2, bin: 3 }]])
    expect(() => make(...args)).toThrow(expect.objectContaining({ name: 'TypeError' }));
  for (const args of [['2'], [0], [1.5], [{ sise: 2 }], [2, { layers: 0 }], [2, { conditionSize: -1 }]])
    expect(() => make(...args)).toThrow(new RegExp(`of ${name}\\(\\) must be a whole number`));
});

test.each([
  ['realNVP', () => flows.realNVP(3, { layers: 2, hiddenUnits: [8] })],
  ['neuralSplineFlow', () => flows.neuralSplineFlow(3, { layers: 2, hiddenUnits: [8], bins: 4 })],
  ['neuralSplineFlow on circles', () => flows.neuralSplineFlow(3, { layers: 2, hiddenUnits: [8], tails: 'circular' })],
  ['maskedAutoregressiveFlow', () => flows.maskedAutoregressiveFlow(3, { layers: 2, hiddenUnits: [8] })],
  [
    'maskedAutoregressiveFlow of splines',
    () => flows.maskedAutoregressiveFlow(3, { layers: 2, hiddenUnits: [8], bins: 4 }),
  ],
])('%s: samples have the densities that come with them', async (_, make) => {
  const flow = make();
  flow.build([null, 3]);
  const [samples, logDensities] = flow.sampleAndLogProb(6, { seed: 1 });
  expect(samples.shape).toEqual([6, 3]);
  expectClose(await flow.logProb(samples).data(), await logDensities.data(), { rtol: 1e-4, atol: 1e-4 });
});
