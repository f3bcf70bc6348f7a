/** What distributions have in common, and what single ones are. */
import { ops, type Tensor, tensor } from '@org/core';
import * as keras from '@org/models';
import { expectClose, thorough } from '@org/testing';
import { drawn } from '../../testing/layers.js';
import * as flows from '../index.js';

const { Dense } = keras.layers;
const numbers = async (x: Tensor) => [...(await x.data())].map(Number);
const error = (name: string) => expect.objectContaining({ name });
beforeEach(() => keras.utils.setRandomSeed(3));

/** Trained weights other than the first. */
function stirred<T extends flows.BaseDistribution>(base: T): T {
  for (const [i, variable] of base.trainableVariables.entries())
    variable.assign(variable.value.add(drawn(variable.shape, 20 + i).mul(0.3)));
  return base;
}

interface Case {
  readonly make: () => flows.BaseDistribution;
  /** Of the condition. */
  readonly given?: readonly number[];
  /** Outside of the square from minus this to this there is nothing to speak of. */
  readonly reach?: number;
  readonly sampleShape?: readonly number[];
}

const dense = (units: number) => new Dense(units, { biasInitializer: 'random_normal' });
const plane: Record<string, Case> = {
  StandardNormal: { make: () => new flows.StandardNormal() },
  UniformBase: { make: () => new flows.UniformBase({ low: [-1, 0.2], high: [2, 1.7] }) },
  GaussianMixture: {
    make: () =>
      new flows.GaussianMixture(
        [
          [-1, 0],
          [1, 1],
        ],
        0.5,
      ),
  },
  NormalMixture: { make: () => new flows.NormalMixture(3, 2) },
  DiagonalNormal: { make: () => new flows.DiagonalNormal([2]) },
  ConditionalNormal: { make: () => new flows.ConditionalNormal(dense(4)), given: [0.4, -0.2] },
  ClassNormal: { make: () => new flows.ClassNormal([2], { classes: 3 }), given: [0, 1, 0] },
  'ClassNormal without classes': { make: () => new flows.ClassNormal([1]) },
  PrincipalNormal: { make: () => new flows.PrincipalNormal(2, 1, { deviation: 0.4 }), reach: 9 },
  UniformNormal: { make: () => new flows.UniformNormal(2, [1], { scale: [0.8, 3] }) },
  AutoregressiveMixture: {
    make: () => new flows.AutoregressiveMixture(2, { components: 2, hiddenUnits: [8], conditionSize: 1 }),
    given: [0.7],
  },
  ConditionalMixture: { make: () => new flows.ConditionalMixture(2, 2, dense(12)), given: [0.5, 0.1], reach: 10 },
  JointDistribution: {
    make: () => new flows.JointDistribution([new flows.DiagonalNormal([1]), new flows.UniformBase()], [[1], [1]]),
  },
  TransformedDistribution: {
    make: () =>
      new flows.TransformedDistribution(new flows.StandardNormal(), [
        new flows.LearnedSlopes([2], [1]),
        new flows.FixedAffine([2], [1], { scale: 2, shift: 1 }),
      ]),
  },
  'PlaneDensity of eight': { make: () => new flows.PlaneDensity('circularMixture') },
  PictureDensity: {
    make: () =>
      new flows.PictureDensity(
        [
          [0, 1, 2],
          [3, 0, 1],
        ],
        { low: [-2, -1], high: [1, 3] },
      ),
  },
};
const inSpace: Record<string, Case> = {
  ConditionalBernoulli: { make: () => new flows.ConditionalBernoulli(dense(2)), given: [0.2, 0.1] },
  Dirac: { make: () => new flows.Dirac(), given: [1, 2] },
  MG1Uniform: { make: () => new flows.MG1Uniform({ low: 0, high: [10, 10, 1 / 3] }), sampleShape: [3] },
  LotkaVolterraOscillating: { make: () => new flows.LotkaVolterraOscillating(), sampleShape: [4] },
  PlaneDensity: { make: () => new flows.PlaneDensity('rings', { count: 3 }) },
};
const conditions = (given: readonly number[] | undefined, count: number): Tensor | null =>
  given ? ops.tile(tensor([given], null, 'float32'), [count, 1]) : null;

const SIDE = 300;
/** Points all over a square, and the area of each. */
function grid(reach: number): { points: Tensor; area: number } {
  const step = (2 * reach) / SIDE;
  const at = (i: number) => -reach + (i + 0.5) * step;
  const points = Array.from({ length: SIDE * SIDE }, (_, i) => [at(i % SIDE), at(Math.floor(i / SIDE))]).flat();
  return { points: tensor(Float32Array.from(points), [SIDE * SIDE, 2]), area: step * step };
}

describe.each(Object.entries(plane))('%s', (_, { make, given, reach = 6 }) => {
  test('its density is 1 in all', async () => {
    const { points, area } = grid(reach);
    const base = stirred(make());
    const density = base.logProb(points, conditions(given, SIDE * SIDE)).exp();
    expect(Number(await density.sum().item()) * area).toBeCloseTo(1, 1.5);
  });

  test('its samples are where its density is', async () => {
    const base = stirred(make());
    const count = thorough(6000, 1500);
    const condition = conditions(given, count);
    const samples = base.sample([count, 2], { seed: 4, condition });
    expect(samples.shape).toEqual([count, 2]);
    // By moments: of both coordinates, their squares and their product, by samples and by the grid.
    const { points, area } = grid(reach);
    const density = base
      .logProb(points, conditions(given, SIDE * SIDE))
      .exp()
      .mul(area);
    const moments = (z: Tensor) => {
      const [x, y] = [z.at(':', 0), z.at(':', 1)] as [Tensor, Tensor];
      return ops.stack([x, y, x.square(), y.square(), x.mul(y), ops.sin(x.mul(2)), ops.cos(y.mul(3))]);
    };
    const wanted = await numbers(moments(points).mul(density).sum(1));
    const found = moments(samples);
    const [means, deviations] = [await numbers(found.mean(1)), await numbers(ops.std(found, 1))];
    means.forEach((mean, i) => {
      // Five standard errors, and what the grid is coarse.
      expect(Math.abs(mean - wanted[i]!)).toBeLessThan((5 * deviations[i]!) / Math.sqrt(count) + 0.02);
    });
  });
});

describe.each(Object.entries({ ...plane, ...inSpace }))('%s', (_, { make, given, sampleShape = [2] }) => {
  test('its config and weights make the same', async () => {
    const base = make();
    const condition = conditions(given, 5);
    const shape = [5, ...sampleShape];
    const samples = base.sample(shape, { seed: 1, condition });
    stirred(base);
    const json = JSON.parse(JSON.stringify(keras.layers.serialize(base)));
    const copy = keras.layers.deserialize(json) as unknown as flows.BaseDistribution;
    expect(copy.constructor).toBe(base.constructor);
    expect(copy.getConfig()).toEqual(base.getConfig());
    copy.sample(shape, { seed: 1, condition });
    copy.setWeights(base.weights.map(({ value }) => value));
    expectClose(await copy.logProb(samples, condition).data(), await base.logProb(samples, condition).data());
    expectClose(
      await copy.sample(shape, { seed: 2, condition }).data(),
      await base.sample(shape, { seed: 2, condition }).data(),
    );
  });

  test('one seed, the same samples; another, others', async () => {
    const base = make();
    const condition = conditions(given, 8);
    const draw = async (seed: number) => numbers(base.sample([8, ...sampleShape], { seed, condition }));
    expect(await draw(1)).toEqual(await draw(1));
    if (base instanceof flows.Dirac) return;
    expect(await draw(1)).not.toEqual(await draw(2));
  });

  test('expected values are means of samples', async () => {
    const base = stirred(make());
    const count = 4000;
    const condition = conditions(given, count);
    let expected: Tensor;
    try {
      expected = base.expectedValue([count, ...sampleShape], { condition });
    } catch (thrown) {
      expect(thrown).toEqual(error('NotImplementedError'));
      return;
    }
    const samples = base.sample([count, ...sampleShape], { seed: 3, condition });
    const away = await numbers(samples.sub(expected).mean(0));
    const deviations = await numbers(ops.std(samples, 0));
    away.forEach((each, i) => {
      expect(Math.abs(each)).toBeLessThanOrEqual((5 * deviations[i]!) / Math.sqrt(count) + 1e-6);
    });
  });
});

test('every distribution is among them', () => {
  const tested = Object.keys({ ...plane, ...inSpace }).join(' ');
  const isDistribution = (each: unknown): each is typeof flows.BaseDistribution =>
    typeof each === 'function' && each.prototype instanceof flows.BaseDistribution;
  const missing = Object.entries(flows)
    .filter(([name, each]) => isDistribution(each) && !tested.includes(name))
    .map(([name]) => name);
  expect(missing).toEqual([]);
});

test('components and places in a mixture are drawn independently', async () => {
  // With one stream of numbers for both, the noise would tell the component.
  const samples = new flows.GaussianMixture([[-10], [10]], 1).sample([20000, 1], { seed: 5 });
  const isRight = samples.greater(0);
  const noise = samples.sub(ops.where(isRight, 10, -10));
  const right = ops.cast(isRight, 'float32');
  const mean = Number(await noise.mul(right).sum().div(right.sum()).item());
  expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(10000));
  const variance = Number(await noise.square().mul(right).sum().div(right.sum()).item());
  expect(Math.abs(variance - 1)).toBeLessThan((5 * Math.SQRT2) / Math.sqrt(10000));
});

test('ClassNormal takes classes as numbers', async () => {
  const base = stirred(new flows.ClassNormal([1, 1, 2], { classes: 3 }));
  const z = drawn([4, 2, 2, 2]);
  const oneHot = ops.oneHot(tensor([0, 2, 1, 1], null, 'int32'), 3);
  expectClose(await base.logProb(z, [0, 2, 1, 1]).data(), await base.logProb(z, oneHot).data());
  expect(await numbers(base.logProb(z, [0, 2, 1, 3]).at('2:'))).toEqual([expect.any(Number), Number.NaN]);
  expect(() => base.logProb(z)).toThrow(/no condition/);
  expect(() => base.logProb(z, ops.ones([4, 2]))).toThrow(error('ValueError'));
  expect(base.sample([6, 2, 2, 2], { seed: 1 }).shape).toEqual([6, 2, 2, 2]);
});

test('PlaneDensity: the samples of each fill its density', async () => {
  const names = ['twoMoons', 'rings', 'twoModes', 'sinusoidal', 'sinusoidalGap', 'sinusoidalSplit', 'smiley'] as const;
  const { points, area } = grid(3);
  for (const name of names) {
    const base = new flows.PlaneDensity(name);
    const density = base.logProb(points).exp();
    // The mean of the logarithm, by samples and by the normalized density.
    const total = density.sum();
    const wanted = Number(await density.mul(base.logProb(points)).sum().div(total).item());
    const values = base.logProb(base.sample([3000, 2], { seed: 2 }));
    const [mean, deviation] = [Number(await values.mean().item()), Number(await ops.std(values).item())];
    expect(Math.abs(mean - wanted)).toBeLessThan((5 * deviation) / Math.sqrt(3000) + 0.02);
    expect(Number(await total.item()) * area).toBeGreaterThan(0.1);
  }
});

test('LotkaVolterraOscillating: the density is 1 in all', async () => {
  // Four numbers that are independent: along a line in each direction, by the mean of the others' densities.
  const base = new flows.LotkaVolterraOscillating();
  const center = [0.01, 0.5, 1, 0.01].map(Math.log);
  const at = async (z: readonly number[][]) => numbers(base.logProb(tensor(z as number[][], null, 'float32')));
  const [peak] = await at([center]);
  const step = 0.005;
  const line = Array.from({ length: 1400 }, (_, i) => -5 + (i + 0.5) * step);
  let product = Math.exp(peak!);
  for (const axis of [0, 1, 2, 3]) {
    const found = await at(line.map((x) => center.map((each, i) => (i === axis ? x : each))));
    product *= found.reduce((sum, each) => sum + Math.exp(each - peak!) * step, 0);
  }
  expect(product).toBeCloseTo(1, 3);
  expect((await at([[-5.1, 0, 0, 0]]))[0]).toBe(Number.NEGATIVE_INFINITY);
});

test('distributions say what they cannot be made of', () => {
  const wrong: (() => unknown)[] = [
    () => new flows.UniformBase({ low: [0, 1], high: [1, 1] }),
    () => new flows.UniformBase({ low: [0, 1, 2], high: [5, 5] }),
    () => new flows.UniformNormal(2, [2]),
    () => new flows.UniformNormal(2, [0], { scale: [1, 0] }),
    () => new flows.PrincipalNormal(2, 0),
    () => new flows.ClassNormal([2], { classes: -1 }),
    () => new flows.AutoregressiveMixture(0),
    () => new flows.ConditionalMixture(2, 1.5, new Dense(4)),
    () => new flows.JointDistribution([new flows.StandardNormal()], []),
    () => new flows.PlaneDensity('square' as never),
    () => new flows.PlaneDensity('rings', { count: 0 }),
    () => new flows.PictureDensity([[0, 0]]),
    () => new flows.PictureDensity([[1, -1]]),
    () => new flows.LotkaVolterraOscillating().sample([2, 3]),
    () => new flows.ConditionalMixture(2, 2, new Dense(5)).logProb(ops.ones([1, 2]), ops.ones([1, 3])),
    () => new flows.ConditionalBernoulli(new Dense(2)).logProb(ops.ones([1, 2])),
    () => new flows.JointDistribution([new flows.StandardNormal()], [[3]]).logProb(ops.ones([1, 2])),
    () => new flows.Dirac().sample([2, 2]),
    () => new flows.JointDistribution([new flows.StandardNormal()], [2] as never),
    () => new flows.JointDistribution([new flows.StandardNormal()], [[2]]).sample([2, 5]),
    () => new flows.PlaneDensity('rings').sample([2, 3]),
    () => new flows.PictureDensity([[1, 2]]).sample([2, 3]),
    () => new flows.PictureDensity([[1, 2]]).logProb(ops.ones([2, 3])),
    () => new flows.UniformNormal(2, [0]).sample([2, 3]),
    () => new flows.PrincipalNormal(2, 1).sample([2, 3]),
    () => new flows.DiagonalNormal([2]).sample([2, 3]),
    () => new flows.NormalMixture(2, 2).sample([2, 3]),
    () => new flows.GaussianMixture([[1, 2]], 1).sample([2, 3]),
    () => new flows.MG1Uniform().logProb(ops.ones([2, 2])),
  ];
  for (const make of wrong) expect(make).toThrow(error('ValueError'));
  const strangers: (() => unknown)[] = [
    () => new flows.JointDistribution(['normal' as never], [[1]]),
    () => new flows.TransformedDistribution(new flows.StandardNormal(), ['exp' as never]),
    () => new flows.ConditionalMixture(2, 1, 'dense' as never),
    () => new flows.ConditionalBernoulli(null as never),
  ];
  for (const make of strangers) expect(make).toThrow(error('TypeError'));
});

test('the mean weight of importance sampling by a mixture that fits is that of the density', async () => {
  const target = new flows.PlaneDensity('circularMixture');
  const from = new flows.NormalMixture(1, 2);
  from.means.assign([[0, 0]]);
  from.logDeviations.assign([[0.7, 0.7]]);
  const z = from.sample([20000, 2], { seed: 1 });
  const weights = target.logProb(z).sub(from.logProb(z)).exp();
  expect(Math.abs(Number(await weights.mean().item()) - 1)).toBeLessThan(0.05);
});
