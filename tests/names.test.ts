/** Names of Keras, which `tests/types` shows to be typed, lead to objects. */
import * as keras from '@org/models';
import * as names from './types/names.js';

const headings = [
  ['activations', keras.activations.get, names.activations],
  ['constraints', keras.constraints.get, names.constraints],
  ['initializers', keras.initializers.get, names.initializers],
  ['losses', keras.losses.get, names.losses],
  ['metrics', keras.metrics.get, names.metrics],
  ['optimizers', keras.optimizers.get, names.optimizers],
  ['regularizers', keras.regularizers.get, names.regularizers],
] as const;

test.each(headings)('keras.%s.get takes the names that TypeScript takes', (_heading, get, known) => {
  const unknown = known.filter((name) => {
    try {
      return !get(name as never);
    } catch (error) {
      // Some metrics have parameters without a default, in Keras as here.
      return !/missing \d required argument/.test((error as Error).message);
    }
  });
  expect(unknown).toEqual([]);
});
