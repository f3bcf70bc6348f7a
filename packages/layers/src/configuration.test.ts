import { relu } from './activations/index.js';
import { takesKeyword } from './call-context.js';
import { configOf, optionsOf, serializeValue } from './configuration.js';
import { Zeros } from './initializers/index.js';
import { trackedFields } from './tracking.js';

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

describe('takesKeyword', () => {
  const methods = {
    call(x: number, { training = false, mask = null }: { training?: boolean; mask?: null } = {}) {
      return [x, training, mask];
    },
    plain(x: number, other = (() => 'training')()) {
      return [x, other, 'mask'];
    },
  };

  it('reads the signature', () => {
    expect(takesKeyword(methods.call, 'training')).toBe(true);
    expect(takesKeyword(methods.call, 'mask')).toBe(true);
    expect(takesKeyword(methods.plain, 'mask')).toBe(false);
  });
});

it('trackedFields looks into arrays and plain objects', () => {
  const [a, b, c] = [new Zeros(), new Zeros(), new Zeros()];
  const owner = { a, list: [b, { deep: [c, a] }], other: new Map([['x', new Zeros()]]), nothing: null };
  expect(trackedFields(owner, (value): value is Zeros => value instanceof Zeros)).toEqual([a, b, c]);
});
