/** Automatic names (dense, dense_1, ...) and name scopes, as in Keras. */
import { ValueError } from './errors.js';

const counters = new Map<string, number>();
const scopes: { name: string; caller: object | null }[] = [];

/** Keras's snake case: `ReLU` becomes `re_lu`, `Conv2DTranspose` becomes `conv2d_transpose`. */
export function toSnakeCase(name: string): string {
  const plain = name.replace(/\W+/g, '');
  return plain
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The prefix itself the first time, then prefix_1, prefix_2, ... */
export function uniqueName(prefix: string): string {
  const count = counters.get(prefix) ?? 0;
  counters.set(prefix, count + 1);
  return count === 0 ? prefix : `${prefix}_${count}`;
}

export const autoName = (className: string): string => uniqueName(toSnakeCase(className));

/** Starts the automatic names anew. */
export const resetNames = (): void => counters.clear();

export const currentScopePath = (): string => scopes.map(({ name }) => name).join('/');

/**
 * Variables made in `body` carry `name` in their paths. A scope opened by the `caller` that opened the innermost one does not
 * repeat its name: a layer's build and call are one scope.
 *
 * @example
 * nameScope('encoder', () => new Variable(0, { name: 'w' })).path; // encoder/w
 */
export function nameScope<T>(name: string, body: () => T, caller: object | null = null): T {
  if (name.includes('/')) throw new ValueError("A name must not contain '/'.", { received: name });
  const innermost = scopes[scopes.length - 1];
  if (caller !== null && innermost?.caller === caller) return body();
  scopes.push({ name, caller });
  try {
    return body();
  } finally {
    scopes.pop();
  }
}
