import * as keras from '@org/models';
import { Mask } from '../masks/mask.js';
import { AffineCoupling } from './affine-coupling.js';
import { FlowModel } from './flow-model.js';

const { Dense } = keras.layers;
const SIZE = 96;

/** Couplings by networks of which only the half is computed that the masks leave. */
function flow(): FlowModel {
  keras.utils.setRandomSeed(3);
  const along = { axes: [1], shape: [SIZE] };
  const layers = [0, 1, 2].map((k) => {
    const computeCouplingParameters = new keras.Sequential([
      new Dense(64, { activation: 'tanh' }),
      new Dense(2 * SIZE, { kernelInitializer: 'zeros' }),
    ]);
    const mask = new Mask({ ...along, mask: Array.from({ length: SIZE }, (_, i) => (i + k) % 2) });
    return new AffineCoupling({ ...along, computeCouplingParameters, mask });
  });
  return new FlowModel(layers);
}

async function trained(stepsPerExecution: number | 'auto'): Promise<number[][]> {
  const model = flow();
  model.compile({ optimizer: new keras.optimizers.Adam(0.01), stepsPerExecution });
  const x = keras.tensor(
    Float32Array.from({ length: 6 * 32 * SIZE }, (_, i) => Math.sin(i * i)),
    [6 * 32, SIZE],
  );
  await model.fit(x, { batchSize: 32, epochs: 2, verbose: 0, shuffle: false });
  return Promise.all(model.weights.map(async (weight) => Array.from(await weight.value.data(), Number)));
}

test('steps one by one and in a loop come to the same bits', async () => {
  const [one, four] = [await trained(1), await trained(4)];
  expect(four).toEqual(one);
  expect(one.flat().every(Number.isFinite)).toBe(true);
});
