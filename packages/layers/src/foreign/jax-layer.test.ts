/** Each test of Keras's jax_layer_test.py that needs no model has its counterpart here, by its name; the others are in @org/models. */
import {
  type DType,
  grad,
  jit,
  jnp,
  KerasTensor,
  ops,
  random,
  type Tensor,
  tensor,
  tree,
  type Variable,
  vmap,
} from '@org/core';
import { getRegisteredName, registerKerasSerializable, serializeKerasObject } from '../serialization/index.js';
import { runLayerTest } from '../testing/run-layer-test.js';
import { JaxLayer, type JaxLayerOptions } from './jax-layer.js';

type Params = { w: Tensor; b: Tensor };

const register = registerKerasSerializable('jax_layer_test');

function affine(params: Params, inputs: Tensor): Tensor {
  return inputs.matmul(params.w).add(params.b);
}
function affineInit(rng: Tensor, inputs: Tensor): Params {
  return { w: random.normal(rng, [inputs.shape.at(-1)!, 2]), b: jnp.zeros([2]) };
}
function counting(params: Params, state: { count: Tensor }, rng: Tensor | null, inputs: Tensor, training: boolean) {
  const outputs = affine(params, rng === null ? inputs : inputs.add(random.normal(rng, inputs.shape, inputs.dtype)));
  return [outputs, training ? { count: state.count.add(1) } : state];
}
function countingInit(rng: Tensor, inputs: Tensor) {
  return [affineInit(rng, inputs), { count: jnp.zeros([], 'int32') }];
}
for (const each of [affine, affineInit, counting, countingInit]) register(each);

const ones = (...shape: number[]) => ops.ones(shape);

runLayerTest(JaxLayer, {
  args: [counting, countingInit],
  inputShape: [2, 3],
  outputShape: [2, 2],
  trainableWeights: 2,
  nonTrainableWeights: 1,
  seedGenerators: 1,
});

describe('what callFn and initFn take', () => {
  it('test_with_no_init_fn_and_no_params', () => {
    expect(() => new JaxLayer((params: unknown, inputs: Tensor) => [params, inputs])).toThrow(
      /^`initFn`, `params` and `state` cannot all be null/,
    );
  });

  it('test_with_training_in_call_fn_but_not_init_fn', () => {
    const call = (_params: unknown, _state: unknown, _rng: unknown, inputs: Tensor, _training: boolean) => [inputs, {}];
    const init = (_rng: Tensor, _inputs: Tensor) => [{}, {}];
    expect(new JaxLayer(call, init)(ones(1)).shape).toEqual([1]);
  });

  it('test_with_different_argument_order', async () => {
    const call = (
      training: boolean,
      inputs: Tensor,
      rng: Tensor | null,
      state: { n: Tensor },
      params: { a: Tensor },
    ) => [[ops.multiply(inputs, params.a), training, rng === null], { n: state.n.add(1) }];
    const init = (training: boolean, inputs: Tensor, rng: Tensor) => {
      expect([training, inputs.shape, rng.shape, rng.dtype]).toEqual([true, [1], [2], 'uint32']);
      return [{ a: jnp.array(3) }, { n: jnp.array(1) }];
    };
    const layer = new JaxLayer(call, init);
    const [outputs, training, isKeyless] = layer<[Tensor, boolean, boolean]>(ones(1), { training: true });
    expect([await outputs.array(), training, isKeyless]).toEqual([[3], true, false]);
    expect(await (layer.state as { n: Variable }).n.item()).toBe(2);
  });

  it('test_with_minimal_arguments', () => {
    expect(
      new JaxLayer(
        (inputs: Tensor) => inputs,
        (_inputs: Tensor) => ({}),
      )(ones(1)).shape,
    ).toEqual([1]);
  });

  it.each<[name: string, callFn: JaxLayerOptions['callFn'], initFn: JaxLayerOptions['initFn'], message: RegExp]>([
    [
      'test_with_missing_inputs_in_call_fn',
      (params, rng, training) => [params, rng, training],
      affineInit,
      /`callFn`.*`inputs`/,
    ],
    ['test_with_missing_inputs_in_init_fn', affine, (rng, training) => [rng, training], /`initFn`.*`inputs`/],
    [
      'test_with_unsupported_argument_in_call_fn',
      (params, rng, inputs, mode) => [params, rng, inputs, mode],
      affineInit,
      /`callFn`.*`mode`/,
    ],
    [
      'test_with_unsupported_argument_in_init_fn',
      affine,
      (rng, inputs, mode) => [rng, inputs, mode],
      /`initFn`.*`mode`/,
    ],
  ])('%s', (_name, callFn, initFn, message) => {
    expect(() => new JaxLayer(callFn, initFn)).toThrow(message);
  });

  it('keywords of a trailing object, as functions have them here', async () => {
    const layer = new JaxLayer(
      (params: { a: Tensor }, inputs: Tensor, { training = false }: { training?: boolean } = {}) =>
        training ? inputs.mul(params.a) : inputs,
      { params: { a: 2 } },
    );
    expect(await layer(ones(2), { training: true }).array()).toEqual([2, 2]);
    expect(await layer(ones(2)).array()).toEqual([1, 1]);
  });

  it('names that are declared, since a minifier leaves none', async () => {
    const small = new Function('return (e,t,n)=>n?t.mul(e.a):t')();
    expect(() => new JaxLayer(small, { params: { a: 2 } })).toThrow(/callFn[\s\S]*callParameters/);
    const layer = new JaxLayer(small, { params: { a: 2 }, callParameters: ['params', 'inputs', 'training'] });
    expect(await layer(ones(2), { training: true }).array()).toEqual([2, 2]);
    register(Object.defineProperty(small, 'name', { value: 'small' }));
    const { config } = serializeKerasObject(layer) as { config: Record<string, unknown> };
    const copy = JaxLayer.fromConfig(JSON.parse(JSON.stringify(config)));
    expect(await copy(ones(2), { training: true }).array()).toEqual([2, 2]);
    expect(copy.getConfig()).toEqual(layer.getConfig());
  });
});

describe('trees', () => {
  it('test_with_state_none_leaves', async () => {
    const layer = new JaxLayer((_params: unknown, state: unknown, inputs: Tensor) => [inputs, state], {
      state: { foo: null },
    });
    expect((layer.state as { foo: null }).foo).toBeNull();
    expect(await layer(ones(1)).array()).toEqual([1]);
  });

  it('test_with_state_non_tensor_leaves', async () => {
    const layer = new JaxLayer((_params: unknown, state: unknown, inputs: Tensor) => [inputs, state], {
      state: { foo: 'bar' },
    });
    expect((layer.state as { foo: string }).foo).toBe('bar');
    expect(await layer(ones(1)).array()).toEqual([1]);
    const changing = new JaxLayer((_state: unknown, inputs: Tensor) => [inputs, { foo: 'baz' }], {
      state: { foo: 'bar' },
    });
    expect(() => changing(ones(1))).toThrow(/another structure[\s\S]*bar[\s\S]*baz/);
  });

  it('test_with_state_jax_registered_node_class', async () => {
    class NamedPoint {
      constructor(
        readonly x: unknown,
        readonly y: unknown,
        readonly name: string,
      ) {}
      treeFlatten() {
        return [[this.x, this.y], this.name] as const;
      }
      static treeUnflatten(name: string, [x, y]: [unknown, unknown]) {
        return new NamedPoint(x, y, name);
      }
    }
    tree.registerPytreeNodeClass(NamedPoint);
    const call = (_params: unknown, state: [NamedPoint], inputs: Tensor) => {
      const [{ x, y, name }] = state;
      return [inputs, [new NamedPoint(ops.add(x as Tensor, 1), y, name)]];
    };
    const layer = new JaxLayer(call, { state: [new NamedPoint(0.5, 2, 'foo')] });
    layer(ones(1));
    const [point] = layer.state as [NamedPoint];
    expect([point.name, await (point.x as Variable).item(), layer.weights.length]).toEqual(['foo', 1.5, 2]);
  });

  it.each<[name: string, state: unknown]>([
    ['sequence_instead_of_mapping', [0]],
    ['mapping_instead_of_sequence', { state: { foo: 0 } }],
    ['sequence_instead_of_variable', { state: [[0]] }],
    ['no_initial_state', null],
    ['missing_dict_key', { state: {} }],
    ['missing_variable_in_list', { state: { foo: [2] } }],
  ])('test_state_mismatch_during_update: %s', (_name, state) => {
    const call = (_params: unknown, _state: unknown, inputs: Tensor) => [inputs, { state: [jnp.ones([])] }];
    const layer = new JaxLayer(call, { params: {}, state });
    expect(() => layer(ones(1))).toThrow(expect.objectContaining({ name: 'ValueError' }));
  });

  it('of a state that is of another kind of numbers than it began with', () => {
    const layer = new JaxLayer((state: { n: Tensor }, inputs: Tensor) => [inputs, { n: state.n.add(0.5) }], {
      state: { n: 0 },
    });
    expect(() => layer(ones(1))).toThrow(/int32[\s\S]*float32[\s\S]*tensor\(0, \[\], 'float32'\)/);
    const single = new JaxLayer((_state: unknown, inputs: Tensor) => inputs, { state: { n: 0 } });
    expect(() => single(ones(1))).toThrow(/must return two things[\s\S]*\[outputs, state\]/);
  });
});

describe('weights', () => {
  // Python: {'w': ones((4, 2)), 'b': [zeros(2), arange(3)]}, {'n': zeros([], 'int32'), 'm': 0.5}, in a layer named jl.
  const init = (_rng: Tensor, inputs: Tensor) => [
    { w: jnp.ones([inputs.shape.at(-1)!, 2]), b: [jnp.zeros([2]), jnp.arange(3)] },
    { n: jnp.zeros([], 'int32'), m: 0.5 },
  ];
  const call = (params: { w: Tensor }, state: unknown, inputs: Tensor) => [inputs.matmul(params.w), state];

  it('come in the order of the leaves, with Keras’s shapes and dtypes', () => {
    const layer = new JaxLayer(call, init, { name: 'jl' });
    expect(layer(new KerasTensor([null, 4])).shape).toEqual([null, 2]);
    expect(layer.weights.map(({ shape, dtype }) => [shape, dtype])).toEqual([
      [[2], 'float32'],
      [[3], 'int32'],
      [[4, 2], 'float32'],
      [[], 'float32'],
      [[], 'int32'],
    ]);
    for (const { path, name } of layer.weights) {
      expect(path).toBe(`jl/${name}`);
      expect(name).toMatch(/^variable(_\d+)?$/);
    }
  });

  it('of integers are not trained, and stay so', () => {
    const layer = new JaxLayer(call, init);
    layer(ones(2, 4));
    const trained = () => layer.trainableWeights.map(({ dtype }) => dtype);
    expect(trained()).toEqual(['float32', 'float32']);
    layer.trainable = false;
    expect(trained()).toEqual([]);
    layer.trainable = true;
    expect(trained()).toEqual(['float32', 'float32']);
  });

  it('are float32 in mixed precision, and half in callFn', () => {
    const seen: DType[] = [];
    const layer = new JaxLayer(
      (params: Params, state: { count: Tensor }, inputs: Tensor) => {
        seen.push(params.w.dtype, state.count.dtype, inputs.dtype);
        return [affine(params, inputs), state];
      },
      (rng: Tensor, inputs: Tensor) => [affineInit(rng, inputs), { count: jnp.zeros([]) }],
      { dtype: 'mixed_float16' },
    );
    expect(layer(ones(2, 3)).dtype).toBe('float16');
    expect(layer.weights.map(({ dtype }) => dtype)).toEqual(['float32', 'float32', 'float32']);
    expect(seen).toEqual(['float16', 'float16', 'float16']);
  });

  it('test_rng_seeding', async () => {
    const made = async () => {
      random.setRandomSeed(0);
      const layer = new JaxLayer(
        (params: [Tensor], inputs: Tensor) => inputs.matmul(params[0]),
        (rng: Tensor, inputs: Tensor) => [random.normal(rng, inputs.shape)],
      );
      layer.build([2, 2]);
      return (layer.params as [Variable])[0].array();
    };
    expect(await made()).toEqual(await made());
  });

  it('are drawn with the keys of Python Keras', () => {
    // keras.utils.set_random_seed(3): a layer with rng in call_fn, built, then called with training=True.
    const keys: Tensor[] = [];
    random.setRandomSeed(3);
    const layer = new JaxLayer(
      (_params: unknown, rng: Tensor | null, inputs: Tensor) => {
        if (rng) keys.push(rng);
        return inputs;
      },
      (rng: Tensor, _inputs: Tensor) => {
        keys.push(rng);
        return {};
      },
    );
    layer(ones(2, 4), { training: true });
    return expect(Promise.all(keys.map((key) => key.array()))).resolves.toEqual([
      [636343333, 0],
      [255512576, 0],
    ]);
  });

  it('given as numbers, typed arrays, tensors, or variables of another layer', async () => {
    const call = (params: Record<'a' | 'b' | 'c', Tensor>, inputs: Tensor) =>
      inputs.mul(params.a).mul(params.b).add(params.c);
    const layer = new JaxLayer(call, { params: { a: 2, b: new Float64Array([1, 3]), c: tensor(1) } });
    expect(await layer(ones(1, 2)).array()).toEqual([[3, 7]]);
    expect(layer.weights.map(({ dtype }) => dtype)).toEqual(['float32', 'float32', 'int32']);
    const sharing = new JaxLayer(call, { params: layer.params });
    expect(sharing.weights).toEqual(layer.weights);
  });
});

describe('functions of the core inside', () => {
  it('vmap, grad and jit', async () => {
    const energy = (w: Tensor, x: Tensor) => ops.sum(ops.tanh(ops.matmul(x, w)));
    const call = (params: { w: Tensor }, inputs: Tensor) => vmap((x: Tensor) => grad(energy, 1)(params.w, x))(inputs);
    const w = tensor(
      [
        [1, 2],
        [3, -1],
      ],
      null,
      'float32',
    );
    const layer = new JaxLayer(jit(call), { params: { w }, callParameters: ['params', 'inputs'] });
    const x = tensor([
      [0.1, 0.2],
      [0.3, -0.4],
      [0, 0],
    ]);
    // d/dx sum(tanh(x w)) = (1 - tanh(x w)^2) w^T
    const sech = (a: number) => 1 - Math.tanh(a) ** 2;
    const rows = [
      [0.1, 0.2],
      [0.3, -0.4],
      [0, 0],
    ].map(([p, q]) => {
      const [s, t] = [sech(p! + 3 * q!), sech(2 * p! - q!)];
      return [s + 2 * t, 3 * s - t];
    });
    for (const outputs of [layer(x), jit((given: Tensor) => layer(given))(x)]) {
      const found = (await outputs.array()) as number[][];
      found.flat().forEach((value, i) => {
        expect(value).toBeCloseTo(rows.flat()[i]!, 5);
      });
    }
    expect(layer(new KerasTensor([null, 2])).shape).toEqual([null, 2]);
  });
});

describe('configs', () => {
  it('are Keras’s', () => {
    const layer = new JaxLayer(counting, countingInit, { name: 'jl' });
    layer.build([null, 4] as never);
    const named = (fn: (...args: never[]) => unknown) => ({
      module: 'builtins',
      class_name: 'function',
      config: getRegisteredName(fn),
      registered_name: 'function',
    });
    // keras.saving.serialize_keras_object(JaxLayer(call, init, name='jl'))
    expect(serializeKerasObject(layer)).toEqual({
      module: 'keras.layers',
      class_name: 'JaxLayer',
      config: {
        name: 'jl',
        trainable: true,
        dtype: { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null },
        call_fn: named(counting),
        init_fn: named(countingInit),
        native_serialization_platforms: null,
      },
      registered_name: null,
      build_config: { input_shape: [null, 4] },
    });
  });

  it('hold the first values where no function makes them', async () => {
    const layer = new JaxLayer(affine, { params: { w: ones(3, 2), b: new Float32Array([1, 2]) } });
    const copy = JaxLayer.fromConfig(JSON.parse(JSON.stringify(layer.getConfig())));
    expect(await copy(ones(1, 3)).array()).toEqual([[4, 5]]);
    const stateless = (inputs: Tensor) => inputs;
    expect(new JaxLayer(stateless).getConfig()).not.toHaveProperty('params');
  });

  it('name functions, and say so where these are not known', () => {
    const unknown = (inputs: Tensor) => inputs;
    const config = new JaxLayer(unknown).getConfig();
    expect(() => JaxLayer.fromConfig(config)).toThrow(/'unknown'[\s\S]*registerKerasSerializable/);
    expect(JaxLayer.fromConfig(config, { unknown })).toBeInstanceOf(JaxLayer);
    expect(() => new JaxLayer(((f) => f)((inputs: Tensor) => inputs)).getConfig()).toThrow(/function without a name/);
  });
});
