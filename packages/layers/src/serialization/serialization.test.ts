import { isTensor, KerasTensor, OpOperation, ops, SeedGenerator, tensor } from '@org/core';
import { Constraint } from '../constraints/index.js';
import { DTypePolicy } from '../dtype-policy.js';
import * as initializers from '../initializers/index.js';
import * as regularizers from '../regularizers/index.js';
import {
  CustomObjectScope,
  customObjectScope,
  deserializeKerasObject,
  getCustomObjects,
  getRegisteredName,
  getRegisteredObject,
  objectSharingScope,
  registerKerasSerializable,
  type SerializedObject,
  savedHistoryOf,
  serializeKerasObject,
} from './index.js';

class Halving extends Constraint {
  override call = (w: ReturnType<typeof tensor>) => w.mul(0.5);
}

class Registered extends Constraint {
  readonly factor: number;

  constructor({ factor = 1 }: { factor?: number } = {}) {
    super();
    this.factor = factor;
  }

  override getConfig() {
    return { factor: this.factor };
  }
}
registerKerasSerializable({ package: 'tests' })(Registered);

function twice(x: number) {
  return 2 * x;
}
registerKerasSerializable('tests')(twice);

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

test('an op on symbolic tensors, there and back', () => {
  const { operation } = (ops.multiply(new KerasTensor([null, 3]), 2) as KerasTensor).history!;
  const json = serializeKerasObject(operation);
  expect(json).toMatchObject({ module: 'keras.src.ops.numpy', class_name: 'Multiply', registered_name: 'Multiply' });
  const copy = deserializeKerasObject(json) as OpOperation;
  expect(copy).toBeInstanceOf(OpOperation);
  expect([copy.name, copy.className]).toEqual([operation.name, 'Multiply']);
});

describe('deserializeKerasObject', () => {
  const roundTrip = (value: unknown) => deserializeKerasObject(JSON.parse(JSON.stringify(serializeKerasObject(value))));

  test('objects', () => {
    const copy = roundTrip(new initializers.VarianceScaling({ scale: 0.5, seed: new SeedGenerator(3) }));
    expect(copy).toBeInstanceOf(initializers.VarianceScaling);
    expect((copy as initializers.VarianceScaling).scale).toBe(0.5);
    expect((copy as initializers.VarianceScaling).seed).toBeInstanceOf(SeedGenerator);
    expect((roundTrip(new Registered({ factor: 3 })) as Registered).factor).toBe(3);
    expect(roundTrip(twice)).toBe(twice);
  });

  test('tensors and data', async () => {
    const [x, ...others] = roundTrip([tensor([[true, false]]), { a: 1 }, null]) as [ReturnType<typeof tensor>, unknown];
    expect(isTensor(x) && (await x.array())).toEqual([[true, false]]);
    expect(others).toEqual([{ a: 1 }, null]);
  });

  test('symbolic tensors keep their place in the file', () => {
    const symbolic = deserializeKerasObject({
      class_name: '__keras_tensor__',
      config: { shape: [null, 2], dtype: 'float16', keras_history: ['dense', 0, 1] },
    }) as KerasTensor;
    expect(symbolic).toMatchObject({ shape: [null, 2], dtype: 'float16' });
    expect(savedHistoryOf(symbolic)).toEqual(['dense', 0, 1]);
  });

  test('slices, the ellipsis, bytes', () => {
    const slice = (start: unknown, stop: unknown, step: unknown) => ({
      class_name: '__slice__',
      config: { start, stop, step },
    });
    expect(
      deserializeKerasObject([slice(1, null, 2), slice(null, 3, null), { class_name: '__ellipsis__', config: {} }]),
    ).toEqual(['1::2', ':3', '...']);
    expect(deserializeKerasObject({ class_name: '__bytes__', config: { value: 'ab' } })).toEqual(
      new TextEncoder().encode('ab'),
    );
  });

  test('modules that other backends and versions of Keras write', () => {
    const json = {
      module: 'keras.src.initializers.somewhere',
      class_name: 'Zeros',
      config: {},
      registered_name: 'Zeros',
    };
    expect(deserializeKerasObject(json)).toBeInstanceOf(initializers.Zeros);
  });

  test('build and compile configs are applied', () => {
    const calls: unknown[] = [];
    class Built extends Constraint {
      built = false;
      buildFromConfig = (config: unknown) => calls.push(config);
      compileFromConfig = (config: unknown) => calls.push(config);
    }
    const json = {
      module: null,
      class_name: 'Built',
      config: {},
      registered_name: 'Built',
      build_config: { input_shape: [null, 2] },
      compile_config: { loss: 'mse' },
    };
    const copy = deserializeKerasObject(json, { customObjects: { Built } }) as Built;
    expect(calls).toEqual([{ input_shape: [null, 2] }, { loss: 'mse' }]);
    expect(copy.built).toBe(true);
  });
});

describe('what is refused', () => {
  test.each([
    [
      'an unknown class',
      { module: null, class_name: 'Nope', config: {}, registered_name: 'Nope' },
      /Could not locate class 'Nope'[\s\S]*registerKerasSerializable/,
    ],
    [
      'an unknown class of Keras',
      { module: 'keras.layers', class_name: 'Nope', config: {}, registered_name: null },
      /Could not locate class 'Nope'/,
    ],
    [
      'something that is no class of Keras',
      { module: 'keras.utils', class_name: 'get_file', config: {}, registered_name: null },
      /Could not locate/,
    ],
    ['a name of JavaScript', { module: 'keras', class_name: 'constructor', config: {} }, /Could not locate/],
    [
      'an unknown function',
      { module: 'builtins', class_name: 'function', config: 'nope' },
      /Could not locate function 'nope'/,
    ],
    ['a lambda', { class_name: '__lambda__', config: { value: 'code' } }, /Python lambda/],
    ['a TypeSpec', { class_name: '__typespec__', config: [] }, /TypeSpec/],
  ])('%s', (_name, config, message) => {
    expect(() => deserializeKerasObject(config)).toThrow(message);
  });

  test('functions without names, classes, and objects without a config', () => {
    expect(() => serializeKerasObject(((f) => f)((x: number) => x))).toThrow(/without a name/);
    expect(() => serializeKerasObject(Halving)).toThrow(/class Halving itself/);
    expect(() => serializeKerasObject(new Map())).toThrow(/getConfig\(\)[\s\S]*Map/);
    expect(() => registerKerasSerializable()(class NoConfig {})).toThrow(/getConfig/);
  });
});

describe('custom objects', () => {
  const json = serializeKerasObject(new Halving());

  test('registered ones have names', () => {
    expect(getRegisteredName(Registered)).toBe('tests>Registered');
    expect(getRegisteredName(Halving)).toBe('Halving');
    expect(getRegisteredObject('tests>twice')).toBe(twice);
    expect(getRegisteredObject('nope')).toBeNull();
    expect(getCustomObjects()['tests>Registered']).toBe(Registered);
    registerKerasSerializable({ package: 'p', name: 'Other' })(Halving);
    expect(getRegisteredName(Halving)).toBe('p>Other');
  });

  test('given with the call', () => {
    expect(deserializeKerasObject(json, { customObjects: { Halving } })).toBeInstanceOf(Halving);
  });

  test('given by a scope', async () => {
    expect(customObjectScope({ Halving }, () => deserializeKerasObject(json))).toBeInstanceOf(Halving);
    expect(() => deserializeKerasObject(json)).toThrow(/Could not locate/);
    const later = customObjectScope({ Halving }, async () => {
      await Promise.resolve();
      return deserializeKerasObject(json);
    });
    expect(await later).toBeInstanceOf(Halving);
    expect(() => deserializeKerasObject(json)).toThrow(/Could not locate/);
    const scope = new CustomObjectScope({ Halving });
    expect(deserializeKerasObject(json)).toBeInstanceOf(Halving);
    scope[Symbol.dispose]();
    expect(() => deserializeKerasObject(json)).toThrow(/Could not locate/);
  });

  test('the scope ends with an error', () => {
    expect(() =>
      customObjectScope({ Halving }, () => {
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(() => deserializeKerasObject(json)).toThrow(/Could not locate/);
  });

  test('functions saved without their package', () => {
    expect(deserializeKerasObject({ module: 'builtins', class_name: 'function', config: 'twice' })).toBe(twice);
  });
});

test('an object that occurs twice is read back as one', () => {
  const shared = new Registered({ factor: 2 });
  const json = objectSharingScope(() => serializeKerasObject([shared, shared, new Registered()])) as SerializedObject[];
  expect(json[0]!.shared_object_id).toBe(json[1]!.shared_object_id);
  expect(json[2]).not.toHaveProperty('shared_object_id');
  const [a, b, c] = objectSharingScope(() => deserializeKerasObject(json)) as Registered[];
  expect(a).toBe(b);
  expect(c).not.toBe(a);
});
