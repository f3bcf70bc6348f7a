/** Random draws of explanations. */
import { isTensor, ops, random, type Tensor, vmap } from '@org/core';

/** A whole number, a key, or nothing for a draw from the program's own random numbers. */
export type AttributionSeed = number | Tensor | null;

/** A key for draws. */
export const keyOf = (seed: AttributionSeed | undefined): Tensor => {
  if (isTensor(seed)) return seed;
  return random.PRNGKey(seed ?? random.makeDefaultSeed());
};

/** A key for each example. */
export const keysOf = (key: Tensor, examples: number): Tensor => random.split(key as never, examples) as Tensor;

/** Normal numbers of which each sample of each example has its own, whichever others are drawn with it: [examples, samples, ...shape]. */
export const normalSamples = (keys: Tensor, samples: Tensor, shape: readonly number[]): Tensor => {
  const one = (key: Tensor, sample: Tensor): Tensor =>
    random.normal(random.foldIn(key as never, sample as never) as never, [...shape]) as Tensor;
  const ofExample = (key: Tensor, indices: Tensor): Tensor =>
    (vmap(one as never, [null, 0] as never) as (k: Tensor, i: Tensor) => Tensor)(key, indices);
  return (vmap(ofExample as never, [0, null] as never) as (k: Tensor, i: Tensor) => Tensor)(keys, samples);
};

/** As many whole numbers below a bound as examples have samples. */
export const choices = (key: Tensor, shape: readonly number[], below: number): Tensor =>
  below === 1
    ? ops.zeros([...shape], 'int32')
    : ops.cast(random.randint(key as never, [...shape], 0, below) as Tensor, 'int32');

/** Uniform numbers from 0 to 1. */
export const uniforms = (key: Tensor, shape: readonly number[]): Tensor =>
  random.uniform(key as never, [...shape]) as Tensor;
