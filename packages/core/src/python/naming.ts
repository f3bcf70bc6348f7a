/** Names: between Python and here, automatic ones (dense, dense_1, ...), and scopes. */
import { innermost, scoped, scopeKind, valuesOf } from '../context.js';
import { ValueError } from '../errors.js';
import { bindArguments, bindScope } from './python-call.js';
import type { RegisteredNames } from './registered-names.js';

const counters = new Map<string, number>();
const scopes = scopeKind<{ name: string; caller: object | null }>();

/** Keras's snake case: `ReLU` becomes `re_lu`, `Conv2DTranspose` becomes `conv2d_transpose`. */
export function toSnakeCase(name: string): string {
  const plain = name.replace(/\W+/g, '');
  return plain
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Python's name of a function, method or keyword: `kernelSize` becomes `kernel_size`. */
export const toPythonName = (name: string): string =>
  name.replace(/(?<=.)[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** {@link toPythonName} of a type. */
export type PythonName<Name, Done extends string = ''> = Name extends `${infer First}${infer Rest}`
  ? PythonName<
      Rest,
      `${Done}${Done extends '' ? First : First extends Lowercase<First> ? First : `_${Lowercase<First>}`}`
    >
  : Done;

/** One of the names, or that of something that the program registers: with its package, or as {@link RegisteredNames} declares it. */
export type KnownName<Names extends string> = Names | `${string}>${string}` | (keyof RegisteredNames & string);

/** The Python names of what a module exports in lower case. */
export type NameIn<Module> = {
  [Key in keyof Module]: Key extends Uncapitalize<Key & string> ? PythonName<Key> : never;
}[keyof Module];

/** The names of the classes that a module exports. */
export type ClassIn<Module> = CapitalizedOf<keyof Module & string>;
type CapitalizedOf<Key extends string> = Key extends Capitalize<Key> ? Key : never;

type LowerCaseLetter = 'abcdefghijklmnopqrstuvwxyz' extends infer Letters extends string ? Characters<Letters> : never;
type Characters<Text extends string> = Text extends `${infer First}${infer Rest}` ? First | Characters<Rest> : never;

/** {@link toSnakeCase} of a type. */
export type SnakeCase<
  Name extends string,
  Before extends string = '',
  Done extends string = '',
> = Name extends `${infer First}${infer Rest}`
  ? SnakeCase<Rest, First, `${Done}${Bar<Before, First, Rest>}${Lowercase<First>}`>
  : Done;

/** A capital begins a word behind a small letter, and before one unless it is the first. */
type Bar<Before extends string, Letter extends string, Rest extends string> = Before extends ''
  ? ''
  : Letter extends Capitalize<LowerCaseLetter>
    ? Before extends LowerCaseLetter
      ? '_'
      : Rest extends `${LowerCaseLetter}${string}`
        ? '_'
        : ''
    : '';

/** Our name of what Python calls `kernel_size`: `kernelSize`. */
export const fromPythonName = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());

/**
 * The same values under other names.
 *
 * @example
 * renameKeys({ kernelSize: 3 }, toPythonName); // { kernel_size: 3 }
 */
export const renameKeys = (
  record: Readonly<Record<string, unknown>>,
  rename: (key: string) => string,
): Record<string, unknown> => Object.fromEntries(Object.entries(record).map(([key, value]) => [rename(key), value]));

/** The prefix itself the first time, then prefix_1, prefix_2, ... */
export function uniqueName(prefix: string): string {
  const count = counters.get(prefix) ?? 0;
  counters.set(prefix, count + 1);
  return count === 0 ? prefix : `${prefix}_${count}`;
}

/** The next number for a prefix, from 1 on: Keras's `get_uid`. */
export function getUid(...args: [prefix?: string] | [keywords: { prefix?: string }]): number {
  const [prefix = ''] = bindArguments('getUid', ['prefix'], 0, args) as [string?];
  const count = (counters.get(prefix) ?? 0) + 1;
  counters.set(prefix, count);
  return count;
}

export const autoName = (className: string): string => uniqueName(toSnakeCase(className));

/** Starts the automatic names anew. */
export const resetNames = (): void => counters.clear();

export const currentScopePath = (): string =>
  valuesOf(scopes)
    .map(({ name }) => name)
    .join('/');

/**
 * Variables made in `body` carry `name` in their paths. A scope opened by the `caller` that opened the innermost one does not
 * repeat its name: a layer's build and call are one scope.
 *
 * @example
 * nameScope('encoder', () => new Variable(0, { name: 'w' })).path; // encoder/w
 */
export function nameScope<T>(name: string, body: () => T, caller?: object | null): T;
/** The same, by name. */
export function nameScope<T>(keywords: { name: string; caller?: object | null }, body: () => T): T;
export function nameScope<T>(...args: readonly unknown[]): T {
  const bound = bindScope('nameScope', ['name', 'body', 'caller'], args);
  const [name, body, caller = null] = bound as [string, () => T, (object | null)?];
  if (typeof name !== 'string' || name.includes('/')) {
    throw new ValueError("A name must be a string, and must not contain '/'.", { received: String(name) });
  }
  if (caller !== null && innermost(scopes)?.caller === caller) return body();
  return scoped(scopes, { name, caller }, body);
}
