import { isTensor, KerasTensor, ops, SeedGenerator, tensor } from '@org/core';
import { OpOperation } from '@org/core/internal';
import '../activations/index.js';
import { Constraint } from '../constraints/index.js';
import * as initializers from '../initializers/index.js';
import { Registered, twice } from '../testing/custom-objects.js';
import { deserializeKerasObject, savedHistoryOf } from './deserialize.js';
import { serializeKerasObject } from './serialize.js';

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
});

describe('the registered name of what Keras defines itself', () => {
  const zeros = (registered_name?: string | null) => ({
    module: 'keras.initializers',
    class_name: 'Zeros',
    config: {},
    registered_name,
  });
  const relu = (registered_name: string) => ({
    module: 'builtins',
    class_name: 'function',
    config: 'relu',
    registered_name,
  });

  it('is none, or its own', () => {
    for (const name of [undefined, null, '', 'Zeros']) expect(() => deserializeKerasObject(zeros(name))).not.toThrow();
    for (const name of ['function', 'relu']) expect(() => deserializeKerasObject(relu(name))).not.toThrow();
  });

  it('is refused otherwise', () => {
    expect(() => deserializeKerasObject(zeros('builtins.eval'))).toThrow(/registers no names[\s\S]*builtins.eval/);
    expect(() => deserializeKerasObject(relu('other'))).toThrow('registers no names');
  });
});

test('what the config says is of Keras is not to be registered', () => {
  const config = { module: 'keras.layers', class_name: 'Nope', config: {}, registered_name: null };
  expect(() => deserializeKerasObject(config)).toThrow(/Could not locate class 'Nope'[\s\S]*loadModel/);
  expect(() => deserializeKerasObject(config)).not.toThrow('registerKerasSerializable');
});
