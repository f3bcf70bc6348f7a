/** What a layer owns is what its fields hold: layers, variables, seed generators and metrics, also inside arrays and plain objects. */
import type { Variable } from '@org/core';
import { isPlainObject } from '@org/core/internal';

/** What layers know of the metrics they hold. */
export interface TrackedMetric {
  readonly name: string;
  readonly variables: readonly Variable[];
  updateState(...args: never[]): unknown;
  resetState(): void;
}

export const isTrackedMetric = (value: unknown): value is TrackedMetric =>
  typeof value === 'function' && 'updateState' in value && 'resetState' in value;

/** The objects of `guard`'s kind in the fields of `owner`, in order of definition, each once. */
export function trackedFields<T extends object>(owner: object, guard: (value: unknown) => value is T): T[] {
  const found = new Set<T>();
  const seen = new Set<object>();
  const visit = (value: unknown) => {
    if (guard(value)) {
      found.add(value);
      return;
    }
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (Array.isArray(value)) value.forEach(visit);
    else if (isPlainObject(value)) Object.values(value).forEach(visit);
  };
  Object.values(owner).forEach(visit);
  return [...found];
}
