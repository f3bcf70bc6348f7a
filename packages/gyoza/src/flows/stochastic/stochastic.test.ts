/** Layers that move samples at random: what stands for their log-determinants makes weighted samples of the target. */
import { gradients, ops, type Tensor } from '@org/core';
import * as keras from '@org/models';
import { expectClose } from '@org/testing';
import { ActivationNormalization, type FlowLayer, FlowModel } from '../../index.js';
import { drawn } from '../../testing/layers.js';
import * as flows from '../index.js';

const along = { axes: [1], shape: [2] };
const numbers = async (x: Tensor) => [...(await x.data())].map(Number);
beforeEach(() => keras.utils.setRandomSeed(2));

/** Normal around (1, 1) with the deviation ½, and three times as much as 1 in all. */
const FACTOR = 3;
const target = (x: Tensor): Tensor =>
  x
    .sub(1)
    .div(0.5)
    .square()
    .sum(1)
    .mul(-0.5)
    .add(Math.log(FACTOR / (2 * Math.PI * 0.25)));

const cases: [string, (target: flows.ChainTarget) => flows.ChainLayer][] = [
  ['MetropolisHastings', (to) => new flows.MetropolisHastings({ ...along, target: to, steps: 8, scale: 0.4 })],
  ['HamiltonianMonteCarlo', (to) => new flows.HamiltonianMonteCarlo({ ...along, target: to, steps: 4, stepSize: 0.2 })],
  ['Langevin', (to) => new flows.Langevin({ ...along, target: to, steps: 6, stepSize: 0.03 })],
];

describe.each(cases)('%s', (_, make) => {
  test('samples of a flow behind it are weighted samples of the target', async () => {
    const flow = new FlowModel([make(target)], { base: new flows.DiagonalNormal([2]) });
    flow.build([null, 2]);
    const [samples, logDensities] = flow.sampleAndLogProb(8000, { seed: 3 });
    const weights = target(samples).sub(logDensities).exp();
    const deviation = Number(await ops.std(weights).item());
    expect(Math.abs(Number(await weights.mean().item()) - FACTOR)).toBeLessThan((5 * deviation) / Math.sqrt(8000));
    const mean = await numbers(weights.div(weights.sum()).matmul(samples));
    for (const each of mean) expect(Math.abs(each - 1)).toBeLessThan(0.1);
    // They have come nearer than those of the base.
    expect(Number(await samples.mean().item())).toBeGreaterThan(0.1);
  });

  test('leaves the target as it is', async () => {
    const layer = make(target);
    const count = 6000;
    const x = drawn([count, 2], 5).mul(0.5).add(1);
    // Langevin steps that are all taken are biased by their size, of the order of one step.
    const bias = layer instanceof flows.Langevin ? 0.03 : 0;
    let moved = x;
    for (let i = 0; i < 3; i++) moved = layer(moved)[0];
    const [mean, deviation] = [await numbers(moved.mean(0)), await numbers(ops.std(moved, 0))];
    for (const each of mean) expect(Math.abs(each - 1)).toBeLessThan((5 * 0.5) / Math.sqrt(count));
    for (const each of deviation) expect(Math.abs(each - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(2 * count) + bias);
    expect(Number(await moved.sub(x).abs().mean().item())).toBeGreaterThan(0.1);
  });

  test('both directions are steps, of other random numbers each time', async () => {
    const layer = make(target);
    const x = drawn([6, 2]);
    expect(await numbers(layer(x)[0])).not.toEqual(await numbers(layer(x)[0]));
    const [back, ratios] = layer.invertWithDeterminant(x);
    expect(back.shape).toEqual([6, 2]);
    expect(ratios.shape).toEqual([6]);
  });

  test('its config makes the same; a function cannot be saved', async () => {
    const layer = make(new flows.PlaneDensity('twoMoons'));
    layer(drawn([2, 2]));
    const json = JSON.parse(JSON.stringify(keras.layers.serialize(layer)));
    const copy = keras.layers.deserialize(json) as unknown as FlowLayer;
    expect(copy.constructor).toBe(layer.constructor);
    expect(copy.getConfig()).toEqual(layer.getConfig());
    expect(() => make(target).getConfig()).toThrow(/function/);
  });

  test('is trained with the layers around it', async () => {
    const flow = new FlowModel([make(target), new ActivationNormalization([2], [1])]);
    flow.build([null, 2]);
    const variables = flow.trainableVariables;
    const optimizer = new keras.optimizers.Adam(0.05);
    const found: number[] = [];
    for (let step = 0; step < 60; step++) {
      const loss = flows.reverseKLD(flow, target, 256, { seed: step });
      optimizer.apply(gradients(loss, variables) as Tensor[], variables);
      found.push(Number(await loss.item()));
    }
    // The least is that of a fit.
    expect(found.at(-1)!).toBeLessThan(found[0]! - 0.3);
    expect(found.at(-1)!).toBeGreaterThan(-Math.log(FACTOR) - 0.2);
  });

  test('a model that inverts layers instead of storing refuses it', () => {
    const layers = [[make(target)], [new flows.Composite([make(target)])], [new flows.Inverse(make(target))]];
    for (const each of layers) {
      const flow = new FlowModel(each, { reversible: true });
      expect(() => flow(drawn([2, 2]))).toThrow(/leads? back/);
    }
  });
});

test('a proposal that changes nothing is a step of ratio 1', async () => {
  const flat = (x: Tensor): Tensor => ops.zeros([x.shape[0]!]);
  const [, ratios] = new flows.HamiltonianMonteCarlo([2], [1], flat, { steps: 2 })(drawn([5, 2]));
  expectClose(await ratios.data(), [0, 0, 0, 0, 0]);
});

test('layers say what they cannot be made of', () => {
  const error = (name: string) => expect.objectContaining({ name });
  expect(() => new flows.Langevin([2], [1], 'normal' as never)).toThrow(error('TypeError'));
  expect(() => new flows.Langevin([2], [1], target, { steps: 0 })).toThrow(error('ValueError'));
  expect(() => new flows.MetropolisHastings([2], [1], target, { scale: -1 })).toThrow(error('ValueError'));
  expect(() => new flows.HamiltonianMonteCarlo([2], [1], target, { stepSize: 0 })).toThrow(error('ValueError'));
});

describe('divergences by samples of the flow', () => {
  const fitted = () => {
    const flow = new FlowModel([new ActivationNormalization([2], [1])]);
    flow.build([null, 2]);
    const [layer] = flow._flowLayers_ as [ActivationNormalization];
    layer._location_.assign([1, 1]);
    layer._scale_.assign([0.5, 0.5]);
    return flow;
  };

  test('pathwise derivatives vanish where the flow fits, for each sample', async () => {
    const flow = fitted();
    for (const loss of [
      flows.reverseKLD(flow, target, 32, { seed: 1, pathwise: true }),
      flows.reverseAlphaDivergence(flow, target, 32, { seed: 1, pathwise: true, alpha: 2 }),
    ]) {
      for (const gradient of gradients(loss, flow.trainableVariables) as Tensor[])
        for (const each of await numbers(gradient)) expect(Math.abs(each)).toBeLessThan(1e-4);
    }
    const plain = gradients(flows.reverseKLD(flow, target, 32, { seed: 1 }), flow.trainableVariables) as Tensor[];
    expect(Math.max(...(await numbers(plain[1]!)).map(Math.abs))).toBeGreaterThan(1e-2);
  });

  test('both kinds of derivatives have the same mean', async () => {
    const flow = fitted();
    (flow._flowLayers_[0] as ActivationNormalization)._location_.assign([0.6, 1.2]);
    const of = async (pathwise: boolean) => {
      const loss = flows.reverseKLD(flow, target, 20000, { seed: 1, pathwise });
      return numbers((gradients(loss, flow.trainableVariables) as Tensor[])[0]!);
    };
    expectClose(await of(true), await of(false), { atol: 0.1, rtol: 0 });
  });

  test('the α-divergence by its formula', async () => {
    const flow = fitted();
    (flow._flowLayers_[0] as ActivationNormalization)._location_.assign([0.6, 1.2]);
    const [samples, logDensities] = flow.sampleAndLogProb(64, { seed: 1 });
    const logWeights = await numbers(target(samples).sub(logDensities));
    for (const alpha of [0.5, 2]) {
      const wanted = Math.sign(alpha - 1) * Math.log(logWeights.reduce((sum, each) => sum + Math.exp(alpha * each), 0));
      const found = Number(await flows.reverseAlphaDivergence(flow, target, 64, { seed: 1, alpha }).item());
      expect(found).toBeCloseTo(wanted, 4);
    }
    expect(() => flows.reverseAlphaDivergence(flow, target, 4, { alpha: 1 })).toThrow(/reverseKLD/);
  });
});
