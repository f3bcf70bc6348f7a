import { relu } from '../activations/index.js';
import { Zeros } from '../initializers/index.js';
import { configOf, optionsOf, serializeValue } from './configuration.js';

describe('configs', () => {
  it('have Keras’s keys', () => {
    expect(configOf({ poolSize: [2, 2], other: 1 }, ['poolSize', 'missing'])).toEqual({
      pool_size: [2, 2],
      missing: null,
    });
    expect(optionsOf({ pool_size: 2 })).toEqual({ poolSize: 2 });
  });

  it('hold plain data', () => {
    expect(serializeValue(relu)).toBe('relu');
    expect(serializeValue([{ a: new Zeros() }])).toEqual([
      { a: { module: 'keras.initializers', class_name: 'Zeros', config: {}, registered_name: null } },
    ]);
  });
});
