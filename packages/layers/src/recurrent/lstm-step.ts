/** What LSTM cells share, whatever their products are. */
import { type DType, ops, type Shape, type Tensor } from '@org/core';
import type * as activations from '../activations/index.js';
import type { Initializer, InitializerFunction } from '../initializers/index.js';

/** The settings that only LSTM cells have. */
export interface LSTMStepOptions {
  /** Applied to the gates; null for none. */
  recurrentActivation?: activations.ActivationIdentifier;
  /** Whether the bias of the gate that forgets starts at 1. */
  unitForgetBias?: boolean;
}

interface Activations {
  readonly activation: activations.ActivationFunction | null;
  readonly recurrentActivation: activations.ActivationFunction | null;
}

/** The function of `x`, or `x` without one. */
export const activate = (f: activations.ActivationFunction | null, x: Tensor): Tensor => (f ? f(x) : x);

/** The next output and states from the sums of the gates i, f, c and o, which lie side by side along `axis`. */
export function lstmStep(
  sums: Tensor,
  axis: number,
  c: Tensor,
  { activation, recurrentActivation }: Activations,
): readonly [Tensor, Tensor[]] {
  const [i, f, candidate, o] = ops.split(sums, 4, axis) as [Tensor, Tensor, Tensor, Tensor];
  const kept = ops.multiply(activate(recurrentActivation, f), c);
  const added = ops.multiply(activate(recurrentActivation, i), activate(activation, candidate));
  const next = ops.add(kept, added);
  const h = ops.multiply(activate(recurrentActivation, o), activate(activation, next));
  return [h, [h, next]];
}

/** A bias of 4 gates that is 1 where the second one, which forgets, has its part, and otherwise as given. */
export const forgetBias =
  (initializer: Initializer, size: number): InitializerFunction =>
  (_shape: Shape, { dtype }) =>
    ops.concatenate([initializer([size], dtype), ops.ones([size], dtype as DType), initializer([2 * size], dtype)]);
