/** Gradient clipping. All functions keep a gradient that is small enough as it is. */
import { ops, type Tensor } from '@org/core';
import type { OptimizerOptions } from './optimizer-options.js';

const squaredNorm = (gradient: Tensor): Tensor => gradient.square().sum();

export const clipByValue = (gradient: Tensor, limit: number): Tensor => ops.clip(gradient, -limit, limit);

export const clipByNorm = (gradient: Tensor, limit: number): Tensor =>
  gradient.mul(ops.divide(limit, squaredNorm(gradient).sqrt().maximum(limit)));

/** Scales all gradients by one factor, so that the norm of all elements together is at most `limit`. */
export function clipByGlobalNorm(gradients: readonly Tensor[], limit: number): Tensor[] {
  const norm = gradients
    .map(squaredNorm)
    .reduce((a, b) => a.add(b))
    .sqrt();
  // An infinite norm makes all gradients NaN, as in Keras, instead of hiding what went wrong.
  const scale = ops.divide(limit, norm.maximum(limit)).add(norm.sub(norm));
  return gradients.map((gradient) => gradient.mul(scale.cast(gradient.dtype)));
}

/** Clips as the settings say, of which at most one is set. */
export function clip(
  gradients: readonly Tensor[],
  { clipnorm, globalClipnorm, clipvalue }: Pick<OptimizerOptions, 'clipnorm' | 'globalClipnorm' | 'clipvalue'>,
): readonly Tensor[] {
  if (clipnorm) return gradients.map((gradient) => clipByNorm(gradient, clipnorm));
  if (globalClipnorm) return clipByGlobalNorm(gradients, globalClipnorm);
  if (clipvalue) return gradients.map((gradient) => clipByValue(gradient, clipvalue));
  return gradients;
}
