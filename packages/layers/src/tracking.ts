/** What a layer owns is what its fields hold: layers, variables and seed generators, also inside arrays and plain objects. */
import { isPlainObject } from '@org/core';

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
