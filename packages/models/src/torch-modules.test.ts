/** Modules in torch's manner as layers. The tests of Keras's torch_utils_test.py have their counterparts here, by name. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ops, random, type Tensor, tensor, Variable } from '@org/core';
import { expectClose } from '@org/testing';
import * as keras from './index.js';
import { BatchNorm1d, Block, Linear, Module } from './testing/torch-modules.js';

const { Input, layers, Model, models } = keras;
const { TorchModuleWrapper } = layers;
const register = keras.saving.registerKerasSerializable('torch_utils_test');
for (const each of [Linear, BatchNorm1d, Block]) register(each);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torch-'));
});
afterAll(() => rm(folder, { recursive: true }));

const x = tensor(
  [
    [0.1, 0.9],
    [0.7, -0.2],
    [0.4, 0.3],
  ],
  null,
  'float32',
);
const y = tensor([[1], [0], [2]], null, 'float32');

class Classifier extends Model {
  readonly torchWrappers: keras.layers.TorchModuleWrapper[];
  readonly fc = new layers.Dense(1);

  constructor(
    readonly useBatchNorm = false,
    readonly numTorchLayers = 1,
  ) {
    super();
    this.torchWrappers = Array.from({ length: numTorchLayers }, () => new TorchModuleWrapper(new Block(useBatchNorm)));
  }
  override call(inputs: Tensor, { training = null }: { training?: boolean | null } = {}): Tensor {
    return this.fc(this.torchWrappers.reduce((value, wrapper) => wrapper(value, { training }), inputs));
  }
}
register(Classifier);

const trained = async (model: Classifier): Promise<Classifier> => {
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  await model.fit(x, y, { verbose: 0 });
  return model;
};
const normalization = (model: Classifier): BatchNorm1d => (model.torchWrappers[0]!.module as Block)[1]!;
const weightsOf = async (model: keras.Model) =>
  (await Promise.all((await model.getWeights()).map((each) => each.array()))) as number[][];

test.each([false, true])('test_basic_usage: batch norm %s', async (useBatchNorm) => {
  const model = new Classifier(useBatchNorm);
  expect(model.layers).toHaveLength(2);
  const [wrapper] = model.torchWrappers;
  expect(wrapper!.trainableWeights).toHaveLength(useBatchNorm ? 4 : 2);
  model(x);
  expect(model.trainableWeights).toHaveLength(useBatchNorm ? 6 : 4);
  expect(wrapper!.nonTrainableWeights).toHaveLength(useBatchNorm ? 2 : 0);
  const { weight } = (wrapper!.module as Block)[0];
  const before = await weight.array();
  await trained(model);
  // The weights of the layer are the parameters of the module.
  expect(wrapper!.trainableWeights[0]).toBe(weight);
  expect(await weight.array()).not.toEqual(before);
});

test('test_training_args', async () => {
  const model = new Classifier(true);
  model(x, { training: false });
  const reference = await weightsOf(model);
  const { running_mean: mean } = normalization(model);
  model(x, { training: false });
  expect(await weightsOf(model)).toEqual(reference);
  for (const options of [{}, { training: true }]) {
    model.setWeights(reference);
    model(x, options);
    expect(await mean.array()).not.toEqual([0, 0]);
  }
  model.setWeights(reference);
  await trained(model);
  expect(await mean.array()).not.toEqual([0, 0]);
  const after = await weightsOf(model);
  await model.predict(x, { verbose: 0 });
  await model.evaluate(x, y, { verbose: 0 });
  expect(await weightsOf(model)).toEqual(after);
});

test.each([
  [false, 1],
  [true, 1],
  [false, 2],
  [true, 2],
])('test_load_weights and test_serialize_model: batch norm %s, %s layers', async (useBatchNorm, count) => {
  const model = await trained(new Classifier(useBatchNorm, count));
  const loss = (await model.evaluate(x, y, { verbose: 0 })) as number;
  const weights = join(folder, 'model.weights.h5');
  await model.saveWeights(weights);
  const again = new Classifier(useBatchNorm, count);
  again(x);
  again.compile({ optimizer: 'sgd', loss: 'mse' });
  await again.loadWeights(weights);
  const whole = join(folder, 'model.keras');
  await model.save(whole);
  for (const each of [again, await models.loadModel(whole)]) {
    expect(await weightsOf(each)).toEqual(await weightsOf(model));
    expect(await each.evaluate(x, y, { verbose: 0 })).toBeCloseTo(loss, 5);
  }
});

test('test_from_config', async () => {
  const layer = new TorchModuleWrapper(new Block(true), 'block');
  const config = JSON.parse(JSON.stringify(layer.getConfig()));
  expect(config).toEqual({
    name: 'block',
    trainable: true,
    dtype: { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null },
    module: {
      module: null,
      class_name: 'Block',
      config: { with_normalization: true },
      registered_name: 'torch_utils_test>Block',
    },
    output_shape: null,
  });
  const copy = TorchModuleWrapper.fromConfig(config);
  expect(copy.weights.map(({ shape }) => shape)).toEqual(layer.weights.map(({ shape }) => shape));
  expect(copy.weights[0]).not.toBe(layer.weights[0]);
});

test('test_from_config_fails_closed_without_safe_mode_scope', () => {
  // Keras writes a pickled torch.nn.Module in base64.
  const config = { ...new TorchModuleWrapper(new Linear(2, 4)).getConfig(), module: 'UEsDBAAACAgAAAAAAAA=' };
  expect(() => TorchModuleWrapper.fromConfig(config)).toThrow(/written by torch/);
});

test('test_build_model', async () => {
  const inputs = Input([4]);
  const z = new TorchModuleWrapper(new Linear(4, 8), { outputShape: [null, 8] })(inputs);
  // Without a shape it is found.
  const outputs = new TorchModuleWrapper(new Linear(8, 16))(z);
  expect(outputs.shape).toEqual([null, 16]);
  const model = new Model(inputs, outputs);
  const zeros = ops.zeros([5, 4]);
  expect((await model.predict(zeros, { verbose: 0 })).shape).toEqual([5, 16]);
  expect(model(zeros).shape).toEqual([5, 16]);
  const copy = models.cloneModel(model);
  copy.setWeights(await model.getWeights());
  const given = random.normal([3, 4], { seed: 1 });
  expectClose(await copy(given).data(), await model(given).data());
});

test('weights are named in files as the module names them, and others are refused', async () => {
  const layer = new TorchModuleWrapper(new Block(true), { name: 'block' });
  const store: Record<string, Tensor> = {};
  layer.saveOwnVariables(store);
  // list(torch.nn.Sequential(Linear(2, 2), BatchNorm1d(2)).state_dict()), but for the number of batches.
  expect(Object.keys(store)).toEqual(['0.weight', '0.bias', '1.weight', '1.bias', '1.running_mean', '1.running_var']);
  expect(layer.weights.map(({ path }) => path)[0]).toBe('block/0.weight');
  const { '1.bias': _, ...others } = store;
  expect(() => layer.loadOwnVariables(others)).toThrow(/other weights[\s\S]*1\.bias/);
});

test('frozen parameters, several inputs, keywords and modules without modes', async () => {
  const scale = new Variable([2, 3], { name: 'scale', dtype: 'float32', trainable: false });
  const shift = new Variable([1, 1], { name: 'shift', dtype: 'float32' });
  const seen: unknown[] = [];
  const module = {
    parameters: () => [scale, shift],
    forward(a: Tensor, b: Tensor, ...others: unknown[]) {
      seen.push(...others);
      return a.mul(scale).add(b.mul(shift));
    },
  };
  const layer = new TorchModuleWrapper(module);
  expect([layer.trainableWeights, layer.nonTrainableWeights]).toEqual([[shift], [scale]]);
  expect(await layer(tensor([[1, 1]]), tensor([[1, 2]]), { alpha: 4, training: true }).array()).toEqual([[3, 5]]);
  expect(seen).toEqual([{ alpha: 4 }]);
  expect([...layer.parameters({ recurse: false })]).toEqual([scale, shift]);
  const inputs = [Input([2]), Input([2])] as const;
  const model = new Model([...inputs], layer(...inputs));
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  await model.fit([x, x], x, { verbose: 0 });
  expect(await scale.array()).toEqual([2, 3]);
  expect(await shift.array()).not.toEqual([1, 1]);
});

test('what is no module says so', () => {
  expect(() => new TorchModuleWrapper({ parameters: () => [] } as never)).toThrow(/`forward` and `parameters`/);
  const module = { parameters: () => [tensor([1])], forward: (given: Tensor) => given };
  expect(() => new TorchModuleWrapper(module as never)).toThrow(/variables[\s\S]*new Variable/);
  const lazy = { parameters: () => [], forward: (given: Tensor) => given, hasUninitializedParams: () => true };
  expect(() => new TorchModuleWrapper(lazy)).toThrow(/lazy module/);
  class Unknown extends Module {
    forward(given: Tensor) {
      return given;
    }
  }
  expect(() => new TorchModuleWrapper(new Unknown()).getConfig()).toThrow(/cannot be serialized[\s\S]*Unknown/);
});
