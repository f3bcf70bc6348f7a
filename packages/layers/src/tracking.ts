/**
 * What a layer owns is what its fields hold: layers, variables, seed generators and metrics, also inside arrays, plain objects, maps
 * and sets.
 */
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

/** What a container holds; null for a value that is none. */
export function contentsOf(value: unknown): Iterable<unknown> | null {
  if (Array.isArray(value)) return value;
  if (value instanceof Map || value instanceof Set) return value.values();
  return isPlainObject(value) ? Object.values(value) : null;
}

/** The objects of `guard`'s kind in the fields of `owner`, in order of definition, each once. */
export function trackedFields<T extends object>(owner: object, guard: (value: unknown) => value is T): T[] {
  const found = new Set<T>();
  const seen = new Set<unknown>();
  const visit = (values: Iterable<unknown>) => {
    for (const value of values) {
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null) continue;
      if (guard(value)) {
        found.add(value);
        continue;
      }
      // Functions hold nothing, and most objects hold nothing that counts: only containers are worth noting.
      const contents = typeof value === 'object' ? contentsOf(value) : null;
      if (!contents || seen.has(value)) continue;
      seen.add(value);
      visit(contents);
    }
  };
  visit(Object.values(owner));
  return [...found];
}
