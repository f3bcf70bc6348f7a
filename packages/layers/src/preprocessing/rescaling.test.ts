import { tensor } from '@org/core';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Rescaling } from './rescaling.js';

runLayerTest(Rescaling, {
  args: [[2, 3, 4], { offset: -1 }],
  inputShape: [2, 4, 3],
  inputDtype: 'int32',
  outputShape: [2, 4, 3],
  supportsMasking: true,
});

it('Rescaling scales and shifts', async () => {
  expect(await new Rescaling(1 / 2, -1)(tensor([0, 4])).array()).toEqual([-1, 1]);
});

it('reads arrays of NumPy and tensors, as Python writes them', async () => {
  const scale = { class_name: '__numpy__', config: { value: [0.5, 2], dtype: 'float64' } };
  const offset = { class_name: '__tensor__', config: { value: [1, -1], dtype: 'float32' } };
  const layer = Rescaling.fromConfig({ name: 'r', scale, offset });
  expect(await layer(tensor([[2, 3]])).array()).toEqual([[2, 5]]);
  expect(await Rescaling.fromConfig(layer.getConfig())(tensor([[2, 3]])).array()).toEqual([[2, 5]]);
});
