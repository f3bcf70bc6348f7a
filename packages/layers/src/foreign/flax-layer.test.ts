/** FlaxLayer with modules written out; a module system in Flax's manner, in models, is in the tests of @org/models. */
import { jnp, ops, random, type Tensor, tensor, type Variable } from '@org/core';
import { registerKerasSerializable, serializeKerasObject } from '../serialization/index.js';
import { FlaxLayer } from './flax-layer.js';
import { JaxLayer } from './jax-layer.js';

type Options = Readonly<Record<string, unknown>>;

/** Scales its inputs, counts its calls in training, and notes what it was given. */
class Scale {
  readonly inits: unknown[][] = [];
  readonly applies: unknown[][] = [];

  constructor(readonly factor = 2) {}

  init(rngs: Readonly<Record<string, Tensor>>, inputs: Tensor, options: Options) {
    this.inits.push([Object.keys(rngs), inputs.shape, options]);
    return {
      params: { scale: jnp.full([inputs.shape[1]!], this.factor), bias: random.normal(rngs.params!, [1]).mul(0) },
      counts: { calls: jnp.zeros([], 'int32') },
    };
  }
  apply(variables: { params: { scale: Tensor }; counts: { calls: Tensor } }, inputs: Tensor, options: Options) {
    this.applies.push([Object.keys(variables).sort(), options]);
    const { calls } = variables.counts;
    return [inputs.mul(variables.params.scale), { counts: { calls: options.training ? calls.add(1) : calls } }];
  }
  half(x: Tensor) {
    return x.mul(0.5);
  }
  getConfig() {
    return { factor: this.factor };
  }
  static fromConfig({ factor }: { factor: number }) {
    return new Scale(factor);
  }
}
registerKerasSerializable('flax_layer_test')(Scale);

function doubled(module: Scale, inputs: Tensor): Tensor {
  return module.half(inputs).mul(4);
}
registerKerasSerializable('flax_layer_test')(doubled);

const x = tensor([[1, 2]], null, 'float32');

it('is a JaxLayer of the module’s functions, with their variables', async () => {
  const module = new Scale(3);
  const layer = new FlaxLayer(module, { name: 'flax' });
  expect(layer).toBeInstanceOf(JaxLayer);
  expect(await layer(x, { training: true }).array()).toEqual([[3, 6]]);
  expect(module.inits).toEqual([[['params', 'dropout'], [1, 2], { training: true }]]);
  const { rngs, ...options } = module.applies[0]![1] as { rngs: { dropout: Tensor } };
  expect(options).toEqual({ mutable: ['counts'], training: true });
  expect(rngs.dropout.shape).toEqual([2]);
  layer(x);
  expect(module.applies[1]).toEqual([['counts', 'params'], { rngs: {}, mutable: ['counts'], training: false }]);
  // As in Keras, each collection has its name in the tree; leaves come by sorted names.
  expect(Object.keys(layer.params as object)).toEqual(['params']);
  expect(layer.weights.map(({ shape }) => shape)).toEqual([[1], [2], []]);
  expect(await (layer.state as { counts: { calls: Variable } }).counts.calls.item()).toBe(1);
});

it('takes the variables that it is given', async () => {
  const variables = { params: { scale: [5, 7], bias: 0 }, counts: { calls: 3 } };
  const layer = new FlaxLayer(new Scale(), { variables: { ...variables, params: { scale: tensor([5, 7]), bias: 0 } } });
  expect(await layer(x).array()).toEqual([[5, 14]]);
  expect(layer.trainableWeights.map(({ dtype }) => dtype)).toEqual(['float32']);
});

it('test_with_flax_state_no_params', async () => {
  const module = {
    init: () => ({}),
    apply: ({ a }: { a: { b: Tensor } }, inputs: Tensor) => [inputs, { a: { b: a.b.add(1) } }],
  };
  const layer = new FlaxLayer(module, { variables: { a: { b: 0 } } });
  layer(ops.ones([1]));
  expect(layer.params).toEqual({});
  expect(await (layer.state as { a: { b: Variable } }).a.b.item()).toBe(1);
});

it('needs no collections: then nothing is mutable, and outputs come alone', async () => {
  const seen: unknown[] = [];
  const module = {
    init: (_rngs: unknown, inputs: Tensor) => ({ params: { w: ops.ones([inputs.shape[1]!, 1]) } }),
    apply: ({ params }: { params: { w: Tensor } }, inputs: Tensor, { mutable }: Options) => {
      seen.push(mutable);
      return inputs.matmul(params.w);
    },
  };
  expect(await new FlaxLayer(module)(x).array()).toEqual([[3]]);
  expect(seen).toEqual([false]);
});

it('hands on the method, by its name where it is the module’s', () => {
  const methodOf = (method: string | ((...args: never[]) => unknown)) => {
    const module = new Scale();
    const layer = new FlaxLayer(module, method);
    layer(x);
    return [(module.applies[0]![1] as Options).method, (module.inits[0]![2] as Options).method];
  };
  expect(methodOf('half')).toEqual(['half', 'half']);
  expect(methodOf(Scale.prototype.half)).toEqual(['half', 'half']);
  expect(methodOf(doubled)).toEqual([doubled, doubled]);
  expect(() => new FlaxLayer(new Scale(), 'none')).toThrow(/no method `none`/);
});

it('is made again from its config, which names module and method', () => {
  for (const method of [null, 'half', doubled]) {
    const layer = new FlaxLayer(new Scale(4), { method, name: 'flax' });
    const config = JSON.parse(JSON.stringify(layer.getConfig()));
    // FlaxLayer(module, method=...).get_config() of Keras.
    expect(Object.keys(config)).toEqual([
      'name',
      'trainable',
      'dtype',
      'native_serialization_platforms',
      'module',
      'method',
    ]);
    expect(config.method).toEqual(serializeKerasObject(method));
    const copy = FlaxLayer.fromConfig(config);
    expect([(copy.module as Scale).factor, copy.method]).toEqual([4, method]);
    expect(copy.getConfig()).toEqual(layer.getConfig());
  }
});

it('says what a module lacks', () => {
  expect(() => new FlaxLayer({ apply: () => 0 } as never)).toThrow(/no init/);
  expect(() => new FlaxLayer(new Scale(), { variables: [] as never })).toThrow(/object of collections/);
  const module = { init: () => ({ stats: { m: jnp.zeros([]) } }), apply: (_: unknown, inputs: Tensor) => inputs };
  expect(() => new FlaxLayer(module)(x)).toThrow(/\[outputs, \{ stats \}\]/);
  expect(() => new FlaxLayer(module).getConfig()).toThrow(/cannot be serialized[\s\S]*a plain object/);
});
