import { type TensorLike, traced, type Variable } from '@org/core';

/**
 * Runs `body` with variables standing for given values; what it assigns is visible to itself only.
 *
 * @param values value for each variable; variables that are not listed keep theirs
 */
export function stateless<T>(values: readonly (readonly [Variable, TensorLike])[], body: () => T): T {
  const { result, trace } = traced(() => {
    for (const [variable, value] of values) variable.assign(value);
    return body();
  });
  const others = [...trace.reads.keys()];
  if (others.length === 0) return result;
  return stateless([...values, ...others.map((variable) => [variable, variable.value] as const)], body);
}
