/** What holds for all flow layers; counterparts of the original's tests. */
import { jit, ops, random, setFloatx, type Tensor, tensor } from '@org/core';
import * as keras from '@org/models';
import { expectClose, thorough } from '@org/testing';
import fc from 'fast-check';
import { counting } from '../../testing/golden.js';
import { logDeterminant, numericalJacobian } from '../../testing/jacobian.js';
import { CheckerBoardMask, HeavisideMask } from '../masks/index.js';
import {
  ActivationNormalization,
  AdditiveCoupling,
  AffineCoupling,
  CheckerBoardPermutation,
  Coupling,
  DisentanglingFlowModel,
  FlowLayer,
  FlowModel,
  HeavisidePermutation,
  Permutation,
  Reflection,
  ShufflePermutation,
} from './index.js';

const { Dense } = keras.layers;

interface Along {
  shape: number[];
  axes: number[];
}

const network = (units: number) => new keras.Sequential([new Dense(5, { activation: 'tanh' }), new Dense(units)]);
const masks = { HeavisideMask, CheckerBoardMask };

/** Each kind of layer, for the size of the last axis of the inputs. */
const kinds: Record<string, (along: Along, last: number) => FlowLayer> = {
  'AdditiveCoupling with HeavisideMask': (along, last) =>
    new AdditiveCoupling({ ...along, computeCouplingParameters: network(last), mask: new masks.HeavisideMask(along) }),
  'AdditiveCoupling with CheckerBoardMask': (along, last) =>
    new AdditiveCoupling({
      ...along,
      computeCouplingParameters: network(last),
      mask: new masks.CheckerBoardMask(along),
    }),
  AffineCoupling: (along, last) =>
    new AffineCoupling({
      ...along,
      computeCouplingParameters: network(2 * last),
      mask: new masks.CheckerBoardMask(along),
    }),
  ShufflePermutation: (along) => new ShufflePermutation(along),
  HeavisidePermutation: (along) => new HeavisidePermutation(along),
  CheckerBoardPermutation: (along) => new CheckerBoardPermutation(along),
  ActivationNormalization: (along) => {
    const layer = new ActivationNormalization(along);
    layer.setWeights([random.normal(along.shape), random.uniform(along.shape, 0.5, 2)]);
    return layer;
  },
  Reflection: (along) => new Reflection({ ...along, reflectionCount: 3 }),
};

/** As in the original's tests: one axis of two, two of three, two and all of four, and such that do not follow each other. */
const places: [string, Along, number[]][] = [
  ['axis 1 of [2, 5]', { axes: [1], shape: [5] }, [2, 5]],
  ['axes 1, 2 of [2, 4, 3]', { axes: [1, 2], shape: [4, 3] }, [2, 4, 3]],
  ['axis 2 of [2, 4, 3]', { axes: [2], shape: [3] }, [2, 4, 3]],
  ['axes 1, 2 of [2, 2, 3, 2]', { axes: [1, 2], shape: [2, 3] }, [2, 2, 3, 2]],
  ['axes 1, 3 of [2, 2, 3, 2]', { axes: [1, 3], shape: [2, 2] }, [2, 2, 3, 2]],
];

const drawn = (shape: readonly number[], seed = 1, dtype: 'float32' | 'float64' = 'float32'): Tensor =>
  random.normal(shape, { seed, dtype });

async function expectInverse(flow: FlowLayer | FlowModel, x: Tensor, atol = 1e-5): Promise<void> {
  const [y] = flow(x);
  expect(y.shape).toEqual(x.shape);
  expectClose(await flow.invert(y).data(), await x.data(), { rtol: 0, atol });
}

async function expectDeterminant(flow: FlowLayer | FlowModel, x: Tensor): Promise<void> {
  const found = [...(await flow(x)[1].data())].map(Number);
  for (let i = 0; i < x.shape[0]!; i++) {
    const jacobian = await numericalJacobian((each) => flow(each)[0], x.at(`${i}:${i + 1}`));
    expect(found[i]).toBeCloseTo(logDeterminant(jacobian), 6);
  }
}

describe.each(Object.entries(kinds))('%s', (_, make) => {
  describe.each(places)('along %s', (_, along, shape) => {
    const last = shape.at(-1)!;

    test('the inverse leads back', () => expectInverse(make(along, last), drawn(shape)));

    test('log-determinants are those of the numerical Jacobian', async () => {
      setFloatx('float64');
      keras.config.setDtypePolicy('float64');
      try {
        await expectDeterminant(make(along, last), drawn(shape, 2, 'float64'));
      } finally {
        setFloatx('float32');
        keras.config.setDtypePolicy('float32');
      }
    });

    test('the way back has the opposite log-determinants', async () => {
      const layer = make(along, last);
      const [y, forwards] = layer(drawn(shape));
      const [x, backwards] = layer.invertWithDeterminant(y);
      expectClose(await x.data(), await drawn(shape).data(), { atol: 1e-5 });
      expectClose(await backwards.data(), await forwards.neg().data(), { atol: 1e-5 });
    });
  });

  const along = { axes: [1], shape: [4] };

  test('batches of any size', async () => {
    const layer = make(along, 4);
    const x = drawn([7, 4]);
    const [all] = layer(x);
    const [one] = layer(x.at('2:3'));
    expectClose(await one.data(), await all.at('2:3').data(), { atol: 1e-6 });
    await expectInverse(layer, drawn([1, 4]));
    await expectInverse(layer, drawn([13, 4]));
  });

  test('compiled and step by step alike, there and back', async () => {
    const layer = make(along, 4);
    const x = drawn([3, 4]);
    layer(x);
    const [y, j] = await jit((each: Tensor) => layer(each))(x);
    const [plainY, plainJ] = layer(x);
    expectClose(await y.data(), await plainY.data(), { atol: 1e-6 });
    expectClose(await j.data(), await plainJ.data(), { atol: 1e-6 });
    const trip = await jit((each: Tensor) => layer.invert(layer(each)[0]))(x);
    expectClose(await trip.data(), await x.data(), { atol: 1e-5 });
  });

  test('on symbolic inputs: shapes, and the same values', async () => {
    const layer = make(along, 4);
    const input = keras.Input([4]);
    const [y, j] = layer(input);
    expect(y.shape).toEqual([null, 4]);
    expect(j.shape).toEqual([null]);
    const model = new keras.Model(input, [y, j]);
    const x = drawn([3, 4]);
    const [predicted, determinants] = await model.predict<[Tensor, Tensor]>(x, { verbose: 0 });
    expectClose(await predicted.data(), await layer(x)[0].data(), { atol: 1e-6 });
    expectClose(await determinants.data(), await layer(x)[1].data(), { atol: 1e-6 });
  });

  test('is built by a shape, alone and in a model', () => {
    const layer = make(along, 4);
    layer.build([null, 4]);
    expect(layer.built).toBe(true);
    const other = make(along, 4);
    const model = new FlowModel([other]);
    model.build([null, 4]);
    expect(model.built && other.built).toBe(true);
    expect(model.weights.length).toBe(layer.weights.length);
  });

  test('computeJacobianDeterminant is the second part of a call', async () => {
    const layer = make(along, 4);
    const x = drawn([3, 4]);
    const [, j] = layer(x);
    expectClose(await layer.computeJacobianDeterminant(x).data(), await j.data(), { atol: 1e-6 });
  });
});

test('any axes of any tensor: the inverse leads back within 1e-5 in float32', async () => {
  const place = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }).chain((shape) =>
    fc.record({
      shape: fc.constant([2, ...shape.slice(1)]),
      axes: fc.subarray(
        shape.slice(1).map((_, i) => i + 1),
        { minLength: 1 },
      ),
      kind: fc.constantFrom(...Object.keys(kinds)),
      seed: fc.nat(1000),
    }),
  );
  await fc.assert(
    fc.asyncProperty(place, async ({ shape, axes, kind, seed }) => {
      const layer = kinds[kind]!({ axes, shape: axes.map((axis) => shape[axis]!) }, shape.at(-1)!);
      await expectInverse(layer, drawn(shape, seed));
    }),
    { numRuns: thorough(200, 25) },
  );
});

describe('couplings', () => {
  const blockOf = (mask: 'HeavisideMask' | 'CheckerBoardMask', along: Along) =>
    new AdditiveCoupling({
      ...along,
      computeCouplingParameters: network(along.shape.at(-1)!),
      mask: new masks[mask](along),
    });

  test.each<['HeavisideMask' | 'CheckerBoardMask', Along]>([
    ['HeavisideMask', { axes: [1, 2], shape: [3, 4] }],
    ['CheckerBoardMask', { axes: [1], shape: [5] }],
    ['CheckerBoardMask', { axes: [1, 2], shape: [3, 4] }],
  ])('with %s, arranged by it, the Jacobian is triangular', async (kind, along) => {
    const layer = blockOf(kind, along);
    const x = drawn([1, ...along.shape]);
    const jacobian = await numericalJacobian((each) => layer(each)[0], x, 1e-2);
    const mask = [...(await layer._mask_._mask_.data())].map(Number);
    const order = [...mask.keys()].sort((i, k) => mask[k]! - mask[i]! || i - k);
    order.forEach((row, i) => {
      order.forEach((column, k) => {
        if (k > i) expect(jacobian[row]![column]).toBeCloseTo(0, 3);
        if (k === i) expect(jacobian[row]![column]).toBeCloseTo(1, 3);
      });
    });
  });

  test('what passes the mask stays, and the rest is moved by the network', async () => {
    const layer = new AdditiveCoupling([4], [1], (x) => x.mul(0).add(10), new HeavisideMask([1], [4]));
    const [y] = layer(counting([1, 4], 1));
    expect(await y.array()).toEqual([[11, 12, 3, 4]]);
    expect(await layer.invert(y).array()).toEqual([[1, 2, 3, 4]]);
  });

  test('coupling, permutation, coupling, permutation transforms all elements', async () => {
    const along = { axes: [1], shape: [4] };
    const shift = () =>
      new AdditiveCoupling({
        ...along,
        computeCouplingParameters: (x: Tensor) => x.mul(0).add(1),
        mask: new CheckerBoardMask(along),
      });
    const flow = new FlowModel([
      shift(),
      new CheckerBoardPermutation(along),
      shift(),
      new CheckerBoardPermutation(along),
    ]);
    expect(await flow(counting([1, 4]))[0].array()).toEqual([[1, 2, 3, 4]]);
  });

  test('shape and axes are those of the mask', () => {
    const assertion = expect.objectContaining({ name: 'AssertionError' });
    expect(() => new AdditiveCoupling([4], [1], new Dense(4), new HeavisideMask([1], [5]))).toThrow(assertion);
    expect(() => new AdditiveCoupling([4], [1], new Dense(4), new HeavisideMask([2], [4]))).toThrow(assertion);
  });

  test('affine: scales by what the network says, as a list or joined', async () => {
    const mask = new HeavisideMask([1], [2]);
    const list = new AffineCoupling([2], [1], (x) => [x.mul(0).add(Math.LN2), x.mul(0).add(3)], mask);
    const joined = new AffineCoupling(
      [2],
      [1],
      (x) => ops.concatenate([x.mul(0).add(Math.LN2), x.mul(0).add(3)], -1),
      mask,
    );
    for (const layer of [list, joined]) {
      const [y, j] = layer(tensor([[5, 7]], null, 'float32'));
      expectClose(await y.data(), [13, 7]);
      expectClose(await j.data(), [Math.LN2]);
    }
    const wrong = new AffineCoupling([2], [1], (x) => [x], mask);
    expect(() => wrong.call(counting([1, 2]))).toThrow(expect.objectContaining({ name: 'AssertionError' }));
  });

  test('a condition goes to the network, in both directions', async () => {
    const along = { axes: [1], shape: [4] };
    const layer = new AffineCoupling({
      ...along,
      computeCouplingParameters: network(8),
      mask: new CheckerBoardMask(along),
      conditionSize: 2,
    });
    const [x, condition] = [drawn([3, 4]), drawn([3, 2], 5)];
    const [y] = layer(x, { condition });
    expectClose(await layer.invert(y, { condition }).data(), await x.data(), { atol: 1e-5 });
    const other = layer.invert(y, { condition: condition.add(1) });
    expect(await ops.max(ops.abs(other.sub(x))).item()).toBeGreaterThan(1e-3);
  });

  test('a law of one’s own needs three methods', async () => {
    class Shift extends Coupling {
      override _couple_(x: Tensor, by: Tensor) {
        return x.add(by);
      }
      override _decouple_(y: Tensor, by: Tensor) {
        return y.sub(by);
      }
      override computeJacobianDeterminant(x: Tensor) {
        return ops.zeros([x.shape[0]!]);
      }
    }
    await expectInverse(new Shift([4], [1], new Dense(4), new HeavisideMask([1], [4])), drawn([3, 4]));
    const missing = new Coupling([4], [1], new Dense(4), new HeavisideMask([1], [4]));
    expect(() => missing(drawn([3, 4]))).toThrow(expect.objectContaining({ name: 'NotImplementedError' }));
  });
});

describe('permutations', () => {
  test('a shuffled order is drawn once', async () => {
    const layer = new ShufflePermutation([30], [1]);
    const x = counting([2, 30]);
    expect(await layer(x)[0].array()).toEqual(await layer(x)[0].array());
    expect([...(await layer(x)[0].at(0).data())].sort((a, b) => Number(a) - Number(b))).toEqual([
      ...(await x.at(0).data()),
    ]);
  });

  test.each([
    [[6], [1, 0, 3, 2, 5, 4]],
    [[5], [1, 0, 3, 2, 4]],
    [
      [2, 2],
      [1, 0, 3, 2],
    ],
    [[2, 3], [1, 0, 5, 4, 3, 2].map((_, i) => [1, 0, 5, 4, 3, 2][i]!)],
  ])('a checker board of %j exchanges neighbours on the rope', async (shape, order) => {
    const layer = new CheckerBoardPermutation({ shape, axes: shape.map((_, i) => i + 1) });
    expect([...(await layer(counting([1, ...shape]))[0].data())]).toEqual(order);
  });

  test.each([[[4]], [[5]], [[3, 4]], [[3, 3]], [[2, 3, 4]], [[3, 3, 3]]])(
    'a checker board of %j changes the colour of all elements, but for the last of an odd number',
    async (shape) => {
      const axes = shape.map((_, i) => i + 1);
      const colours = new CheckerBoardMask({ axes, shape })._mask_;
      const [moved] = new CheckerBoardPermutation({ axes, shape })(colours.reshape([1, ...shape]));
      const kept = await moved.reshape([-1]).equal(colours).cast('int32').sum().item();
      expect(kept).toBe(colours.size % 2);
    },
  );

  test('isEndOfAxis', () => {
    const { isEndOfAxis } = CheckerBoardPermutation;
    expect([isEndOfAxis(3, 4, 1), isEndOfAxis(2, 4, 1), isEndOfAxis(0, 4, -1), isEndOfAxis(1, 4, -1)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(isEndOfAxis({ index: 3, limit: 4, direction: 1 })).toBe(true);
  });

  test('orders are checked', () => {
    expect(() => new Permutation([3], [1], [0, 1])).toThrow(expect.objectContaining({ name: 'ValueError' }));
    expect(() => new Permutation([3], [1], [0, 1, 1])).toThrow(expect.objectContaining({ name: 'ValueError' }));
  });
});

describe('reflections', () => {
  test('at the line of a normal', async () => {
    const layer = new Reflection([2], [1], 1);
    layer._reflectionNormals_.assign(tensor([[1, 0]], null, 'float32'));
    expect(await layer(counting([2, 2], 1))[0].array()).toEqual([
      [-1, 2],
      [-3, 4],
    ]);
  });

  test('normals have norm 1, and keep it in training', async () => {
    const layer = new Reflection([4], [1], 3);
    const norms = async () => ops.norm(layer._reflectionNormals_, { axis: 1 }).data();
    expectClose(await norms(), [1, 1, 1], { rtol: 1e-6 });
    const flow = new FlowModel([layer]);
    const model = new keras.Sequential([keras.Input([4]), new keras.layers.Lambda((x) => flow(x as Tensor)[0])]);
    model.compile({ optimizer: 'adam', loss: 'mse' });
    expectClose(await norms(), [1, 1, 1], { rtol: 1e-6 });
  });

  test('at least one', () => {
    expect(() => new Reflection([4], [1], 0)).toThrow(expect.objectContaining({ name: 'AssertionError' }));
  });

  test('distances stay', async () => {
    const x = drawn([5, 6]);
    const [y] = new Reflection([6], [1], 4)(x);
    expectClose(await y.square().sum(1).data(), await x.square().sum(1).data(), { rtol: 1e-5 });
  });
});

describe('activation normalization', () => {
  test('begins as the identity', async () => {
    const layer = new ActivationNormalization([2, 3], [1, 2]);
    expect(layer._location_.shape).toEqual([2, 3]);
    expect(layer._scale_.shape).toEqual([2, 3]);
    const [y, j] = layer(counting([1, 2, 3]));
    expect(await y.array()).toEqual(await counting([1, 2, 3]).array());
    expectClose(await j.data(), [0]);
  });

  test('takes location and scale from data', async () => {
    const layer = new ActivationNormalization([3], [3]);
    const x = drawn([6, 4, 5, 3]).mul([1, 2, 3]).add([5, 6, 7]);
    const y = layer.initialize(x);
    expectClose(await y.mean([0, 1, 2]).data(), [0, 0, 0], { atol: 1e-5 });
    expectClose(await ops.std(y, [0, 1, 2]).data(), [1, 1, 1], { atol: 1e-5 });
  });
});

describe('what all check', () => {
  const error = (name: string) => expect.objectContaining({ name });

  test('shape and axes', () => {
    expect(() => new ActivationNormalization([4, 2], [1])).toThrow(error('ValueError'));
    expect(() => new ActivationNormalization([4], [0])).toThrow(error('ValueError'));
    expect(() => new ActivationNormalization([4, 3], [2, 1])).toThrow(error('ValueError'));
    expect(() => new ActivationNormalization([4, 3], [1, 1])).toThrow(error('ValueError'));
    expect(() => new ActivationNormalization([4], [1.5])).toThrow(error('ValueError'));
  });

  test('inputs and outputs', () => {
    const layer = new ActivationNormalization([4], [1]);
    expect(() => layer.call([[1, 2, 3, 4]] as never)).toThrow(error('TypeError'));
    expect(() => layer.call(counting([4]))).toThrow(error('ValueError'));
    expect(() => layer.invert([[1, 2, 3, 4]] as never)).toThrow(error('TypeError'));
    const flow = new FlowModel([layer]);
    expect(() => flow.call([[1, 2, 3, 4]] as never)).toThrow(error('TypeError'));
    expect(() => flow.call(counting([4]))).toThrow(error('ValueError'));
    expect(() => flow.invert([[1, 2, 3, 4]] as never)).toThrow(error('TypeError'));
  });

  test('the base class computes nothing', () => {
    const layer = new FlowLayer([4], [1]);
    expect(() => layer.call(counting([1, 4]))).toThrow(error('NotImplementedError'));
    expect(() => layer.invert(counting([1, 4]))).toThrow(error('NotImplementedError'));
  });

  test('NaN in one sample leaves the log-determinants of others', async () => {
    const layer = new CheckerBoardPermutation([2], [1]);
    expect([
      ...(await layer(
        tensor(
          [
            [Number.NaN, 1],
            [1, 2],
          ],
          null,
          'float32',
        ),
      )[1].data()),
    ]).toEqual([0, 0]);
  });
});

describe.each([
  ['FlowModel', FlowModel],
  ['DisentanglingFlowModel', DisentanglingFlowModel],
])('%s', (_, Type) => {
  const layersFor = (along: Along): FlowLayer[] =>
    [
      'ActivationNormalization',
      'Reflection',
      'AdditiveCoupling with CheckerBoardMask',
      'CheckerBoardPermutation',
      'AffineCoupling',
      'ShufflePermutation',
    ].map((kind) => kinds[kind]!(along, along.shape.at(-1)!));

  test.each<[string, Along]>([
    ['one axis', { axes: [1], shape: [5] }],
    ['two axes', { axes: [1, 2], shape: [2, 3] }],
    ['three axes', { axes: [1, 2, 3], shape: [2, 3, 2] }],
  ])('with %s: inverse and log-determinants', async (_, along) => {
    await expectInverse(new Type(layersFor(along)), drawn([4, ...along.shape]));
    setFloatx('float64');
    keras.config.setDtypePolicy('float64');
    try {
      await expectDeterminant(new Type(layersFor(along)), drawn([2, ...along.shape], 3, 'float64'));
    } finally {
      setFloatx('float32');
      keras.config.setDtypePolicy('float32');
    }
  });

  test('takes layers until it is built', () => {
    const given = [new ActivationNormalization([4], [1])];
    const model = new Type(given);
    model.add(new Reflection([4], [1], 1));
    expect(given.length).toBe(1);
    expect(() => model.add(new Dense(4) as never)).toThrow(expect.objectContaining({ name: 'TypeError' }));
    model.build([null, 4]);
    expect(() => model.add(new Reflection([4], [1], 1))).toThrow(/no more layers/);
    expect(model.layers.length).toBe(2);
  });

  test('consists of flow layers, and is built by a shape', () => {
    expect(() => new Type([new Dense(4) as never])).toThrow(expect.objectContaining({ name: 'TypeError' }));
    expect(() => new Type([]).build(4 as never)).toThrow(expect.objectContaining({ name: 'ValueError' }));
  });

  test('compiled, symbolic and step by step alike', async () => {
    const model = new Type(layersFor({ axes: [1], shape: [4] }));
    const x = drawn([3, 4]);
    const [y, j] = model(x);
    const [compiledY, compiledJ] = await jit((each: Tensor) => model(each))(x);
    expectClose(await compiledY.data(), await y.data(), { atol: 1e-6 });
    expectClose(await compiledJ.data(), await j.data(), { atol: 1e-6 });
    const input = keras.Input([4]);
    const functional = new keras.Model(input, model(input) as Tensor[]);
    const [predicted] = await functional.predict<[Tensor, Tensor]>(x, { verbose: 0 });
    expectClose(await predicted.data(), await y.data(), { atol: 1e-6 });
  });
});

test('training on pairs reports the true loss, in fit as well', async () => {
  const { SupervisedFactorLoss } = await import('../losses/index.js');
  const model = new DisentanglingFlowModel([new ActivationNormalization([2], [1])]);
  model.compile({ optimizer: new keras.optimizers.SGD(0), loss: new SupervisedFactorLoss([1, 1]) });
  const [a, b] = [drawn([8, 2]), drawn([8, 2], 2)];
  const y = ops.broadcastTo(tensor([[0, 0.9]], null, 'float32'), [8, 2]);
  const { history } = await model.fit([a, b], y, { epochs: 2, batchSize: 2, verbose: 0 });
  const whole = (await model.evaluate([a, b], y, { verbose: 0 })) as number;
  expectClose(history.loss as number[], [whole, whole], { rtol: 1e-5 });
  function* batches() {
    for (;;) yield [[a, b], y];
  }
  const streamed = await model.fit(batches(), { epochs: 2, stepsPerEpoch: 3, verbose: 0 });
  expectClose(streamed.history.loss as number[], [whole, whole], { rtol: 1e-5 });
  expect(() => model.trainStep([a, y])).toThrow(expect.objectContaining({ name: 'TypeError' }));
});

describe('wrong inputs', () => {
  const along = { axes: [1], shape: [4] };
  const layers = Object.entries(kinds).map(([name, make]) => [name, make(along, 4)] as const);

  test.each(layers)('%s takes tensors of its sizes, back and forth', (_, layer) => {
    // A size of 1 would be broadcast.
    for (const size of [6, 1]) {
      expect(() => layer(counting([2, size]))).toThrow(/\[4\] along the axes \[1\]/);
      expect(() => layer.invert(counting([2, size]))).toThrow(/\[4\] along the axes \[1\]/);
    }
  });

  test('what is no mask, no network, no list', () => {
    const error = (name: string) => expect.objectContaining({ name });
    const mask = new HeavisideMask(along);
    expect(() => new AdditiveCoupling([4], [1], (x) => x, [1, 0, 1, 0] as never)).toThrow(error('TypeError'));
    expect(() => new AdditiveCoupling([4], [1], 'relu' as never, mask)).toThrow(error('TypeError'));
    expect(() => new FlowModel(new Reflection([4], [1], 1) as never)).toThrow(error('TypeError'));
    expect(() => new Reflection([4], [1], 1.5)).toThrow(error('AssertionError'));
  });
});
