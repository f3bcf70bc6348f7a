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
