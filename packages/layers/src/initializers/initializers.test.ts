import { isTensor, random, SeedGenerator, tensor, ValueError, Variable } from '@org/core';
import { decodeArray, type EncodedArray, expectClose, type GoldenCase, loadGolden } from '@org/testing';
import * as initializers from './index.js';

interface InitializerCase extends GoldenCase {
  readonly class: string;
  readonly config: Record<string, unknown>;
  readonly shape: number[];
  readonly dtype?: string;
  readonly out: EncodedArray;
}

const cases = (family: string) =>
  loadGolden<InitializerCase>(family).cases.map((c): [string, InitializerCase] => [c.id, c]);

/** Half precision rounds at 2^-11. */
const toleranceOf = (dtype: string) => ({ rtol: dtype === 'float16' ? 1e-3 : 1e-6 });

test.each([...cases('initializers'), ...cases('initializers_seeded')])('%s', async (_id, c) => {
  const initializer = initializers.deserialize({ class_name: c.class, config: c.config });
  const value = initializer(c.shape, { dtype: c.dtype });
  const { dtype, shape, values } = decodeArray(c.out);
  expect([value.dtype, value.shape]).toEqual([dtype, shape]);
  expectClose(await value.data(), values, toleranceOf(dtype));
  expect(initializer.getConfig()).toEqual(c.config);
  const copy = initializers.deserialize(initializers.serialize(initializer));
  expect(copy.constructor).toBe(initializer.constructor);
  expectClose(await copy(c.shape, c.dtype).data(), await value.data(), { rtol: 0 });
});

interface StatisticsCase extends InitializerCase {
  readonly n: number;
  readonly mean: number;
  readonly std: number;
  readonly quantiles_10_25_50_75_90: number[];
}

test.each(loadGolden<StatisticsCase>('initializers_random').cases.map((c): [string, StatisticsCase] => [c.id, c]))(
  '%s',
  async (_id, c) => {
    const initializer = initializers.deserialize({ class_name: c.class, config: c.config });
    const values = Array.from((await initializer(c.shape).data()) as Float32Array);
    expect(values).toHaveLength(c.n);
    const mean = values.reduce((sum, v) => sum + v, 0) / c.n;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / c.n;
    // The same seed gives the same numbers, so the statistics agree to the precision in which they were recorded.
    expect(mean).toBeCloseTo(c.mean, 6);
    expect(Math.sqrt(variance)).toBeCloseTo(c.std, 6);
  },
);

describe('get', () => {
  test.each([
    ['glorot_uniform', initializers.GlorotUniform],
    ['GlorotUniform', initializers.GlorotUniform],
    ['zeros', initializers.Zeros],
    ['zero', initializers.Zeros],
    ['one', initializers.Ones],
    ['normal', initializers.RandomNormal],
    ['uniform', initializers.RandomUniform],
    ['identity', initializers.Identity],
    ['IdentityInitializer', initializers.Identity],
    ['OrthogonalInitializer', initializers.Orthogonal],
    ['STFTInitializer', initializers.STFT],
    ['lecun_normal', initializers.LecunNormal],
  ])('%s', (name, type) => {
    expect(initializers.get(name)).toBeInstanceOf(type);
  });

  test('of a class, an object, a function, null', () => {
    const ones = new initializers.Ones();
    const f = () => tensor([1]);
    expect(initializers.get(initializers.Zeros)).toBeInstanceOf(initializers.Zeros);
    expect(initializers.get(ones)).toBe(ones);
    expect(initializers.get(f)).toBe(f);
    expect(initializers.get(null)).toBeNull();
  });

  test('of values', async () => {
    const initializer = initializers.get(tensor([[1, 2]]));
    expect(await initializer([1, 2], { dtype: 'float32' }).array()).toEqual([[1, 2]]);
    expect(() => initializer([2, 1], { dtype: 'float32' })).toThrow(/must have their shape/);
  });

  test('of an unknown name', () => {
    expect(() => initializers.get('nope')).toThrow(/Could not interpret the initializer[\s\S]*HeNormal[\s\S]*'nope'/);
  });
});

test('initializers make the values of variables', async () => {
  const constant = new initializers.Constant(3);
  const variable = new Variable(constant, { shape: [2], dtype: 'float32', name: 'w' });
  expect(await variable.array()).toEqual([3, 3]);
});

test('a subclass', async () => {
  class Twos extends initializers.Initializer {
    override call(shape: readonly number[]) {
      return tensor(new Float32Array(shape[0]!).fill(2));
    }
  }
  expect(isTensor(new Twos()([2]))).toBe(true);
  expect(await new Twos()([2]).array()).toEqual([2, 2]);
});

test('an integer seed repeats itself, a generator does not', async () => {
  const repeating = new initializers.HeNormal({ seed: 5 });
  expect(await repeating([2]).array()).toEqual(await repeating([2]).array());
  const moving = new initializers.HeNormal({ seed: new SeedGenerator(5) });
  expect(await moving([2]).array()).not.toEqual(await moving([2]).array());
  expect(moving.getConfig().seed).toMatchObject({ module: 'keras.random', class_name: 'SeedGenerator' });
});

// keras.utils.set_random_seed(42); [keras.initializers.GlorotUniform().seed, keras.initializers.Ones(), ...HeNormal().seed]
test('unseeded initializers draw the seeds of Python', () => {
  random.setRandomSeed(42);
  expect([new initializers.GlorotUniform().seed, new initializers.HeNormal().seed]).toEqual([686579304, 119540832]);
  expect(new initializers.GlorotUniform().getConfig().seed).toBeNull();
});

test('invalid arguments', () => {
  expect(() => new initializers.VarianceScaling({ scale: 0 })).toThrow(/positive/);
  expect(() => new initializers.VarianceScaling({ mode: 'in' as never })).toThrow(/fan_avg/);
  expect(() => new initializers.Orthogonal()([3])).toThrow(/two axes/);
  expect(() => new initializers.Identity()([3])).toThrow(/matrices/);
  expect(() => new initializers.STFT({ window: 'round' })).toThrow(/hann/);
  expect(() => new initializers.RandomNormal({ seed: 'a' as never })).toThrow(/SeedGenerator/);
});

test('variables find initializers by name', async () => {
  expect(await new Variable('ones', { shape: [2] }).array()).toEqual([1, 1]);
  expect(() => new Variable('no such', { shape: [2] })).toThrow(ValueError);
});

test('shape and dtype by name', async () => {
  expect(new initializers.Ones()({ shape: [2, 3], dtype: 'float16' })).toMatchObject({
    shape: [2, 3],
    dtype: 'float16',
  });
  const values = tensor([[1, 2]], null, 'float32');
  expect(
    await initializers
      .get(values)({ shape: [1, 2] })
      .array(),
  ).toEqual([[1, 2]]);
  expect(() => initializers.get(values)({ shape: [2, 1] })).toThrow(/must have their shape/);
});
