import * as keras from '../index.js';

const { serializeKerasObject, deserializeKerasObject } = keras.legacy.saving;

test('a layer as Keras 2 has it, with what Python Keras writes', () => {
  const layer = new keras.layers.Dense(3, {
    activation: 'relu',
    kernelInitializer: 'zeros',
    kernelRegularizer: new keras.regularizers.L2(0.5),
    name: 'd',
  });
  const zeros = { module: 'keras.initializers', class_name: 'Zeros', config: {}, registered_name: null };
  expect(serializeKerasObject(layer)).toEqual({
    class_name: 'Dense',
    config: {
      name: 'd',
      trainable: true,
      dtype: { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null },
      units: 3,
      activation: 'relu',
      use_bias: true,
      kernel_initializer: zeros,
      bias_initializer: zeros,
      kernel_regularizer: {
        module: 'keras.regularizers',
        class_name: 'L2',
        config: { l2: 0.5 },
        registered_name: null,
      },
      bias_regularizer: null,
      kernel_constraint: null,
      bias_constraint: null,
      quantization_config: null,
    },
  });
  expect(serializeKerasObject(keras.activations.relu)).toBe('relu');
  expect(serializeKerasObject(null)).toBeNull();
});

test('objects from configs, names and functions', () => {
  const found = { ...keras.layers, ...keras.regularizers, ...keras.activations };
  const config = {
    units: 3,
    activation: 'relu',
    kernel_regularizer: { class_name: 'L2', config: { l2: 0.5 }, __passive_serialization__: true },
  };
  const layer = deserializeKerasObject({ class_name: 'Dense', config }, found) as keras.layers.Dense;
  expect(layer).toBeInstanceOf(keras.layers.Dense);
  expect(layer.getConfig()).toMatchObject({ units: 3, activation: 'relu', kernel_regularizer: { class_name: 'L2' } });
  expect(deserializeKerasObject('Zeros', keras.initializers as never)).toBeInstanceOf(keras.initializers.Zeros);
  expect(deserializeKerasObject('relu', found)).toBe(keras.activations.relu);
  expect(deserializeKerasObject(null)).toBeNull();

  class Mine {
    readonly size: number;
    constructor(size: number) {
      this.size = size;
    }
    static fromConfig(config: { size: number }): Mine {
      return new Mine(config.size);
    }
  }
  const mine = deserializeKerasObject({ class_name: 'Mine', config: { size: 2 } }, { customObjects: { Mine } });
  expect(mine).toEqual(new Mine(2));
});

test('what is no such object is told', () => {
  expect(() => serializeKerasObject(3)).toThrow("doesn't implement `getConfig()`");
  expect(() => deserializeKerasObject({ class_name: 'Zeros' }, {})).toThrow('Improper config format');
  expect(() => deserializeKerasObject(3, {})).toThrow('Could not interpret serialized object');
  expect(() => deserializeKerasObject('foo', {}, null, 'layer')).toThrow("Unknown layer: 'foo'.");
});
