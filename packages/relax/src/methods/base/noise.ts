/** Random numbers of rows, each from its own key, as if each row were alone. */
import { random, type Shape, type Tensor, vmap } from '@org/core';

/** Uniform numbers `[n, ...shape]`, drawn for each row as `[1, ...shape]`. */
export const uniformRows = (rngKeys: Tensor, shape: Shape, minval = 0, maxval = 1): Tensor =>
  vmap((key: Tensor) => random.uniform(key, shape, { minval, maxval }))(rngKeys);

/** Standard normal numbers `[n, ...shape]`. */
export const normalRows = (rngKeys: Tensor, shape: Shape): Tensor =>
  vmap((key: Tensor) => random.normal(key, shape) as Tensor)(rngKeys);

/** As {@link uniformRows}, by a generator some ten times as fast, whose numbers are not JAX's. */
export const fastUniformRows = (rngKeys: Tensor, shape: Shape): Tensor =>
  vmap((key: Tensor) => random.fastUniform(key, shape))(rngKeys);

/** As {@link normalRows}, by a generator some ten times as fast, whose numbers are not JAX's. */
export const fastNormalRows = (rngKeys: Tensor, shape: Shape): Tensor =>
  vmap((key: Tensor) => random.fastNormal(key, shape))(rngKeys);

/** `count` keys from that of each row, `[count]` times `[n, 2]`. */
export function splitRows(rngKeys: Tensor, count = 2): Tensor[] {
  const keys = vmap((key: Tensor) => random.split(key, count) as Tensor)(rngKeys);
  return Array.from({ length: count }, (_, i) => keys.at(':', i) as Tensor);
}
