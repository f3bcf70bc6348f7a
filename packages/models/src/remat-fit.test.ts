/** Training with a RematScope is what it is without. */
import { tensor } from '@org/core';
import * as keras from './index.js';

const { layers, RematScope, Sequential } = keras;
const x = tensor(
  Float32Array.from({ length: 12 * 24 }, (_, i) => Math.sin(i)),
  [12, 24],
);
const y = tensor(
  Int32Array.from({ length: 12 }, (_, i) => i % 3),
  [12],
);

async function losses(make: () => keras.Sequential): Promise<number[]> {
  keras.utils.clearSession();
  keras.utils.setRandomSeed(5);
  const model = make();
  model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy' });
  return (await model.fit(x, y, { epochs: 2, batchSize: 4, verbose: 0 })).history.loss!;
}

const make = () =>
  new Sequential([
    new layers.Dense(24, { activation: 'gelu', activityRegularizer: 'l2', name: 'first' }),
    new layers.BatchNormalization(),
    new layers.Dropout(0.5),
    new layers.Reshape([4, 6]),
    new layers.LSTM(5, { dropout: 0.25 }),
    new layers.Dense(3, { activation: 'softmax' }),
  ]);

test('training is the same', async () => {
  const plain = await losses(make);
  const options = [
    { mode: 'full' },
    { mode: 'activations' },
    { mode: 'larger_than', outputSizeThreshold: 20 },
    { mode: 'list_of_layers', layerNames: ['first'] },
  ] as const;
  for (const each of options) {
    const received = await losses(() => {
      using _scope = new RematScope(each);
      return make();
    });
    for (const [i, loss] of received.entries()) expect(loss).toBeCloseTo(plain[i]!, 5);
  }
});
