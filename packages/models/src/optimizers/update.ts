import { type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { asTensor } from '@org/core/internal';

/** A gradient and the variable that it belongs to. */
export interface Update {
  readonly gradient: Tensor;
  readonly variable: Variable;
}

/** Gradients that are ready for the update. */
export interface Prepared {
  readonly updates: readonly Update[];
  /** Whether the update takes place (bool of rank 0), which is known when the graph runs; null: it does. */
  readonly when: Tensor | null;
}

/**
 * Each gradient with its variable, without those that are null.
 *
 * @throws ValueError when all are
 */
export function withoutMissing(grads: readonly (TensorLike | null)[], variables: readonly Variable[]): Update[] {
  const updates: Update[] = [];
  for (let i = 0; i < variables.length; i++) {
    const gradient = grads[i] ?? null;
    if (gradient !== null) updates.push({ gradient: asTensor(gradient), variable: variables[i]! });
  }
  if (updates.length === 0) throw new ValueError('No gradients provided for any variable.');
  if (updates.length < variables.length) {
    const missing = variables.filter((_, i) => (grads[i] ?? null) === null).map(({ path }) => path);
    console.warn(`There are no gradients for the variables ${missing.join(', ')}. Does the loss depend on them?`);
  }
  return updates;
}
