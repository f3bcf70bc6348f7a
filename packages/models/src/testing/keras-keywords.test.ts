import * as keras from '../index.js';
import { calleesIn, hasKerasOrder, missingNames } from './keras-keywords.js';

/** What users override and the framework calls, by position. */
const hooks =
  /\.(?:call|build|compute_mask|compute_loss|validate_outputs|validate_model_compatibility|compute_output_shape|compute_output_spec|on_\w+|set_params|set_model|get_monitor_value|update_step|save_own_variables|load_own_variables|transform_\w+|get_random_transformation|inner_loop|quantized_build)$/;

/** What takes Python's names and does not refuse others in the usual words, or none, with the reason. */
const exceptions: readonly (readonly [reason: string, names: readonly string[]])[] = [
  [
    'takes keywords of any name, or refuses unknown ones in words of its own, as Keras does',
    [
      'keras.Layer',
      'keras.Layer.stateless_call',
      'keras.Model.save',
      'keras.Operation',
      'keras.Optimizer',
      'keras.callbacks.LambdaCallback',
      'keras.metrics.MeanMetricWrapper',
      'keras.mixed_precision.LossScaleOptimizer',
      'keras.models.save_model',
      'keras.optimizers.Adadelta',
      'keras.optimizers.Adafactor',
      'keras.optimizers.Adagrad',
      'keras.optimizers.Adam',
      'keras.optimizers.AdamW',
      'keras.optimizers.Adamax',
      'keras.optimizers.Ftrl',
      'keras.optimizers.Lamb',
      'keras.optimizers.Lion',
      'keras.optimizers.Muon',
      'keras.optimizers.Nadam',
      'keras.optimizers.OptimizerMap',
      'keras.optimizers.RMSprop',
      'keras.optimizers.SGD',
      'keras.optimizers.ScheduleFreeAdamW',
      'keras.random.SeedGenerator',
      'keras.saving.register_keras_serializable',
    ],
  ],
  [
    'hands the other keywords on: to its layer, or to updateState',
    [
      'keras.Metric.stateless_update_state',
      'keras.layers.add',
      'keras.layers.average',
      'keras.layers.concatenate',
      'keras.layers.dot',
      'keras.layers.maximum',
      'keras.layers.minimum',
      'keras.layers.multiply',
      'keras.layers.subtract',
    ],
  ],
  [
    'takes a structure, which may itself be a plain object',
    [
      'keras.saving.CustomObjectScope',
      'keras.saving.deserialize_keras_object',
      'keras.saving.serialize_keras_object',
      'keras.tree.assert_same_paths',
      'keras.tree.assert_same_structure',
      'keras.tree.flatten',
      'keras.tree.flatten_with_path',
      'keras.tree.is_nested',
      'keras.tree.lists_to_tuples',
      'keras.tree.map_shape_structure',
      'keras.tree.map_structure',
      'keras.tree.map_structure_up_to',
      'keras.tree.pack_sequence_as',
      'keras.tree.traverse',
      'keras.utils.unpack_x_y_sample_weight',
    ],
  ],
  [
    'asks its object before its arguments, and the walk has one that no constructor made',
    [
      'keras.layers.Discretization.update_state',
      'keras.layers.TextVectorization.get_vocabulary',
      'keras.layers.TextVectorization.load_assets',
      'keras.layers.TextVectorization.save_assets',
      'keras.layers.TextVectorization.set_vocabulary',
      'keras.layers.TextVectorization.update_state',
      'keras.utils.FeatureSpace.adapt',
    ],
  ],
  ['is refused by all layers but some, whatever it is given', ['keras.Layer.quantize']],
  ['hands its keywords on, and refuses what is left by a ValueError', ['keras.Model.quantize']],
  [
    'takes any number of positions before its keywords',
    ['keras.ops.einsum', 'keras.ops.meshgrid', 'keras.ops.rearrange', 'keras.ops.switch'],
  ],
  [
    'takes a function, before all else',
    ['keras.Layer.rematerialized_call', 'keras.ops.custom_gradient', 'keras.ops.vectorize', 'keras.remat'],
  ],
  ['asks what any value is, plain objects among them', ['keras.backend.is_keras_tensor']],
];

/** Whose refusal tells the names of something else: `x` is the object of the method, the rest are those of the layer. */
const othersNames = [
  'keras.KerasTensor.reshape',
  'keras.KerasTensor.squeeze',
  'keras.layers.concatenate',
  'keras.layers.dot',
];

it('takes the parameters of Keras by their names and in their order', async () => {
  const silent = [jest.spyOn(console, 'warn'), jest.spyOn(console, 'error')].map((spy) => spy.mockImplementation());
  const callees = calleesIn(keras).filter(({ name }) => !hooks.test(name));
  expect(callees.length).toBeGreaterThan(900);
  const others: string[] = [];
  const ordered: string[] = [];
  for (const callee of callees) {
    if (await missingNames(callee)) others.push(callee.name);
    if (!(await hasKerasOrder(callee))) ordered.push(callee.name);
  }
  expect(others.sort()).toEqual(exceptions.flatMap(([, names]) => names).sort());
  expect(ordered.sort()).toEqual(othersNames);
  for (const spy of silent) spy.mockRestore();
});

it('takes by name what the walk cannot see', async () => {
  const x = new keras.layers.Dense(1)(keras.Input([2]));
  expect(keras.layers.add({ inputs: [x, x], name: 'both' }).shape).toEqual([null, 1]);
  expect(keras.layers.concatenate({ inputs: [x, x], axis: -1 }).shape).toEqual([null, 2]);
  expect(await new keras.regularizers.L1(0.5)({ x: [1, -3] }).item()).toBe(2);
  expect(await new keras.constraints.NonNeg()({ w: [-1, 2] }).array()).toEqual([0, 2]);
  expect(await new keras.optimizers.schedules.InverseTimeDecay(1, 1, 1)({ step: 1 }).item()).toBe(0.5);
  expect(new keras.initializers.Zeros()({ shape: [2], dtype: 'int32' }).dtype).toBe('int32');
  const mean = new keras.metrics.Mean();
  const state = mean.statelessUpdateState({ metricVariables: [0, 0], values: [1, 3], sampleWeight: [1, 1] });
  expect(await mean.statelessResult({ metricVariables: state }).item()).toBe(2);
  const sgd = new keras.optimizers.SGD(1);
  const variable = new keras.Variable([1, 2], { dtype: 'float32' });
  sgd.build({ variables: [variable] });
  sgd.applyGradients({ gradsAndVars: [[[1, 1], variable]] });
  sgd.assignAdd({ variable, value: [5, 5] });
  const layer = new keras.layers.Dense(1, { useBias: false });
  layer.build([null, 2]);
  const given = { trainableVariables: [[[1], [2]]], nonTrainableVariables: [], inputs: [[3, 4]], returnLosses: true };
  const [outputs, , losses] = layer.statelessCall(given);
  expect([await (outputs as keras.KerasTensor).array(), losses]).toEqual([[[11]], []]);
  expect(keras.nameScope({ name: 'outer' }, () => new keras.Variable(0, { name: 'w', layout: null })).path).toBe(
    'outer/w',
  );
  expect(keras.device({ deviceName: 'javascript' }, () => keras.device())).toBe('javascript');
  expect(() => keras.nameScope({ nam: 'outer' } as never, () => 0)).toThrow("unexpected keyword argument 'nam'");
  keras.backend.clearSession({ freeMemory: false });
  expect([keras.backend.getUid({ prefix: 'a' }), keras.backend.getUid('a')]).toEqual([1, 2]);
  expect(keras.backend.standardizeDtype({ dtype: null })).toBe('float32');
  const { registerKerasSerializable, getRegisteredName, getRegisteredObject } = keras.saving;
  registerKerasSerializable({ package: 'walk' })(class Own extends keras.layers.Layer {});
  expect(getRegisteredName({ obj: getRegisteredObject({ name: 'walk>Own' }) as never })).toBe('walk>Own');
  expect(getRegisteredObject('Mine', { Mine: 3 as never })).toBe(3);
  expect(await variable.value.array()).toEqual([5, 6]);
});
