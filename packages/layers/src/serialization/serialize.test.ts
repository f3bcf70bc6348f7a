import { KerasTensor, ops, SeedGenerator, tensor } from '@org/core';
import { DTypePolicy } from '../dtype-policy.js';
import * as initializers from '../initializers/index.js';
import * as regularizers from '../regularizers/index.js';
import { Halving, Registered, twice } from '../testing/custom-objects.js';
import { serializeKerasObject } from './serialize.js';

// What keras.saving.serialize_keras_object of Keras 3.15.1 returns.
const pythonJson: [string, () => unknown, unknown][] = [
  [
    'an initializer',
    () => new initializers.HeNormal({ seed: 3 }),
    {
      module: 'keras.initializers',
      class_name: 'HeNormal',
      config: { seed: 3, input_axes: null, output_axes: null },
      registered_name: null,
    },
  ],
  [
    'an object in a config',
    () => new initializers.RandomNormal({ seed: new SeedGenerator({ seed: 4, name: 'seed_generator' }) }),
    {
      module: 'keras.initializers',
      class_name: 'RandomNormal',
      config: {
        seed: {
          module: 'keras.random',
          class_name: 'SeedGenerator',
          config: { seed: 4, name: 'seed_generator' },
          registered_name: null,
        },
        mean: 0,
        stddev: 0.05,
      },
      registered_name: null,
    },
  ],
  [
    'a tensor',
    () => new initializers.Constant(tensor([1, 2], null, 'float32')),
    {
      module: 'keras.initializers',
      class_name: 'Constant',
      config: { value: { class_name: '__tensor__', config: { value: [1, 2], dtype: 'float32' } } },
      registered_name: null,
    },
  ],
  [
    'a typed array',
    () => new Int32Array([0, 1, 2]),
    { class_name: '__numpy__', config: { value: [0, 1, 2], dtype: 'int32' } },
  ],
  [
    'a factor in single precision',
    () => new regularizers.L1(0.1),
    {
      module: 'keras.regularizers',
      class_name: 'L1',
      config: { l1: 0.10000000149011612 },
      registered_name: null,
    },
  ],
  [
    'a dtype policy',
    () => new DTypePolicy('mixed_float16'),
    { module: 'keras', class_name: 'DTypePolicy', config: { name: 'mixed_float16' }, registered_name: null },
  ],
  [
    'a symbolic tensor',
    () => new KerasTensor([null, 3]),
    { class_name: '__keras_tensor__', config: { shape: [null, 3], dtype: 'float32', keras_history: null } },
  ],
  [
    'a tensor that is pending',
    () => tensor([1, 2]).add(1),
    { class_name: '__tensor__', config: { value: [2, 3], dtype: 'int32' } },
  ],
  [
    'a registered function',
    () => twice,
    { module: 'builtins', class_name: 'function', config: 'tests>twice', registered_name: 'function' },
  ],
  [
    'a function of keras.ops',
    () => ops.logSoftmax,
    { module: 'builtins', class_name: 'function', config: 'log_softmax', registered_name: 'function' },
  ],
  [
    'a registered class',
    () => new Registered(),
    { module: null, class_name: 'Registered', config: { factor: 1 }, registered_name: 'tests>Registered' },
  ],
  [
    'a class that is not registered',
    () => new Halving(),
    { module: null, class_name: 'Halving', config: {}, registered_name: 'Halving' },
  ],
  ['plain data', () => ({ a: [1, 'x', null, true] }), { a: [1, 'x', null, true] }],
];

test.each(pythonJson)('%s as in Python', (_name, make, expected) => {
  const json = serializeKerasObject(make());
  expect(json).toEqual(expected);
  expect(Object.keys(json as object)).toEqual(Object.keys(expected as object));
});

test('functions without names, classes, and objects without a config are refused', () => {
  expect(() => serializeKerasObject(((f) => f)((x: number) => x))).toThrow(/without a name/);
  expect(() => serializeKerasObject(Halving)).toThrow(/class Halving itself/);
  expect(() => serializeKerasObject(new Map())).toThrow(/getConfig\(\)[\s\S]*Map/);
});
