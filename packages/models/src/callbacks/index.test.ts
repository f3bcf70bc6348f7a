import { compareWithKeras } from '../testing/keras-surface.js';
import * as callbacks from './index.js';

it('has the names, methods and parameters of keras.callbacks', async () => {
  expect(await compareWithKeras('keras.callbacks', callbacks, ['LambdaCallback'])).toEqual({
    // They write formats of other frameworks.
    missing: ['OrbaxCheckpoint', 'TensorBoard'],
    missingMethods: [],
    otherParameters: {},
  });
});
