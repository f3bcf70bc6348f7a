/** RealNVP on digits: six couplings by dense nets, or by convolutions on pictures of 28 by 28 pixels that were squeezed. */
import { AffineCoupling, FlowModel, Mask } from '@org/gyoza';
import * as keras from '@org/models';

const { Conv2D, Dense } = keras.layers;

export function realNVP(): FlowModel {
  const along = { axes: [1], shape: [784] };
  const coupling = (_: unknown, k: number) =>
    new AffineCoupling({
      ...along,
      computeCouplingParameters: new keras.Sequential([
        new Dense(256, { activation: 'relu' }),
        new Dense(2 * 784, { kernelInitializer: 'zeros' }),
      ]),
      mask: new Mask({ ...along, mask: Array.from({ length: 784 }, (_, i) => (i + k) % 2) }),
    });
  return new FlowModel(Array.from({ length: 6 }, coupling));
}

export function convRealNVP(): FlowModel {
  const along = { axes: [1, 2], shape: [14, 14] };
  const coupling = (_: unknown, k: number) =>
    new AffineCoupling({
      ...along,
      computeCouplingParameters: new keras.Sequential([
        new Conv2D(32, 3, { padding: 'same', activation: 'relu' }),
        new Conv2D(32, 1, { activation: 'relu' }),
        new Conv2D(8, 3, { padding: 'same', kernelInitializer: 'zeros' }),
      ]),
      mask: new Mask({
        ...along,
        mask: Array.from({ length: 196 }, (_, i) => (Math.floor(i / 14) + (i % 14) + k) % 2),
      }),
    });
  return new FlowModel(Array.from({ length: 6 }, coupling));
}

/** Training steps of either, without the first. */
export async function realNVPSteps(dense: boolean, steps: number, batch: number): Promise<() => Promise<unknown>> {
  const [model, shape] = dense ? [realNVP(), [784]] : [convRealNVP(), [14, 14, 4]];
  const data = keras.random.uniform([steps * batch, ...shape]);
  await data.data();
  model.compile({ optimizer: new keras.optimizers.Adam(0.001) });
  return () => model.fit(data, { batchSize: batch, epochs: 1, verbose: 0, shuffle: false });
}
