/** Layers of other frameworks' modules in models: what `_test_layer` of Keras's jax_layer_test.py does with each, and torch_utils_test.py. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GradientTape, jax, jnp, type Nested, ops, random, type Tensor, tensor, type Variable } from '@org/core';
import { expectClose, type GoldenCase, loadGolden } from '@org/testing';
import { strFromU8, unzipSync } from 'fflate';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import * as keras from './index.js';
import * as flax from './testing/flax-modules.js';

const { Input, layers, Model, Sequential } = keras;
const { FlaxLayer, JaxLayer } = layers;
const register = keras.saving.registerKerasSerializable('foreign');

const CLASSES = 10;
const SHAPE = [28, 28, 1] as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foreign-'));
});
afterAll(() => rm(folder, { recursive: true }));

// ---- the functions of the original

function jaxStatelessFunction(inputs: Tensor): Tensor {
  const x = jnp.expandDims(jnp.sum(inputs, [1, 2, 3]), 1);
  return jnp.tile(x, [1, 10]);
}

type Params = [w: Tensor, b: Tensor][];

function jaxModelNoStateInit(rng: Tensor, _inputs: Tensor): Params {
  const sizes = [784, 300, 100, 10];
  let key = rng;
  return sizes.slice(0, -1).map((m, i): [Tensor, Tensor] => {
    const n = sizes[i + 1]!;
    const [next, forW, forB] = [0, 1, 2].map((j) => random.split(key, 3).at(j)) as [Tensor, Tensor, Tensor];
    key = next;
    const w = random.normal(forW, [m, n]).mul(Math.sqrt(2 / (m + n)));
    return [w, random.normal(forB, [n]).mul(0.1)];
  });
}

function jaxModelNoStateApply(params: Params, inputs: Tensor): Tensor {
  let activations = inputs.reshape([inputs.shape[0]!, -1]);
  for (const [w, b] of params.slice(0, -1)) activations = jnp.tanh(jnp.dot(activations, w).add(b));
  const [w, b] = params.at(-1)!;
  return jax.nn.softmax(jnp.dot(activations, w).add(b), -1);
}

function jaxModelWithStateInit(rng: Tensor, inputs: Tensor, _training: boolean) {
  return [jaxModelNoStateInit(rng, inputs), jnp.zeros([], 'float32')];
}

function jaxModelWithStateApply(params: Params, state: Tensor, inputs: Tensor, training: boolean) {
  return [jaxModelNoStateApply(params, inputs), training ? state.add(1) : state];
}

class FlaxTrainingIndependentModel extends flax.Module {
  forward(inputs: Tensor): Tensor {
    let x = this.use(new flax.Conv(32, [3, 3])).call(inputs);
    x = ops.averagePool(jax.nn.relu(x), 2, 2);
    x = this.use(new flax.Conv(64, [3, 3])).call(x);
    x = ops.averagePool(jax.nn.relu(x), 2, 2);
    x = jax.nn.relu(this.use(new flax.Dense(200)).call(x.reshape([x.shape[0]!, -1])));
    return jax.nn.softmax(this.use(new flax.Dense(10)).call(x));
  }
  call(): never {
    throw new Error('not this one');
  }
}

class FlaxDropoutModel extends flax.Module {
  myApply(inputs: Tensor, training: boolean): Tensor {
    let x = this.use(new flax.Conv(32, [3, 3])).call(inputs);
    x = ops.averagePool(jax.nn.relu(x), 2, 2);
    x = this.use(new flax.Conv(64, [3, 3])).call(x);
    x = ops.averagePool(jax.nn.relu(x), 2, 2);
    x = this.use(new flax.Dense(200)).call(x.reshape([x.shape[0]!, -1]));
    x = jax.nn.relu(this.use(new flax.Dropout(0.3, !training)).call(x));
    return jax.nn.softmax(this.use(new flax.Dense(10)).call(x));
  }
  call(): never {
    throw new Error('not this one');
  }
}

const flaxDropoutWrapper = (module: FlaxDropoutModel, x: Tensor, { training = false } = {}) =>
  module.myApply(x, training);

class FlaxBatchNormModel extends flax.Module {
  call(inputs: Tensor, { training = false } = {}): Tensor {
    const normalized = (x: Tensor) => this.use(new flax.BatchNorm(!training)).call(x);
    let x = normalized(this.use(new flax.Conv(12, [3, 3], { useBias: false })).call(inputs));
    x = normalized(this.use(new flax.Conv(24, [6, 6], { strides: 2 })).call(jax.nn.relu(x)));
    x = normalized(this.use(new flax.Conv(32, [6, 6], { strides: 2 })).call(jax.nn.relu(x)));
    x = normalized(this.use(new flax.Dense(200)).call(x.reshape([x.shape[0]!, -1])));
    x = jax.nn.relu(this.use(new flax.Dropout(0.3, !training)).call(x));
    return jax.nn.softmax(this.use(new flax.Dense(10)).call(x));
  }
}

for (const each of [jaxStatelessFunction, jaxModelNoStateInit, jaxModelNoStateApply]) register(each);
for (const each of [jaxModelWithStateInit, jaxModelWithStateApply, flaxDropoutWrapper]) register(each);
for (const each of [FlaxTrainingIndependentModel, FlaxDropoutModel, FlaxBatchNormModel])
  register(Object.assign(each, { fromConfig: () => new each() }));

// ---- what is done with each

interface Counts {
  readonly trainable: number;
  readonly trainableParams: number;
  readonly nonTrainable: number;
  readonly nonTrainableParams: number;
}
type JaxOptions = Extract<ConstructorParameters<typeof JaxLayer>[0], { callFn: unknown }>;
type ForeignLayer = keras.layers.JaxLayer;
interface Values {
  readonly params?: unknown;
  readonly state?: unknown;
}

const paramsOf = (weights: readonly Variable[]): number =>
  weights.reduce((total, { shape }) => total + shape.reduce((n, dim) => n * dim, 1), 0);
const verify = (layer: keras.layers.Layer, expected: Counts): void =>
  expect({
    trainable: layer.trainableWeights.length,
    trainableParams: paramsOf(layer.trainableWeights),
    nonTrainable: layer.nonTrainableWeights.length,
    nonTrainableParams: paramsOf(layer.nonTrainableWeights),
  }).toEqual(expected);
const read = (weights: readonly Variable[]): Promise<Buffer[]> =>
  Promise.all(weights.map(async (weight) => Buffer.from((await weight.data()).buffer.slice(0))));
const areSame = (a: readonly Buffer[], b: readonly Buffer[]): boolean[] => a.map((each, i) => each.equals(b[i]!));
const exported = (values: unknown): unknown => jax.treeUtil.treeMap((variable: Variable) => variable.uncast, values);

async function testLayer(
  name: string,
  make: (values: Values & { inputShape?: readonly number[] }) => ForeignLayer,
  counts: Counts,
): Promise<void> {
  const x = random.uniform([16, ...SHAPE], { seed: 1 });
  const y = ops.oneHot(random.randint([16], 0, CLASSES, { seed: 2 }), CLASSES);
  const xTest = random.uniform([8, ...SHAPE], { seed: 3 });
  const compiled = <M extends keras.Model>(model: M): M => {
    model.compile({
      loss: 'categorical_crossentropy',
      optimizer: 'adam',
      metrics: [new keras.metrics.CategoricalAccuracy()],
    });
    return model;
  };

  // A functional model.
  const layer1 = make({});
  const inputs = Input(SHAPE);
  const model1 = compiled(new Model(inputs, layer1(inputs), { name: `${name}1` }));
  verify(layer1, counts);
  const before = await read(layer1.weights);
  await model1.fit(x, y, { epochs: 1, batchSize: 8, verbose: 0 });
  const afterFit = await read(layer1.weights);
  expect(areSame(before, afterFit)).toEqual(before.map(() => false));
  const output1 = model1(xTest);
  expect(output1.shape).toEqual([8, CLASSES]);
  const expected = await output1.data();
  expectClose(await (await model1.predict(xTest, { verbose: 0 })).data(), expected);
  expect(areSame(await read(layer1.weights), afterFit)).toEqual(before.map(() => true));

  const verifySame = async (model: keras.Model) => {
    expectClose(await model(xTest).data(), expected);
    expectClose(await (await model.predict(xTest, { verbose: 0 })).data(), expected);
  };

  // A Sequential model with its values.
  const values = { params: exported(layer1.params), state: exported(layer1.state) };
  const layer2 = make({ ...values, inputShape: SHAPE });
  const model2 = new Sequential([layer2], { name: `${name}2` });
  verify(layer2, counts);
  await verifySame(model2);

  // A file, a clone, and weights alone.
  const path = join(folder, `${name}.keras`);
  await model2.save(path);
  const model3 = await keras.models.loadModel(path);
  verify(model3.layers[0]!, counts);
  await verifySame(model3);
  const copy = keras.models.cloneModel(model1);
  copy.setWeights(await model1.getWeights());
  await verifySame(copy);
  const weights = join(folder, `${name}.weights.h5`);
  await model1.saveWeights(weights);
  const model4 = new Sequential([make({ inputShape: SHAPE })]);
  await model4.loadWeights(weights);
  await verifySame(model4);

  // A subclass without a build method, mixed with a layer of Keras's.
  class TestModel extends Model {
    foreign = make({});
    head = new layers.Dense(CLASSES);
    override call(given: Tensor): Tensor {
      return this.head(this.foreign(given));
    }
  }
  const model5 = compiled(new TestModel());
  await model5.fit(x, y, { epochs: 1, batchSize: 8, verbose: 0 });
  verify(model5.foreign, counts);
  expect([...(await model5(xTest).data())].some((value) => value !== 0)).toBe(true);
}

const MLP: Counts = { trainable: 6, trainableParams: 266610, nonTrainable: 0, nonTrainableParams: 0 };
const COUNTING: Counts = { ...MLP, nonTrainable: 1, nonTrainableParams: 1 };
const NONE: Counts = { trainable: 0, trainableParams: 0, nonTrainable: 0, nonTrainableParams: 0 };

test.each<[name: string, options: JaxOptions, counts: Counts]>([
  ['stateless', { callFn: jaxStatelessFunction }, NONE],
  ['training_independent', { callFn: jaxModelNoStateApply, initFn: jaxModelNoStateInit }, MLP],
  ['training_state', { callFn: jaxModelWithStateApply, initFn: jaxModelWithStateInit }, COUNTING],
  [
    'training_state_dtype_policy',
    { callFn: jaxModelWithStateApply, initFn: jaxModelWithStateInit, dtype: 'mixed_float16' },
    COUNTING,
  ],
  [
    'native_serialization',
    { callFn: jaxModelNoStateApply, initFn: jaxModelNoStateInit, nativeSerializationPlatforms: ['cpu', 'tpu'] },
    MLP,
  ],
])('test_jax_layer: %s', async (name, options, counts) => {
  await testLayer(`jax_${name}`, (values) => new JaxLayer({ ...options, ...values }), counts);
});

const WITH_CONVOLUTIONS: Counts = { trainable: 8, trainableParams: 648226, nonTrainable: 0, nonTrainableParams: 0 };
const NORMALIZED: Counts = { trainable: 13, trainableParams: 354258, nonTrainable: 8, nonTrainableParams: 536 };

/** What `create_wrapper` of the original does. */
const flaxed =
  (makeModule: () => flax.Module, options: object) =>
  ({ params, state, ...others }: Values & { inputShape?: readonly number[] }) => {
    const variables = params || state ? { ...(params as object), ...(state as object) } : null;
    return new FlaxLayer(makeModule(), { variables, ...options, ...others });
  };

test.each<[name: string, makeModule: () => flax.Module, options: object, counts: Counts]>([
  [
    'training_independent_bound_method',
    () => new FlaxTrainingIndependentModel(),
    { method: FlaxTrainingIndependentModel.prototype.forward },
    WITH_CONVOLUTIONS,
  ],
  ['training_rng_unbound_method', () => new FlaxDropoutModel(), { method: flaxDropoutWrapper }, WITH_CONVOLUTIONS],
  ['training_rng_state_no_method', () => new FlaxBatchNormModel(), {}, NORMALIZED],
  [
    'training_rng_unbound_method_dtype_policy',
    () => new FlaxDropoutModel(),
    { method: flaxDropoutWrapper, dtype: 'mixed_float16' },
    WITH_CONVOLUTIONS,
  ],
])('test_flax_layer: %s', async (name, makeModule, options, counts) => {
  await testLayer(`flax_${name}`, flaxed(makeModule, options), counts);
});

test('test_with_structures_as_inputs_and_outputs', async () => {
  const join2 = (_params: unknown, { a, b }: { a: Tensor; b: Tensor }) => [
    jnp.concatenate([a, b], 1),
    jnp.concatenate([b, a], 1),
  ];
  const layer = new JaxLayer(join2, { params: {} });
  const inputs = { a: Input([null, 3]), b: Input([null, 3]) };
  const model = new Model(inputs, layer<Tensor[]>(inputs));
  const outputs = model<Tensor[]>({ a: ops.ones([2, 6, 3]), b: ops.ones([2, 7, 3]) });
  for (const output of outputs) {
    expect(output.shape).toEqual([2, 13, 3]);
    expect(new Set(await output.data())).toEqual(new Set([1]));
  }
});

test('test_with_polymorphic_shape_more_than_26_dimension_names', async () => {
  const layer = new JaxLayer((_params: unknown, inputs: Tensor[]) => jnp.concatenate(inputs, 1), { params: [] });
  const inputs = Array.from({ length: 60 }, () => Input([null, 3]));
  const model = new Model(inputs, layer(inputs));
  const output = model(Array.from({ length: 60 }, () => ops.ones([2, 1, 3])));
  expect(output.shape).toEqual([2, 60, 3]);
  expect(new Set(await output.data())).toEqual(new Set([1]));
});

interface PythonCase extends GoldenCase {
  readonly x: number[][];
  readonly y: number[][];
  readonly initial: { readonly out: number[][]; readonly weights: readonly Nested[] };
  readonly trained: PythonCase['initial'];
  /** The `.keras` file, in hexadecimal digits. */
  readonly file: string;
}

interface PythonParams {
  readonly kernel: Tensor;
  readonly bias: readonly [Tensor];
}

/** The functions of packages/testing/goldens/make_jax_layer.py. */
function pythonInit(rng: Tensor, inputs: Tensor) {
  const [first, second] = [...random.split(rng)];
  const kernel = random.normal(first!, [inputs.shape.at(-1)!, 3]).mul(0.5);
  const params = { kernel, bias: [random.uniform(second!, [3])] };
  return [params, { mean: jnp.zeros([3]), count: jnp.zeros([], 'int32') }];
}
function pythonCall(
  params: PythonParams,
  state: { mean: Tensor; count: Tensor },
  inputs: Tensor,
  training: boolean,
): unknown {
  const outputs = jnp.tanh(inputs.matmul(params.kernel).add(params.bias[0]));
  if (!training) return [outputs.sub(state.mean), state];
  const mean = state.mean.mul(0.9).add(outputs.mean(0).mul(0.1));
  return [outputs.sub(mean), { mean, count: state.count.add(1) }];
}
keras.saving.registerKerasSerializable({ package: 'golden', name: 'jax_init' })(pythonInit);
keras.saving.registerKerasSerializable({ package: 'golden', name: 'jax_call' })(pythonCall);

describe('as in Python', () => {
  const { x, y, initial, trained, file } = loadGolden<PythonCase>('jax_layer').cases[0]!;
  const verifyValues = async (model: keras.Model, expected: PythonCase['initial']) => {
    expectClose(await (await model.predict(tensor(x), { verbose: 0 })).data(), expected.out.flat(), { rtol: 1e-4 });
    const weights = await model.getWeights();
    for (const [i, values] of expected.weights.entries())
      expectClose(await weights[i]!.data(), await tensor(values).data(), { rtol: 1e-4 });
  };

  const build = (options: { runEagerly?: boolean } = {}) => {
    random.setRandomSeed(11);
    const inputs = Input([4]);
    const outputs = new JaxLayer(pythonCall, pythonInit, { name: 'jax' })(inputs);
    const model = new Model(inputs, new layers.Dense(1, { kernelInitializer: 'ones', name: 'head' })(outputs));
    model.compile({ optimizer: new keras.optimizers.SGD(0.1), loss: 'mse', ...options });
    return model;
  };

  it.each([false, true])(
    'begins with the same weights from the same seed, and trains alike; eagerly: %s',
    async (runEagerly) => {
      const model = build({ runEagerly });
      await verifyValues(model, initial);
      await model.fit(tensor(x), tensor(y), { batchSize: 4, epochs: 3, shuffle: false, verbose: 0 });
      await verifyValues(model, trained);
    },
  );

  it('trains in a loop of one’s own', async () => {
    const model = build();
    const optimizer = new keras.optimizers.SGD(0.1);
    for (let step = 0; step < 6; step++) {
      const rows = [4 * (step % 2), 4 * (step % 2) + 4] as const;
      const tape = new GradientTape();
      const predicted = model(tensor(x.slice(...rows)), { training: true });
      const loss = ops.mean(ops.square(predicted.sub(tensor(y.slice(...rows)))));
      optimizer.apply(tape.gradient(loss, model.trainableVariables), model.trainableVariables);
    }
    await verifyValues(model, trained);
  });

  it('is exported with an open batch', async () => {
    const model = build();
    const path = join(folder, 'jax.onnx');
    await model.export(path);
    const session = await InferenceSession.create(path);
    const rows = x.slice(0, 3);
    const feeds = { [session.inputNames[0]!]: new OrtTensor('float32', Float32Array.from(rows.flat()), [3, 4]) };
    const outputs = await session.run(feeds);
    expectClose(outputs[session.outputNames[0]!]!.data as Float32Array, initial.out.slice(0, 3).flat(), { rtol: 1e-4 });
  });

  it('reads its file, and writes one like it', async () => {
    const path = join(folder, 'python.keras');
    await writeFile(path, Buffer.from(file, 'hex'));
    const model = await keras.models.loadModel(path);
    await verifyValues(model, trained);
    const again = join(folder, 'ours.keras');
    await model.save(again);
    const configOf = async (each: string) => JSON.parse(strFromU8(unzipSync(await readFile(each))['config.json']!));
    expect((await configOf(again)).config.layers[1]).toEqual((await configOf(path)).config.layers[1]);
    await verifyValues(await keras.models.loadModel(again), trained);
  });
});
