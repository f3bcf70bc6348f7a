import { Callback } from '../callbacks/callback.js';
import * as keras from '../index.js';

const { config } = keras;

class Counter extends Callback {
  epochs = 0;
  steps = 0;
  override onEpochBegin(): void {
    this.epochs += 1;
  }
  override onTrainBatchBegin(): void {
    this.steps += 1;
  }
  override onTestBatchBegin(): void {
    this.steps += 1;
  }
}

test('epochs and steps of all runs are limited, with a warning', async () => {
  const model = new keras.Sequential([keras.Input([1]), new keras.layers.Dense(1)]);
  model.compile({ loss: 'mse' });
  const x = Array.from({ length: 20 }, (_, i) => [i]);
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  config.setMaxEpochs(2);
  config.setMaxStepsPerEpoch(3);
  try {
    expect([config.maxEpochs(), config.maxStepsPerEpoch()]).toEqual([2, 3]);
    const fit = new Counter();
    await model.fit(x, x, { batchSize: 2, epochs: 3, verbose: 0, callbacks: fit });
    expect([fit.epochs, fit.steps]).toEqual([2, 6]);
    const test = new Counter();
    await model.evaluate(x, x, { batchSize: 2, verbose: 0, callbacks: test });
    expect(test.steps).toBe(3);
    expect((await model.predict(x, { batchSize: 2, verbose: 0 })).shape).toEqual([6, 1]);
    expect(warn).toHaveBeenCalled();
  } finally {
    config.setMaxEpochs(null);
    config.setMaxStepsPerEpoch(null);
    warn.mockRestore();
  }
  expect(() => config.setMaxEpochs(1.5)).toThrow('integer');
});
