import {
  autoName,
  currentScopePath,
  fromPythonName,
  getUid,
  nameScope,
  renameKeys,
  resetNames,
  toPythonName,
  toSnakeCase,
  uniqueName,
} from './naming.js';

beforeEach(resetNames);

// From keras.src.utils.naming.to_snake_case.
test.each([
  ['Dense', 'dense'],
  ['ReLU', 're_lu'],
  ['Conv2D', 'conv2d'],
  ['Conv2DTranspose', 'conv2d_transpose'],
  ['LSTM', 'lstm'],
  ['GlobalAveragePooling1D', 'global_average_pooling1d'],
  ['BatchNormalization', 'batch_normalization'],
  ['PReLU', 'p_re_lu'],
  ['GRUCell', 'gru_cell'],
  ['MyLayer_2', 'my_layer_2'],
])('%s becomes %s', (name, expected) => {
  expect(toSnakeCase(name)).toBe(expected);
});

test.each([
  ['kernelSize', 'kernel_size'],
  ['l1', 'l1'],
  ['tolA', 'tol_a'],
])('%s is %s in Python', (name, python) => {
  expect(toPythonName(name)).toBe(python);
  expect(fromPythonName(python)).toBe(name);
});

test('keys change their names, values stay', () => {
  const value = { innerKey: 1 };
  expect(renameKeys({ outerKey: value }, toPythonName)).toEqual({ outer_key: value });
  expect(fromPythonName('log2_1')).toBe('log21');
});

test('automatic names are numbered from the second on', () => {
  expect([autoName('Dense'), autoName('Dense'), autoName('ReLU'), uniqueName('dense')]).toEqual([
    'dense',
    'dense_1',
    're_lu',
    'dense_2',
  ]);
  resetNames();
  expect(autoName('Dense')).toBe('dense');
});

test('numbers of a prefix count from 1', () => {
  resetNames();
  expect([getUid('dense'), getUid('dense'), getUid()]).toEqual([1, 2, 1]);
  expect(uniqueName('dense')).toBe('dense_2');
});

describe('scopes', () => {
  test('nest, and end with their body', () => {
    const path = nameScope('a', () => nameScope('b', currentScopePath));
    expect(path).toBe('a/b');
    expect(currentScopePath()).toBe('');
  });

  test('end when their body fails', () => {
    const failing = () => {
      throw new Error('body');
    };
    expect(() => nameScope('a', failing)).toThrow('body');
    expect(currentScopePath()).toBe('');
  });

  test('of one caller are not repeated', () => {
    class Caller {}
    const layer = new Caller();
    const inner = () => nameScope('dense', currentScopePath, layer);
    expect(nameScope('dense', inner, layer)).toBe('dense');
    expect(nameScope('dense', inner, new Caller())).toBe('dense/dense');
  });

  test('have names without slashes', () => {
    expect(() => nameScope('a/b', currentScopePath)).toThrow("must not contain '/'");
    expect(() => nameScope(4 as never, currentScopePath)).toThrow(/must be a string[\s\S]*Received: 4/);
  });
});
