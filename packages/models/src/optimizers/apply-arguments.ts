import type { TensorLike, Variable } from '@org/core';
import { bindArguments } from '@org/core/internal';

/** One for each variable; null is a missing one. */
export type Gradients = readonly (TensorLike | null)[];

/** What `apply` of an optimizer takes. */
export type ApplyArguments =
  | [options: { grads: Gradients; trainableVariables?: readonly Variable[] | null }]
  | [grads: Gradients, trainableVariables?: readonly Variable[] | null];

const applyParameters = ['grads', 'trainableVariables'] as const;

/** The arguments of `apply`, by position or by name. */
export const bindApply = (args: ApplyArguments): [grads: Gradients, trainableVariables: readonly Variable[] | null] => {
  const [grads, trainableVariables = null] = bindArguments('apply', applyParameters, 1, args);
  return [grads as Gradients, trainableVariables as readonly Variable[] | null];
};
