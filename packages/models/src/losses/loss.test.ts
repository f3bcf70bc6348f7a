import { type Tensor, tensor, ValueError } from '@org/core';
import { setKerasMask } from '@org/core/internal';
import {
  binaryCrossentropy,
  deserialize,
  get,
  type Huber,
  huber,
  Loss,
  LossFunctionWrapper,
  MeanSquaredError,
  meanSquaredError,
  serialize,
} from './index.js';

const yTrue = tensor(
  [
    [0, 1],
    [0, 0],
  ],
  null,
  'float32',
);
const yPred = tensor(
  [
    [1, 1],
    [1, 1],
  ],
  null,
  'float32',
);

describe('reductions', () => {
  const weights = [1, 3];
  it.each([
    ['sum_over_batch_size', 0.75, 1.75],
    ['mean', 0.75, 1.75],
    ['sum', 1.5, 3.5],
    ['mean_with_sample_weight', 0.75, 0.875],
    ['none', [0.5, 1], [0.5, 3]],
    [null, [0.5, 1], [0.5, 3]],
  ] as const)('%s', async (reduction, plain, weighted) => {
    const loss = new MeanSquaredError({ reduction });
    expect(await loss(yTrue, yPred).array()).toEqual(plain);
    expect(await loss(yTrue, yPred, weights).array()).toEqual(weighted);
    expect(await loss(yTrue, yPred, { sampleWeight: weights }).array()).toEqual(weighted);
  });

  it('come after the losses of samples, which `call` gives, by position or by name', async () => {
    const loss = new MeanSquaredError();
    for (const losses of [loss.call(yTrue, yPred), loss.call(yTrue, { yPred }), loss.call({ yTrue, yPred })])
      expect(await losses.array()).toEqual([0.5, 1]);
    expect(() => loss.call(yTrue, undefined as never)).toThrow('missing 1 required argument: yPred');
  });

  it('are known by name only', () => {
    expect(() => new MeanSquaredError({ reduction: 'average' as 'mean' })).toThrow(ValueError);
  });
});

describe('masks', () => {
  const masked = (): Tensor => {
    const predictions = tensor(
      [
        [[1], [1]],
        [[1], [1]],
      ],
      null,
      'float32',
    );
    setKerasMask(
      predictions,
      tensor([
        [true, false],
        [false, false],
      ]),
    );
    return predictions;
  };
  const targets = tensor(
    [
      [[0], [5]],
      [[5], [5]],
    ],
    null,
    'float32',
  );

  it.each([
    ['sum_over_batch_size', 1],
    ['mean_with_sample_weight', 1],
    ['sum', 1],
  ] as const)('leave out what they exclude: %s', async (reduction, expected) => {
    expect(await new MeanSquaredError({ reduction })(targets, masked()).item()).toBe(expected);
  });

  it('combine with weights', async () => {
    const weights = [
      [2, 2],
      [2, 2],
    ];
    expect(await new MeanSquaredError()(targets, masked(), weights).item()).toBe(2);
    expect(
      await new MeanSquaredError({ reduction: 'mean_with_sample_weight' })(targets, masked(), weights).item(),
    ).toBe(1);
  });

  it('may exclude everything', async () => {
    const predictions = masked();
    setKerasMask(
      predictions,
      tensor([
        [false, false],
        [false, false],
      ]),
    );
    expect(await new MeanSquaredError()(targets, predictions).item()).toBe(0);
  });
});

it('computes in its dtype', () => {
  expect(new MeanSquaredError({ dtype: 'float16' })(yTrue, yPred).dtype).toBe('float16');
  expect(new MeanSquaredError({ dtype: 'mixed_bfloat16' }).dtype).toBe('bfloat16');
  expect(() => Object.assign(new MeanSquaredError(), { dtype: 'float16' })).toThrow(/only a getter/);
});

it('aligns ranks', async () => {
  const column = tensor([[1], [3]], null, 'float32');
  expect(await new MeanSquaredError()([1, 1], column).item()).toBe(2);
  expect(await meanSquaredError([[1], [1]], [1, 3]).array()).toEqual([0, 4]);
});

it('takes nested arrays of numbers', async () => {
  expect(await meanSquaredError([[0.5, 1]], [[1, 1]]).array()).toEqual([0.125]);
  expect(await new MeanSquaredError()([[0.5, 1]], [[1, 1]]).item()).toBe(0.125);
});

it('users write their own', async () => {
  class Worst extends Loss {
    override call(targets: Tensor, predictions: Tensor): Tensor {
      return targets.sub(predictions).abs().max(-1);
    }
  }
  const loss = new Worst({ reduction: 'sum' });
  expect(await loss(yTrue, yPred).item()).toBe(2);
  expect(loss.getConfig()).toEqual({ name: 'worst', reduction: 'sum' });
  expect(() => new Loss()(yTrue, yPred)).toThrow(/call/);
});

describe('LossFunctionWrapper', () => {
  it('passes keywords to the function', async () => {
    const loss = new LossFunctionWrapper(huber, { delta: 0.5, name: 'mine' });
    expect(await loss([[0]], [[2]]).item()).toBe(0.875);
    const json = JSON.parse(JSON.stringify(serialize(loss)));
    expect(json).toMatchObject({ module: 'keras.src.losses.losses', registered_name: 'LossFunctionWrapper' });
    expect(json.config).toMatchObject({ name: 'mine', delta: 0.5 });
    const copy = deserialize(json) as Loss;
    expect(await copy([[0]], [[2]]).item()).toBe(0.875);
  });

  it('writes keywords as Keras spells them', () => {
    const loss = new LossFunctionWrapper(binaryCrossentropy, { fromLogits: true });
    expect(loss.getConfig()).toMatchObject({ fn: { config: 'binary_crossentropy' }, from_logits: true });
  });

  it('takes nests of outputs', async () => {
    const total = (targets: Record<string, Tensor>, outputs: Record<string, Tensor>): Tensor =>
      targets.a!.sub(outputs.a!).abs().add(targets.b!.sub(outputs.b!).abs());
    const loss = new LossFunctionWrapper(total, { reduction: 'none' });
    const value = loss({ a: [1, 2], b: [0, 0] }, { a: [1, 1], b: [1, 1] });
    expect(await value.array()).toEqual([1, 2]);
  });
});

describe('identifiers', () => {
  it.each(['mse', 'MSE', 'mean_squared_error'])('%s is the function', (name) => {
    expect(get(name)).toBe(meanSquaredError);
  });

  it('takes classes, configs and losses', () => {
    expect(get('MeanSquaredError')).toBeInstanceOf(MeanSquaredError);
    expect((get({ class_name: 'Huber', config: { delta: 2 } }) as Huber).delta).toBe(2);
    expect(get(null)).toBeNull();
    expect(() => get('mean_cubed_error')).toThrow(ValueError);
  });

  it('reads what it writes', () => {
    const json = JSON.parse(JSON.stringify(serialize(new MeanSquaredError({ reduction: 'sum' }))));
    expect(json).toEqual({
      module: 'keras.losses',
      class_name: 'MeanSquaredError',
      config: { name: 'mean_squared_error', reduction: 'sum' },
      registered_name: null,
    });
    expect(deserialize(json)).toBeInstanceOf(MeanSquaredError);
    expect(deserialize(serialize(meanSquaredError))).toBe(meanSquaredError);
  });
});
