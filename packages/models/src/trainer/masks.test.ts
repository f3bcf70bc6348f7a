/** Masks of layers that compute their own, in models; the numbers are Python Keras's. */
import type { Tensor } from '@org/core';
import * as keras from '../index.js';

class EverySecond extends keras.layers.Layer {
  override call(x: Tensor) {
    return x.at(':', '::2');
  }
  override computeMask(_: Tensor, mask: Tensor | null) {
    return mask?.at(':', '::2');
  }
}

const x = [
  [[1], [0], [0], [3]],
  [[1], [1], [2], [0]],
];
const y = [
  [[0], [0]],
  [[0], [0]],
];

test('reach the loss, the metrics and the layers behind', async () => {
  const layers = () => [keras.Input([4, 1]), new keras.layers.Masking(), new EverySecond()];
  const model = new keras.Sequential([...layers(), new keras.layers.Dense(1, { kernelInitializer: 'ones' })]);
  model.compile({ loss: 'mse', metrics: ['mae'], weightedMetrics: ['mse'] });
  const [loss, mae, mse] = (await model.evaluate(x, y, { verbose: 0 })) as number[];
  expect(loss).toBeCloseTo(2);
  expect(mae).toBeCloseTo(4 / 3);
  expect(mse).toBeCloseTo(2);
  const means = new keras.Sequential([...layers(), new keras.layers.GlobalAveragePooling1D()]);
  expect(await (await means.predict(x, { verbose: 0 })).array()).toEqual([[1], [1.5]]);
});
