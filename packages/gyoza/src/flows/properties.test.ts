/** The law of every layer beyond the original, under random shapes and axes: it leads back, and log-determinants are those of its Jacobian. */
import { gradients, ops, type Tensor } from '@org/core';
import * as keras from '@org/models';
import { expectClose, thorough } from '@org/testing';
import * as fc from 'fast-check';
import { ActivationNormalization, AffineCoupling, CheckerBoardMask, type FlowLayer, HeavisideMask } from '../index.js';
import { logDeterminant, numericalJacobian } from '../testing/jacobian.js';
import { drawn, inFloat64, network, stirred } from '../testing/layers.js';
import * as flows from './index.js';

interface Along {
  readonly axes: number[];
  readonly shape: number[];
}
/** The shape of a batch, and what makes a layer for it. */
interface Case {
  readonly shape: number[];
  readonly make: (conditionSize?: number) => FlowLayer;
}

/** Of numerical derivatives, in float64. */
const STEP = 1e-5;

const size = fc.integer({ min: 1, max: 4 });
const vectors = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5 }))
  .map(([batch, count]) => ({ shape: [batch, count], along: { axes: [1], shape: [count] } }));
/** Tensors of two to four axes, and some of these. */
const tensors = fc
  .array(size, { minLength: 2, maxLength: 4 })
  .chain((shape) => fc.tuple(fc.constant(shape), fc.subarray(shape.map((_, i) => i).slice(1), { minLength: 1 })))
  .filter(([shape]) => shape.slice(1).reduce((n, each) => n * each, 1) <= 24)
  .map(([shape, axes]) => ({ shape, along: { axes, shape: axes.map((axis) => shape[axis]!) } }));
const pictures = fc
  .tuple(size, fc.constantFrom(2, 4), fc.constantFrom(2, 4), fc.constantFrom(1, 2))
  .map((shape) => ({ shape, along: { axes: [1, 2], shape: shape.slice(1, 3) } }));

const from = (
  inputs: fc.Arbitrary<{ shape: number[]; along: Along }>,
  make: (along: Along, shape: number[], conditionSize: number) => FlowLayer,
): fc.Arbitrary<Case> =>
  inputs.map(({ shape, along }) => ({ shape, make: (conditionSize = 0) => make(along, shape, conditionSize) }));
const coupling = (
  Type: new (options: never) => FlowLayer,
  perElement: number,
  options: Record<string, unknown> = {},
): fc.Arbitrary<Case> =>
  fc.oneof(
    ...[CheckerBoardMask, HeavisideMask].map((Mask) =>
      from(
        tensors,
        (along, shape, conditionSize) =>
          new Type({
            ...along,
            ...options,
            computeCouplingParameters: network(perElement * shape.at(-1)!),
            mask: new Mask(along),
            conditionSize,
          } as never),
      ),
    ),
  );
const activation = fc.constantFrom<flows.ActivationName>(
  'exp',
  'tanh',
  'logTanh',
  'leakyRelu',
  'sigmoid',
  'softplus',
  'cauchyCdf',
);

const conditional: Record<string, fc.Arbitrary<Case>> = {
  SplineCoupling: coupling(flows.SplineCoupling, 23),
  'SplineCoupling on circles': coupling(flows.SplineCoupling, 12, { bins: 4, tails: 'circular' }),
  'SplineCoupling, linear': coupling(flows.SplineCoupling, 5, { bins: 5, kind: 'linear' }),
  'SplineCoupling, quadratic': coupling(flows.SplineCoupling, 9, { bins: 5, kind: 'quadratic' }),
  'SplineCoupling, quadratic on circles': coupling(flows.SplineCoupling, 8, {
    bins: 4,
    kind: 'quadratic',
    tails: 'circular',
  }),
  'SplineCoupling, cubic': coupling(flows.SplineCoupling, 12, { bins: 5, kind: 'cubic' }),
  LogisticMixtureCoupling: coupling(flows.LogisticMixtureCoupling, 14),
  UMNNCoupling: coupling(flows.UMNNCoupling, 4, { features: 3, integrandUnits: [8] }),
  GINCoupling: coupling(flows.GINCoupling, 2),
  'AffineCoupling, clamped': coupling(AffineCoupling, 2, { clamp: 1.5 }),
  MaskedAutoregressive: from(
    vectors,
    (along, _, conditionSize) => new flows.MaskedAutoregressive({ ...along, hiddenUnits: [12], conditionSize }),
  ),
  AutoregressiveSpline: from(
    vectors,
    (along, _, conditionSize) =>
      new flows.AutoregressiveSpline({ ...along, hiddenUnits: [12], bins: 5, conditionSize }),
  ),
  AutoregressiveUMNN: from(
    vectors,
    (along, _, conditionSize) =>
      new flows.AutoregressiveUMNN({ ...along, hiddenUnits: [12], features: 3, integrandUnits: [8], conditionSize }),
  ),
  'GraphINN with a condition and a network of it': from(vectors, (along, _, conditionSize) => {
    const [size] = along.shape as [number];
    const [input, parts] = [new flows.InputNode([2 * size]), new flows.SplitParts([size, size])];
    const halves = new flows.Node(input, parts);
    const given = conditionSize > 0 ? [new flows.ConditionNode([conditionSize])] : [];
    const made = given.map((node) => new flows.FeedForwardNode(node, network(2), [2]));
    const first = new flows.Node(halves, new flows.MaskedAutoregressive({ ...along, conditionSize }), {
      conditions: given,
    });
    const second = new flows.Node(
      [halves, 1],
      new flows.ConditionalAffine({ ...along, network: network(2 * size), conditionSize: size + 2 * made.length }),
      { conditions: [halves, ...made] },
    );
    const joined = new flows.Node([second, first], new flows.JoinParts());
    return new flows.GraphINN([input, halves, ...given, ...made, first, second, joined, new flows.OutputNode(joined)]);
  }).map((each) => ({ ...each, shape: [each.shape[0]!, 2 * each.shape[1]!] })),
  Residual: from(
    vectors,
    (along, _, conditionSize) => new flows.Residual({ ...along, hiddenUnits: [12], conditionSize }),
  ),
  ResidualConvolution: from(
    pictures.map((each) => ({ ...each, shape: [each.shape[0]!, 2, 3, each.shape[3]!] })),
    (_, shape, conditionSize) =>
      new flows.ResidualConvolution({
        axes: [3],
        shape: [shape[3]!],
        hiddenChannels: [4],
        logDeterminant: 'exact',
        conditionSize,
      }),
  ),
  ResidualNetwork: from(
    pictures,
    (_, shape, conditionSize) =>
      new AffineCoupling({
        axes: [3],
        shape: [shape[3]!],
        computeCouplingParameters: new flows.ResidualNetwork(2 * shape[3]!, {
          hiddenUnits: 4,
          blocks: 1,
          startsAtZero: false,
        }),
        mask: new HeavisideMask([3], [shape[3]!]),
        conditionSize,
      }),
  ),
  'a step of Glow': from(
    pictures.map((each) => ({ ...each, shape: [each.shape[0]!, 2, 2, 2 * each.shape[3]!] })),
    (_, shape, conditionSize) => {
      const along = { axes: [3], shape: [shape[3]!] };
      const networkOf = new flows.ResidualNetwork(2 * shape[3]!, {
        hiddenUnits: 3,
        blocks: 1,
        kernelSize: 3,
        activation: 'tanh',
      });
      return new flows.Composite([
        new ActivationNormalization(along),
        new flows.InvertibleConvolution(along),
        new AffineCoupling({
          ...along,
          computeCouplingParameters: networkOf,
          mask: new HeavisideMask(along),
          conditionSize,
          clamp: 2,
        }),
      ]);
    },
  ),
  'SplineCoupling, some elements on circles': from(
    vectors.map((each) => ({ ...each, shape: [each.shape[0]!, 4], along: { axes: [1], shape: [4] } })),
    (along, _, conditionSize) =>
      new flows.SplineCoupling({
        ...along,
        computeCouplingParameters: network(4 * 12),
        mask: new CheckerBoardMask(along),
        bins: 4,
        bound: [2, 3, 4, 5],
        tails: ['circular', 'circular', 'linear', 'linear'],
        conditionSize,
      }),
  ),
  'AutoregressiveSpline, some elements on circles': from(
    vectors,
    (along, _, conditionSize) =>
      new flows.AutoregressiveSpline({
        ...along,
        hiddenUnits: [12],
        bins: 4,
        bound: Array.from({ length: along.shape[0]! }, (_, i) => i + 2),
        tails: Array.from({ length: along.shape[0]! }, (_, i) => (i % 2 === 0 ? 'circular' : 'linear')),
        conditionSize,
      }),
  ),
  NeuralODE: from(
    vectors,
    (along, _, conditionSize) =>
      new flows.NeuralODE({ ...along, dynamics: network(along.shape[0]!), steps: 16, conditionSize }),
  ),
};
const others: Record<string, fc.Arbitrary<Case>> = {
  ElementSpline: from(tensors, (along) => new flows.ElementSpline({ ...along, bins: 5 })),
  'ElementSpline, cubic on circles': from(
    tensors,
    (along) => new flows.ElementSpline({ ...along, bins: 5, kind: 'cubic', tails: 'circular' }),
  ),
  ...Object.fromEntries(
    (['rationalQuadratic', 'quadratic', 'cubic'] as const).map((kind) => [
      `ElementSpline, ${kind}, some elements on circles`,
      from(
        tensors,
        (along) =>
          new flows.ElementSpline({
            ...along,
            bins: 5,
            kind,
            tails: Array.from({ length: along.shape.reduce((n, each) => n * each, 1) }, (_, i) =>
              i % 2 === 0 ? 'linear' : 'circular',
            ),
          }),
      ),
    ]),
  ),
  'PeriodicShift of some elements': from(
    tensors,
    (along) => new flows.PeriodicShift({ ...along, shift: 1, bound: 6, elements: [0] }),
  ),
  LearnedSlopes: from(tensors, (along) => new flows.LearnedSlopes(along)),
  FixedAffine: from(
    tensors,
    (along) =>
      new flows.FixedAffine({
        ...along,
        scale: -1.5,
        shift: Array.from({ length: along.shape.reduce((n, each) => n * each, 1) }, (_, i) => i - 1),
      }),
  ),
  PeriodicShift: from(tensors, (along) => new flows.PeriodicShift({ ...along, shift: 1, bound: 6 })),
  InvertibleActivation: fc.tuple(tensors, activation).map(([{ shape, along }, name]) => ({
    shape,
    make: () => new flows.InvertibleActivation({ ...along, activation: name }),
  })),
  Planar: from(vectors, (along) => new flows.Planar(along)),
  Sylvester: from(vectors, (along) => new flows.Sylvester(along)),
  'Sylvester along one direction': from(vectors, (along) => new flows.Sylvester({ ...along, hiddenUnits: 1 })),
  BatchNorm: from(tensors, (along) => new flows.BatchNorm(along)),
  TriangularLinear: from(
    tensors,
    (_, shape) => new flows.TriangularLinear({ axes: [shape.length - 1], shape: [shape.at(-1)!] }),
  ),
  QRLinear: from(tensors, (_, shape) => new flows.QRLinear({ axes: [shape.length - 1], shape: [shape.at(-1)!] })),
  SVDLinear: from(
    tensors,
    (_, shape) => new flows.SVDLinear({ axes: [shape.length - 1], shape: [shape.at(-1)!], reflectionCount: 3 }),
  ),
  Orthogonal: from(tensors, (_, shape) => new flows.Orthogonal({ axes: [shape.length - 1], shape: [shape.at(-1)!] })),
  Radial: from(vectors, (along) => new flows.Radial(along)),
  InvertibleConvolution: from(
    tensors,
    (_, shape) => new flows.InvertibleConvolution({ axes: [shape.length - 1], shape: [shape.at(-1)!] }),
  ),
  Squeeze: from(pictures, (along) => new flows.Squeeze(along)),
  Haar: from(pictures, (along) => new flows.Haar(along)),
  'Inverse of Haar, behind Squeeze': from(
    pictures,
    (along) => new flows.Composite([new flows.Squeeze(along), new flows.Inverse(new flows.Haar(along))]),
  ),
  ReshapeSamples: from(tensors, (_, shape) => new flows.ReshapeSamples(shape.slice(1))),
  Split: from(pictures, (_, [, height, width, channels]) => {
    const half = { axes: [3], shape: [channels!] };
    const layers = [
      new flows.InvertibleConvolution(half),
      new flows.Squeeze({ axes: [1, 2], shape: [height!, width!] }),
    ];
    return new flows.Split({ sampleShape: [height!, width!, 2 * channels!], flowLayers: layers });
  }).map((each) => ({ ...each, shape: [...each.shape.slice(0, 3), 2 * each.shape[3]!] })),
  Composite: from(
    vectors,
    (along) =>
      new flows.Composite([new flows.Planar(along), new flows.InvertibleConvolution(along), new flows.Radial(along)]),
  ),
  'Inverse of LogisticMixtureCoupling': from(
    vectors,
    (along) =>
      new flows.Inverse(
        new flows.LogisticMixtureCoupling({
          ...along,
          computeCouplingParameters: network(14 * along.shape[0]!),
          mask: new HeavisideMask(along),
        }),
      ),
  ),
  'Inverse of Sylvester': from(vectors, (along) => new flows.Inverse(new flows.Sylvester(along))),
  'Inverse of AutoregressiveUMNN': from(
    vectors,
    (along) =>
      new flows.Inverse(
        new flows.AutoregressiveUMNN({ ...along, hiddenUnits: [6], features: 2, integrandUnits: [6], points: 40 }),
      ),
  ),
  'Inverse of Planar': from(vectors, (along) => new flows.Inverse(new flows.Planar(along))),
  'Inverse of Residual': from(
    vectors,
    (along) => new flows.Inverse(new flows.Residual({ ...along, hiddenUnits: [12], lipschitz: 0.7 })),
  ),
  'Inverse of a cubic ElementSpline': from(
    vectors,
    (along) => new flows.Inverse(new flows.ElementSpline({ ...along, bins: 5, kind: 'cubic' })),
  ),
  'Inverse of AutoregressiveSpline': from(
    vectors,
    (along) => new flows.Inverse(new flows.AutoregressiveSpline({ ...along, hiddenUnits: [12], bins: 4 })),
  ),
};

describe.each(Object.entries({ ...conditional, ...others }))('%s', (_, cases) => {
  const check = (property: (each: Case) => Promise<void>) =>
    fc.assert(fc.asyncProperty(cases, property), { seed: 5, numRuns: thorough(25, 1) });

  test('leads back, with the opposite log-determinants', () =>
    check(async ({ shape, make }) => {
      const layer = stirred(make(), shape);
      const x = drawn(shape).mul(0.8);
      const [y, forwards] = layer(x);
      expect(layer.computeOutputShape(shape)).toEqual([y.shape, [shape[0]]]);
      expect(layer.computeInputShape(y.shape)).toEqual(shape);
      const [again, backwards] = layer.invertWithDeterminant(y);
      expectClose(await again.data(), await x.data(), { rtol: 1e-5, atol: 1e-5 });
      expectClose(await layer.invert(y).data(), await x.data(), { rtol: 1e-5, atol: 1e-5 });
      expectClose(await backwards.data(), await forwards.neg().data(), { rtol: 1e-4, atol: 1e-4 });
    }));

  test('log-determinants are those of the numerical Jacobian', () =>
    inFloat64(() =>
      check(async ({ shape, make }) => {
        const layer = stirred(make(), shape);
        const x = drawn(shape, 2, 'float64').mul(0.8);
        const found = [...(await layer(x)[1].data())].map(Number);
        const jacobian = await numericalJacobian((each: Tensor) => layer(each)[0], x.at('0:1'), STEP);
        expect(found[0]).toBeCloseTo(logDeterminant(jacobian), 4);
      }),
    ));
});

describe.each(Object.entries({ ...conditional, ...others }))('%s', (_, cases) => {
  const once = (property: (each: Case) => Promise<void>) =>
    fc.assert(fc.asyncProperty(cases, property), { seed: 7, numRuns: thorough(10, 1) });

  test('its config and its weights make the same layer', () =>
    once(async ({ shape, make }) => {
      const layer = stirred(make(), shape);
      const json = JSON.parse(JSON.stringify(keras.layers.serialize(layer)));
      const copy = keras.layers.deserialize(json) as unknown as FlowLayer;
      expect(copy.constructor).toBe(layer.constructor);
      expect(copy.getConfig()).toEqual(layer.getConfig());
      copy.build(shape);
      copy.setWeights(layer.weights.map(({ value }) => value));
      expectClose(await copy(drawn(shape))[0].data(), await layer(drawn(shape))[0].data(), { atol: 1e-6 });
    }));

  test('gradients are slopes', () =>
    inFloat64(() =>
      once(async ({ shape, make }) => {
        const layer = stirred(make(), shape);
        const x = drawn(shape, 1, 'float64').mul(0.8);
        const variables = layer.trainableVariables;
        const starts = variables.map(({ value }) => value);
        const [along, ...directions] = [x, ...starts].map((each, i) => drawn(each.shape, 70 + i, 'float64'));
        const loss = (inputs: Tensor) => {
          const [y, j] = layer(inputs);
          return ops.sum(y.square()).sub(ops.sum(j));
        };
        const found = gradients(loss(x), [x, ...variables]) as Tensor[];
        let slope = 0;
        for (const [i, gradient] of found.entries())
          slope += Number(
            await gradient
              .mul([along!, ...directions][i]!)
              .sum()
              .item(),
          );
        const moved = async (by: number) => {
          for (const [i, variable] of variables.entries()) variable.assign(starts[i]!.add(directions[i]!.mul(by)));
          return Number(await loss(x.add(along!.mul(by))).item());
        };
        const difference = async (by: number) => ((await moved(by)) - (await moved(-by))) / (2 * by);
        const numerical = await difference(STEP);
        expect(Math.abs(slope - numerical)).toBeLessThan(1e-3 * Math.max(1, Math.abs(numerical)));
      }),
    ));
});

describe.each(Object.entries(conditional))('%s under a condition', (_, cases) => {
  test('leads back under the same', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ shape, make }) => {
        const layer = stirred(make(2), [...shape.slice(0, -1), shape.at(-1)!]);
        const condition = drawn([...shape.slice(0, -1), 2], 9);
        const x = drawn(shape).mul(0.8);
        const [y] = layer(x, { condition });
        expectClose(await layer.invert(y, { condition }).data(), await x.data(), { rtol: 1e-5, atol: 1e-5 });
      }),
      { seed: 5, numRuns: thorough(10, 1) },
    ));
});

test('every layer beyond the original is among them, or has a test of its own', () => {
  const tested = Object.keys({ ...conditional, ...others }).join(' ');
  const layers = Object.entries(flows).filter(([, each]) => typeof each === 'function' && 'registeredName' in each);
  const isLayer = (each: unknown) => (each as { prototype: object }).prototype instanceof keras.layers.Layer;
  // These have a law of their own: stochastic/.
  const isChain = (each: unknown) =>
    each === flows.ChainLayer || (each as { prototype: object }).prototype instanceof flows.ChainLayer;
  const missing = layers
    .filter(([, each]) => !isChain(each))
    .filter(([, each]) => isLayer(each) && 'invert' in (each as { prototype: object }).prototype)
    .map(([name]) => name)
    .filter((name) => !tested.includes(name));
  // Those that are yet to be trained for it: autoinverse.test.ts.
  expect(missing).toEqual(['AutoinverseConvolution', 'AutoinverseDense', 'ConditionalAffine']);
});
