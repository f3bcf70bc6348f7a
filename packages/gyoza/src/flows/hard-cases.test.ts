/** What breaks flows: samples that are NaN or far away, conditions and weights of other forms, states that change in training, files. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportFunction, onnx, ops, type Tensor, tensor } from '@org/core';
import * as keras from '@org/models';
import { expectClose } from '@org/testing';
import {
  ActivationNormalization,
  AdditiveCoupling,
  AffineCoupling,
  CheckerBoardMask,
  type FlowLayer,
  FlowModel,
  HeavisideMask,
} from '../index.js';
import { drawn, inFloat64, network } from '../testing/layers.js';
import * as flows from './index.js';

const { Dense, Dropout, Lambda } = keras.layers;
const along = { axes: [1], shape: [4] };
const error = (name: string) => expect.objectContaining({ name });
beforeEach(() => keras.utils.setRandomSeed(1));

async function throughFile(model: FlowModel): Promise<FlowModel> {
  const folder = await mkdtemp(join(tmpdir(), 'flows-'));
  try {
    await model.save(join(folder, 'model.keras'));
    return (await keras.models.loadModel(join(folder, 'model.keras'))) as unknown as FlowModel;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test.each<[string, () => FlowLayer]>([
  ['Residual', () => new flows.Residual({ ...along, hiddenUnits: [12] })],
  ['AutoregressiveUMNN', () => new flows.AutoregressiveUMNN({ ...along, hiddenUnits: [12], integrandUnits: [8] })],
  ['Planar', () => new flows.Planar(along)],
])('%s: a sample that is NaN leaves the others as they are', async (_, make) => {
  const layer = make();
  const [y] = layer(drawn([4, 4]));
  const back = layer.invert(ops.concatenate([ops.full([1, 4], Number.NaN), y], 0));
  expectClose(await back.at('1:').data(), await drawn([4, 4]).data(), { atol: 1e-5 });
  expect(await ops.isnan(back.at(0)).all().item()).toBeTruthy();
});

test('LogisticMixtureCoupling leads back from far away, with the opposite log-determinants', async () => {
  const layer = new flows.LogisticMixtureCoupling({
    ...along,
    computeCouplingParameters: network(56),
    mask: new HeavisideMask(along),
  });
  const x = ops.full([1, 4], 1e4);
  for (const each of [x, x.neg(), drawn([1, 4])]) {
    const [y, j] = layer(each);
    const [back, again] = layer.invertWithDeterminant(y);
    expectClose(await back.data(), await each.data(), { rtol: 1e-5, atol: 1e-5 });
    expectClose(await again.data(), await j.neg().data(), { atol: 1e-4 });
  }
});

test('AffineCoupling: scales of elements that pass do not matter, however large', async () => {
  const scales = new Lambda((x: Tensor) => ops.concatenate([x.mul(0).add(tensor([0, 0, 0, 200])), x], -1));
  const layer = new AffineCoupling({ ...along, computeCouplingParameters: scales, mask: new HeavisideMask(along) });
  const x = drawn([2, 4]);
  const [y, j] = layer(x);
  expectClose(await y.at(':', '2:').data(), await x.at(':', '2:').data());
  expectClose(await j.data(), [0, 0]);
  expectClose(await layer.invert(y).data(), await x.data(), { atol: 1e-6 });
});

test('Residual: the way back has the digits of float64, and computes in the numbers of its policy', async () => {
  await inFloat64(async () => {
    const layer = new flows.Residual({ ...along, hiddenUnits: [12] });
    const x = drawn([3, 4], 1, 'float64');
    expectClose(await layer.invert(layer(x)[0]).data(), await x.data(), { atol: 1e-13 });
  });
  const half = new flows.Residual({ ...along, hiddenUnits: [12], dtype: 'mixed_bfloat16' });
  const x = drawn([3, 4]);
  const back = half.invert(half(x)[0]);
  expect(back.dtype).toBe('bfloat16');
  expectClose(await back.cast('float32').data(), await x.data(), { atol: 0.1 });
});

describe('sample', () => {
  test('temperature brings samples near to the expected value of the base', async () => {
    const base = new flows.DiagonalNormal([2]);
    base.mean.assign([5, -3]);
    const flow = new FlowModel([new ActivationNormalization([2], [1])], { base });
    flow.build([null, 2]);
    expectClose(await flow.sample(2, { temperature: 0 }).data(), [5, -3, 5, -3]);
    const [whole, half] = [1, 0.5].map((temperature) => flow.sample(3, { temperature, seed: 2 })) as [Tensor, Tensor];
    const mean = tensor([5, -3]);
    expectClose(await half.sub(mean).data(), await whole.sub(mean).mul(0.5).data(), { rtol: 1e-4 });
  });
});

describe('fit', () => {
  test('weights of samples may have an axis more', async () => {
    const flow = new FlowModel([new ActivationNormalization(along)]);
    flow.compile({ optimizer: new keras.optimizers.SGD(0) });
    const x = drawn([6, 4]);
    const sampleWeight = tensor([3, 0, 1, 0, 2, 0], [6, 1], 'float32');
    const { history } = await flow.fit(x, { sampleWeight, verbose: 0 });
    const expected = await flow
      .logProb(x)
      .mul(sampleWeight.reshape([6]))
      .mean()
      .neg()
      .data();
    expectClose([history.loss![0] as number], expected, { rtol: 1e-5 });
    const yPred = flow(x);
    expect(() => flow.computeLoss({ x, yPred, sampleWeight: ops.ones([6, 4]) } as never)).toThrow(
      /weight each.*\[6\]/s,
    );
  });

  test('other names than inputs and condition are errors', () => {
    const flow = new FlowModel([new ActivationNormalization(along)]);
    expect(() => flow({ inputs: drawn([2, 4]), conditions: drawn([2, 1]) } as never)).toThrow(/conditions/);
  });

  test('the base sees what the layers see of a condition, dropout included', async () => {
    let calls = 0;
    class Counting extends keras.layers.Layer {
      static override readonly callParameters = ['inputs'];
      override call(x: Tensor): Tensor {
        calls++;
        return x.mul(1);
      }
    }
    const flow = new FlowModel([new ActivationNormalization(along)], {
      base: new flows.ConditionalNormal(new Dense(8)),
      embeddingNet: new Counting(),
    });
    flow.compile({ optimizer: 'sgd' });
    const condition = drawn([8, 2], 2);
    flow({ inputs: drawn([8, 4]), condition } as never);
    const before = calls;
    flow.computeLoss({
      x: { inputs: 0, condition },
      yPred: flow({ inputs: drawn([8, 4]), condition } as never),
    } as never);
    expect(calls - before).toBe(1);
  });
});

test.each<[string, () => FlowLayer]>([
  ['batch normalization', () => new flows.BatchNorm(along)],
  [
    'dropout',
    () =>
      new AffineCoupling({
        ...along,
        computeCouplingParameters: new keras.Sequential([new Dropout(0.5), new Dense(8)]),
        mask: new CheckerBoardMask(along),
      }),
  ],
])('a reversible model refuses %s in training, which its way back would not know', async (_, make) => {
  const flow = new FlowModel([make()], { reversible: true });
  const x = drawn([4, 4]);
  expect(flow(x)[0].shape).toEqual([4, 4]);
  expect(() => flow(x, { training: true } as never)).toThrow(/changes in training[\s\S]*reversible: false/);
});

test.each<[string, () => flows.BaseDistribution]>([
  ['ConditionalNormal', () => new flows.ConditionalNormal(network(8))],
  [
    'JointDistribution',
    () =>
      new flows.JointDistribution([new flows.DiagonalNormal([2]), new flows.ConditionalNormal(network(4))], [[2], [2]]),
  ],
  [
    'TransformedDistribution',
    () =>
      new flows.TransformedDistribution(new flows.ConditionalNormal(network(8)), [
        new flows.MaskedAutoregressive({ ...along, conditionSize: 2 }),
      ]),
  ],
])('%s as a conditional base: weights are there after a call, and in files', async (_, make) => {
  const [x, condition] = [drawn([5, 4]), drawn([5, 2], 2)];
  const flow = new FlowModel([new ActivationNormalization(along)], { base: make() });
  flow(x, { condition });
  const count = flow.weights.length;
  const before = await flow.logProb(x, condition).data();
  expect(flow.weights.length).toBe(count);
  const copy = await throughFile(flow);
  expect(copy.weights.length).toBe(count);
  expectClose(await copy.logProb(x, condition).data(), before, { rtol: 1e-6 });
});

test.each<[string, () => FlowLayer]>([
  ['AdditiveCoupling', () => new AdditiveCoupling([4], [1], network(4), new HeavisideMask([1], [4]))],
  ['ActivationNormalization', () => new ActivationNormalization(along)],
  ['Orthogonal', () => new flows.Orthogonal(along)],
  ['Residual', () => new flows.Residual({ ...along, hiddenUnits: [6] })],
  ['Inverse of AutoregressiveSpline', () => new flows.Inverse(new flows.AutoregressiveSpline({ ...along, bins: 4 }))],
])('%s as an ONNX model takes batches of any size, forwards and back', async (_, make) => {
  const layer = make();
  const y = layer(drawn([3, 4]))[0];
  const open = [{ name: 'x', shape: [null, 4], dtype: 'float32' }] as const;
  for (const [call, input] of [
    [(x: Tensor) => layer(x), drawn([3, 4])],
    [(x: Tensor) => layer.invertWithDeterminant(x), y],
  ] as const) {
    const model = onnx.importModel(await exportFunction(call, open, ['outputs', 'determinants']));
    for (const x of [input, input.at('0:1')]) {
      for (const [i, found] of model.run({ x }).entries())
        expectClose(await found.data(), await call(x)[i]!.data(), { atol: 1e-5 });
    }
  }
});

test('a condition may be for the base alone: a Glow whose pictures have classes', async () => {
  const of = (channels: number) => new flows.ClassNormal([1, 1, channels], { classes: 3 });
  const base = new flows.JointDistribution(
    [of(24), of(6)],
    [
      [2, 2, 24],
      [4, 4, 6],
    ],
  );
  const flow = flows.glow({ sampleShape: [8, 8, 3], scales: 2, steps: 1, hiddenChannels: 2, base });
  const [inputs, condition] = [drawn([6, 8, 8, 3]), ops.oneHot(tensor([0, 1, 2, 0, 1, 2], null, 'int32'), 3)];
  flow.initialize(inputs, condition);
  flow.compile({ optimizer: 'adam' });
  const { history } = await flow.fit({ inputs, condition }, { epochs: 2, verbose: 0 });
  expect(history.loss![1]).toBeLessThan(history.loss![0] as number);
  const [samples, logDensities] = flow.sampleAndLogProb(6, { condition, seed: 1 });
  expectClose(await flow.logProb(samples, condition).data(), await logDensities.data(), { rtol: 1e-3 });
});

test('errors say what a newcomer meant', () => {
  const [x, condition] = [drawn([2, 4]), drawn([2, 3])];
  for (const make of [flows.realNVP, flows.neuralSplineFlow, flows.maskedAutoregressiveFlow])
    expect(() => make(4, { layers: 1 }).logProb(x, condition)).toThrow(/conditionSize: 3/);
  const inner = flows.realNVP(4, { layers: 1 });
  expect(() => new FlowModel([inner as never])).toThrow(/Composite\(model\._flowLayers_\)/);
  const normal = new flows.StandardNormal();
  expect(() => new flows.TransformedDistribution(normal, inner as never)).toThrow(error('TypeError'));
});
