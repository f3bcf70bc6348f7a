import { ops, random, type SeedGenerator, type Tensor } from '@org/core';

/** A draw from normal distributions, through which derivatives go. */
export function draw(mean: Tensor, logvar: Tensor, seed: SeedGenerator): Tensor {
  const noise = random.normal(mean.shape, { seed });
  return ops.add(mean, ops.multiply(ops.exp(ops.multiply(logvar, 0.5)), noise));
}
