import { type TensorLike, type Variable, withValues } from '@org/core';

/**
 * Runs `body` with variables standing for given values; what it assigns is visible to itself only.
 *
 * @param values value for each variable; variables that are not listed keep theirs
 */
export const stateless = <T>(values: readonly (readonly [Variable, TensorLike])[], body: () => T): T =>
  withValues([], () => {
    for (const [variable, value] of values) variable.assign(value);
    return body();
  }).result;
