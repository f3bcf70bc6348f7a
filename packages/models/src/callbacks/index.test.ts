import { compareWithKeras } from '../testing/keras-surface.js';
import * as callbacks from './index.js';

it('has the names, methods and parameters of keras.callbacks', async () => {
  expect(await compareWithKeras('keras.callbacks', callbacks, ['LambdaCallback'])).toEqual({
    // It writes a format of other frameworks.
    missing: ['OrbaxCheckpoint'],
    missingMethods: [],
    otherParameters: {},
  });
});
