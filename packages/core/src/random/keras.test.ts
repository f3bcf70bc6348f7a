import { loadGolden } from '@org/testing';
import '../ops/methods.js';
import { fromPythonName, renameKeys } from '../python/naming.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { Variable } from '../tensor/variable.js';
import { jit } from '../tracing/compiled.js';
import { vmap } from '../transforms/vmap.js';
import * as random from './index.js';

const { SeedGenerator } = random;

// keras.utils.set_random_seed(7), then unseeded calls, in Keras 3.15.1 on JAX.
describe('after setRandomSeed(7)', () => {
  beforeEach(() => random.setRandomSeed(7));

  test('unseeded numbers are those of Keras', async () => {
    const drawn = [1, 2, 3].map(() => random.normal([2]));
    const expected = [
      [1.9340306520462036, 0.1606198400259018],
      [0.8753795623779297, -1.7325321435928345],
      [-0.7718564867973328, -1.4278961420059204],
    ];
    for (const [i, each] of drawn.entries()) {
      const values = (await each.array()) as number[];
      for (const [j, value] of values.entries()) expect(value).toBeCloseTo(expected[i]![j]!, 6);
    }
  });

  test('the global generator moves as in Keras', async () => {
    const generator = random.globalSeedGenerator();
    const states = [1, 2, 3, 4].map(() => generator.next(false));
    expect(await Promise.all(states.map((state) => state.array()))).toEqual([
      [347712783, 0],
      [434912, 5387],
      [546841, 95987],
      [661810, 95110],
    ]);
  });

  test('a generator without a seed draws the seed of Keras', async () => {
    random.globalSeedGenerator();
    expect(await new SeedGenerator().next().array()).toEqual([161973070, 0]);
  });

  test('the seed is known, and the global generator can be forgotten', async () => {
    expect(random.getRandomSeed()).toBe(7);
    const first = random.globalSeedGenerator();
    random.clearGlobalSeedGenerator();
    expect(random.globalSeedGenerator()).not.toBe(first);
  });
});

describe('SeedGenerator', () => {
  test('counts its keys', async () => {
    const generator = new SeedGenerator(42);
    expect(await generator.next().array()).toEqual([42, 0]);
    expect(await generator.next().array()).toEqual([42, 1]);
    expect(generator.state).toMatchObject({
      dtype: 'uint32',
      shape: [2],
      trainable: false,
      name: 'seed_generator_state',
    });
    expect(generator.state.path).toBe(`${generator.name}/seed_generator_state`);
  });

  test('has a config', () => {
    expect(new SeedGenerator({ seed: 3, name: 'g' }).getConfig()).toEqual({ seed: 3, name: 'g' });
    expect(SeedGenerator.fromConfig({ seed: null, name: 'g' }).getConfig()).toEqual({ seed: null, name: 'g' });
  });

  test('moves on in compiled functions', async () => {
    const generator = new SeedGenerator(1);
    const draw = jit(() => random.uniform([2], { seed: generator }));
    const [a, b] = [draw(), draw()];
    const again = new SeedGenerator(1);
    expect(await a.array()).toEqual(await random.uniform([2], { seed: again }).array());
    expect(await b.array()).toEqual(await random.uniform([2], { seed: again }).array());
    expect(await generator.state.array()).toEqual([1, 2]);
  });

  test.each([1.5, -1, 2 ** 32])('refuses the seed %d', (seed) => {
    expect(() => new SeedGenerator(seed)).toThrow(/0 to 4294967295/);
  });
});

describe('one name, two signatures', () => {
  const key = random.PRNGKey(0);

  test('a key comes first in JAX, a shape in Keras', async () => {
    expect(random.normal(key, [3]).shape).toEqual([3]);
    expect(random.normal([3], { seed: 0 }).shape).toEqual([3]);
    // A key as the seed of Keras gives JAX's numbers.
    expect(await random.normal([3], { seed: key }).array()).toEqual(await random.normal(key, [3]).array());
  });

  test('keywords, and a variable for a key', async () => {
    const variable = new Variable(key, { name: 'key' });
    expect(await random.uniform({ key, shape: [2] }).array()).toEqual(await random.uniform(variable, [2]).array());
  });

  test('errors', () => {
    expect(() => random.split([0, 1] as never)).toThrow(/not a random key/);
    expect(() => random.bits(tensor(new Uint32Array(4), [2, 2]), [3])).toThrow(/vmap/);
    expect(() => random.normal([3], { seed: 'x' as never })).toThrow(/SeedGenerator/);
    expect(() => random.uniform([3], { dtype: 'int32' })).toThrow(/floating/);
    expect(() => random.randint([3], 0, 2, { dtype: 'float32' })).toThrow(/integer/);
    expect(() => random.dropout([1, 2], 0.5, { noiseShape: [3] })).toThrow(/noise shape/);
    expect(() => random.PRNGKey(0.5)).toThrow(/integer/);
  });
});

test('keys are rows', async () => {
  const keys = random.split(random.PRNGKey(1), 3);
  const rows = vmap((key: Tensor) => random.normal(key, [2]))(keys);
  expect(rows.shape).toEqual([3, 2]);
  const [first, ...others] = keys;
  expect(others).toHaveLength(2);
  expect(await rows.at(0).array()).toEqual(await random.normal(first!, [2]).array());
});

test('a key folded with a traced number', async () => {
  const draw = jit((step: Tensor) => random.foldIn(random.PRNGKey(0), step));
  expect(await draw(tensor(7)).array()).toEqual(await random.foldIn(random.PRNGKey(0), 7).array());
});

interface Statistics {
  readonly id: string;
  readonly fn: string;
  readonly kwargs: Record<string, unknown>;
  readonly n: number;
  readonly mean: number;
  readonly std: number;
}

/** Mean and standard deviation of many numbers, which may differ from Keras's by chance alone. */
async function expectStatistics(x: Tensor, mean: number, std: number): Promise<void> {
  const values = Array.from(await x.data(), Number);
  const n = values.length;
  const own = values.reduce((sum, v) => sum + v, 0) / n;
  const variance = values.reduce((sum, v) => sum + (v - own) ** 2, 0) / n;
  expect(Math.abs(own - mean)).toBeLessThan((6 * std) / Math.sqrt(n));
  expect(Math.abs(Math.sqrt(variance) - std)).toBeLessThan((8 * std) / Math.sqrt(n));
}

/** Layers are tested with layers; a categorical sample takes no shape. */
const statistics = (loadGolden('random_stats').cases as unknown as Statistics[]).filter(
  ({ fn }) => !fn.startsWith('layer:') && fn !== 'categorical',
);

test.each(statistics.map((c): [string, Statistics] => [c.id, c]))('%s', async (_id, { fn, kwargs, n, mean, std }) => {
  const keywords = renameKeys(kwargs, fromPythonName);
  const sampler = (random as unknown as Record<string, (...args: unknown[]) => Tensor>)[fromPythonName(fn)]!;
  await expectStatistics(sampler([n], { seed: 5, ...keywords }), mean, std);
});

describe('fast numbers', () => {
  const key = random.PRNGKey(3);

  test.each([0.1, 0.5, 0.9])('a dropout mask of rate %d', async (rate) => {
    const mask = random.fastDropoutMask(key, [100, 400], rate);
    expect(mask).toMatchObject({ shape: [100, 400], dtype: 'bool' });
    await expectStatistics(mask, 1 - rate, Math.sqrt(rate * (1 - rate)));
  });

  test('distributions', async () => {
    await expectStatistics(random.fastNormal(key, [40000]), 0, 1);
    await expectStatistics(random.fastUniform(key, [40000], { minval: -1, maxval: 1 }), 0, 1 / Math.sqrt(3));
  });

  test('the extremes drop nothing or everything', async () => {
    expect(await random.fastDropoutMask(key, [3], 0).array()).toEqual([true, true, true]);
    expect(await random.fastDropoutMask(key, [3], 1).array()).toEqual([false, false, false]);
  });
});

test('a seed generator has a seed and a name alone', () => {
  expect(() => new SeedGenerator({ other: 1 } as never)).toThrow(/no such keywords[\s\S]*other/);
});

test('parameters of the beta distribution may be lists', async () => {
  const parameters = [0.5, 2, 40];
  const drawn = [parameters, tensor(parameters)].map((each) => random.beta([4, 3], each, each, { seed: 3 }).data());
  const [ofLists, ofTensors] = await Promise.all(drawn);
  expect(ofLists).toEqual(ofTensors);
});

test('draws of certain failure and of certain success end', async () => {
  const drawn = [0, 1].map((p) => random.binomial([4000], 5, p, 'float32', 1) as Tensor);
  for (const [p, x] of drawn.entries()) expect(new Set(await x.data())).toEqual(new Set([5 * p]));
});
