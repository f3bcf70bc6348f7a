import { random, type Tensor, tensor, tree } from '@org/core';
import { expectClose } from '@org/testing';
import { loadGolden } from '../testing/goldens.js';
import { autoReshaping, getConfig, gradUpdate, gumbelSoftmax, setConfig } from './index.js';

const { partitionable: draws } = loadGolden<{ cases: { partitionable: Record<string, number[]> } }>('prng').cases;
const helpers = loadGolden<{ logits: number[][]; 'utils.gumbel_softmax': Record<string, number[][]> }>('l2c_helpers');

const close = async (actual: Tensor, expected: unknown) =>
  expectClose(await actual.data(), tree.flatten<number>(expected as never), { rtol: 2e-6 });

afterEach(() => setConfig({ rngReserveSize: 1, globalSeed: 42, compat: null }));

describe('settings', () => {
  test('have defaults, and change one by one', () => {
    expect(getConfig()).toEqual({ rngReserveSize: 1, globalSeed: 42, compat: null });
    setConfig({ globalSeed: 0 });
    setConfig({ rngReserveSize: 10, compat: 'jax-relax' });
    expect(getConfig()).toEqual({ rngReserveSize: 10, globalSeed: 0, compat: 'jax-relax' });
  });

  test.each<[object, string, RegExp]>([
    [{ rngReserveSize: 0 }, 'ValueError', /at least 1/],
    [{ globalSeed: -1 }, 'ValueError', /at least 0/],
    [{ globalSeed: 1.5 }, 'TypeError', /whole number/],
    [{ rngReserveSize: '1' }, 'TypeError', /whole number/],
    [{ globalseed: 1 }, 'TypeError', /did you mean 'globalSeed'/],
    [{ compat: 'relax' }, 'ValueError', /'jax-relax' or null/],
  ])('%j is refused, and nothing changes', (settings, name, message) => {
    expect(() => setConfig({ globalSeed: 7, ...settings } as never)).toThrow(
      expect.objectContaining({ name, message: expect.stringMatching(message) }),
    );
    expect(getConfig().globalSeed).toBe(42);
  });
});

describe("jax.random's numbers for PRNGKey(42)", () => {
  const key = random.PRNGKey(42);
  test.each<[string, () => Tensor]>([
    ['split_2', () => random.split(key)],
    ['split_5', () => random.split(key, 5)],
    ['fold_in_3', () => random.foldIn(key, 3)],
    ['bits_u32_3x4', () => random.bits(key, [3, 4])],
    ['uniform_5', () => random.uniform(key, [5])],
    ['uniform_-0.1_0.1_1x7', () => random.uniform(key, [1, 7], { minval: -0.1, maxval: 0.1 })],
    ['normal_3x2', () => random.normal(key, [3, 2])],
    ['gumbel_2x3', () => random.gumbel(key, [2, 3])],
    ['categorical_uniform4_6x1', () => random.categorical(key, new Array(4).fill(1), { axis: -1, shape: [6, 1] })],
    ['permutation_20', () => random.permutation(key, 20)],
    ['permutation_arange_10', () => random.permutation(key, tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))],
    ['truncated_normal_-2_2_5', () => random.truncatedNormal(key, -2, 2, [5])],
    ['randint_0_100_6', () => random.randint(key, [6], 0, 100)],
  ])('%s', (name, draw) => close(draw(), draws[name]));

  test('bernoulli', async () => {
    const drawn = await random.bernoulli(key, draws.bernoulli_p).array();
    expect(drawn).toEqual(draws.bernoulli);
  });
});

test.each(Object.entries(helpers['utils.gumbel_softmax']))('gumbelSoftmax with tau %s', async (tau, expected) => {
  await close(gumbelSoftmax(random.PRNGKey(0), helpers.logits, Number(tau)), expected);
});

describe('autoReshaping', () => {
  const shapes: (readonly number[])[] = [];
  const double = autoReshaping('x')(function double(x: Tensor, { by = 2 }: { by?: number } = {}) {
    shapes.push(x.shape);
    return x.mul(by);
  });

  test('gives one row, and returns the shape that was given', () => {
    expect(double(tensor([1, 2, 3])).shape).toEqual([3]);
    expect(double(tensor([[1, 2, 3]]), { by: 3 }).shape).toEqual([1, 3]);
    expect(shapes).toEqual([
      [1, 3],
      [1, 3],
    ]);
    expect(double.name).toBe('double');
  });

  test('takes the row by name, and leaves the result alone where it is told to', async () => {
    const rows = autoReshaping('x', { reshapeOutput: false })(({ x }: { x: Tensor }) => x.add([[0], [1]]));
    expect(await rows({ x: tensor([1, 2]) }).array()).toEqual([
      [1, 2],
      [2, 3],
    ]);
  });

  test('decorates methods, also those that promise', async () => {
    class Method {
      factor = 3;
      @autoReshaping('x')
      async run(x: Tensor): Promise<Tensor> {
        return x.mul(this.factor);
      }
    }
    expect(await (await new Method().run(tensor([1, 2]))).array()).toEqual([3, 6]);
  });

  test('refuses other shapes, and results that are no tensors', () => {
    expect(() => double(tensor([[1], [2]]))).toThrow(/'x' is one row[\s\S]*\[2,1\]/);
    expect(() => autoReshaping('x')((_x: Tensor) => 3)(tensor([1]))).toThrow(/returns a tensor/);
  });
});

test('gradUpdate adds what the optimizer says, leaf by leaf', async () => {
  const momentum = {
    init: (params: Record<string, Tensor>) => tree.treeMap((p: Tensor) => p.mul(0), params),
    update(grads: Record<string, Tensor>, state: Record<string, Tensor>) {
      const next = tree.treeMap((m: Tensor, g: Tensor) => m.mul(0.5).add(g), state, grads);
      return [tree.treeMap((m: Tensor) => m.mul(-0.1), next), next] as const;
    },
  };
  let params = { w: tensor([1, 2], null, 'float32'), b: tensor(0, [], 'float32') } as Record<string, Tensor>;
  let state = momentum.init(params);
  const grads = { w: tensor([1, -1], null, 'float32'), b: tensor(2, [], 'float32') };
  for (let i = 0; i < 2; i++) [params, state] = gradUpdate(grads, params, state, momentum);
  await close(params.w!, [0.75, 2.25]);
  await close(params.b!, [-0.5]);
  await close(state.b!, [3]);
});
