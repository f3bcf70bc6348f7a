/** What tests of flow layers share. */
import { random, setFloatx, type Tensor } from '@org/core';
import * as keras from '@org/models';
import type { FlowLayer } from '../index.js';

export const drawn = (shape: readonly number[], seed = 1, dtype: 'float32' | 'float64' = 'float32'): Tensor =>
  random.normal(shape, { seed, dtype });

export const network = (units: number) =>
  new keras.Sequential([
    new keras.layers.Dense(8, { activation: 'tanh' }),
    new keras.layers.Dense(units, { kernelInitializer: 'glorot_normal', biasInitializer: 'random_normal' }),
  ]);

/** Other weights than the first, where these make an identity. */
export function stirred<T extends FlowLayer>(layer: T, shape: readonly number[]): T {
  layer.build([null, ...shape.slice(1)]);
  for (const [i, variable] of layer.trainableVariables.entries())
    variable.assign(variable.value.add(drawn(variable.shape, 40 + i).mul(0.2)));
  return layer;
}

/** Layers made in the body compute in float64. */
export async function inFloat64(body: () => Promise<void>): Promise<void> {
  setFloatx('float64');
  keras.config.setDtypePolicy('float64');
  try {
    await body();
  } finally {
    setFloatx('float32');
    keras.config.setDtypePolicy('float32');
  }
}
