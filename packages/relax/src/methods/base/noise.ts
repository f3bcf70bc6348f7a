/** Random numbers of rows, each from its own key, as if each row were alone. */
import { ops, random, type Shape, type Tensor, vmap } from '@org/core';

/** Uniform numbers `[n, ...shape]`, drawn for each row as `[1, ...shape]`. */
export const uniformRows = (rngKeys: Tensor, shape: Shape, minval = 0, maxval = 1): Tensor =>
  vmap((key: Tensor) => random.uniform(key, shape, { minval, maxval }))(rngKeys);

/** Standard normal numbers `[n, ...shape]`. */
export const normalRows = (rngKeys: Tensor, shape: Shape): Tensor =>
  vmap((key: Tensor) => random.normal(key, shape) as Tensor)(rngKeys);

/** As {@link uniformRows}, by a generator some ten times as fast, whose numbers are not JAX's. */
export const fastUniformRows = (rngKeys: Tensor, shape: Shape): Tensor =>
  vmap((key: Tensor) => random.fastUniform(key, shape, { sharesWords: true }))(rngKeys);

/** As {@link normalRows}, by a generator some ten times as fast, whose numbers are not JAX's. */
export const fastNormalRows = (rngKeys: Tensor, shape: Shape): Tensor =>
  vmap((key: Tensor) => random.fastNormal(key, shape, { sharesWords: true }))(rngKeys);

/** `count` keys from that of each row, `[count]` times `[n, 2]`. */
export function splitRows(rngKeys: Tensor, count = 2): Tensor[] {
  const keys = vmap((key: Tensor) => random.split(key, count) as Tensor)(rngKeys);
  return Array.from({ length: count }, (_, i) => keys.at(':', i) as Tensor);
}

/** Keys for the fast generators, from that of each row and a whole number of it, `[n]`: a few operations, where `random.foldIn` takes 200. */
export function foldRows(rngKeys: Tensor, data: Tensor): Tensor {
  const words = ops.stack([ops.zerosLike(data), data.mul(40503)], -1).cast('uint32');
  return ops.bitwiseXor(rngKeys, words);
}
