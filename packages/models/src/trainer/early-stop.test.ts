import { setImmediate } from 'node:timers/promises';
import * as keras from '../index.js';

it('stops where that is asked for before the first step has begun', async () => {
  const model = new keras.Sequential([keras.Input([2]), new keras.layers.Dense(1)]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  // Data that take their time.
  async function* batches() {
    for (;;) {
      await setImmediate();
      yield [keras.ops.ones([4, 2]), keras.ops.ones([4, 1])];
    }
  }
  const fitted = model.fit(batches(), { epochs: 50, stepsPerEpoch: 2, verbose: 0 });
  await setImmediate();
  model.stopTraining = true;
  expect((await fitted).epoch.length).toBeLessThan(2);
});
