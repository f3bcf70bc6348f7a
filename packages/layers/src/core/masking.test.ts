import { tensor } from '@org/core';
import { getKerasMask } from '@org/core/internal';
import { runLayerTest } from '../testing/run-layer-test.js';
import { Identity } from './identity.js';
import { Masking } from './masking.js';

runLayerTest(Masking, { args: [0.5], inputShape: [2, 3, 4], outputShape: [2, 3, 4], supportsMasking: true });
runLayerTest(Identity, {
  inputShape: [2, 3],
  inputDtype: 'int32',
  outputShape: [2, 3],
  outputDtype: 'int32',
  supportsMasking: true,
});

it('Masking hides steps whose features all have the value', async () => {
  const y = new Masking({ maskValue: 9 })(
    tensor([
      [
        [9, 9],
        [9, 1],
        [2, 3],
      ],
    ]),
  );
  expect(await y.array()).toEqual([
    [
      [0, 0],
      [9, 1],
      [2, 3],
    ],
  ]);
  expect(await getKerasMask(y)!.array()).toEqual([[false, true, true]]);
});

it('Identity passes the mask on', async () => {
  const x = new Masking()(tensor([[[0], [1]]]));
  expect(getKerasMask(new Identity()(x))).toBe(getKerasMask(x));
});
