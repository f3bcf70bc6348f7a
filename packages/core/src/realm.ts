/**
 * Realms: test runners (jest, vitest's vm pools) and pages with frames run programs in a realm with classes of its own, so that
 * `instanceof` says no to the arrays, promises and errors of another one. What is asked here holds in any.
 */

/** The class of a typed array, whichever realm made it and however it was extended; undefined for anything else. */
export const typedArrayName = (value: unknown): string | undefined =>
  ArrayBuffer.isView(value) ? (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] : undefined;

export const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

/** What went wrong, in the words of whatever was thrown. */
export const messageOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'message' in thrown ? String(thrown.message) : String(thrown);

export type Realm = typeof globalThis;

/** The realm of Node itself, where a program runs in another one: that of a test runner. */
export function nodeRealm(): Realm | null {
  const vm = globalThis.process?.getBuiltinModule?.('node:vm');
  const main = vm?.runInThisContext('globalThis') as Realm | undefined;
  return main && main !== globalThis ? main : null;
}

/** The realm of Node itself, where native modules make their arrays; null where these are the program's own. */
export function outerRealm(): Realm | null {
  const main = nodeRealm();
  return main && main.Float32Array !== Float32Array ? main : null;
}

/** A module of Node's own, from its realm: runners replace those that load others. */
const builtin = <Module>(realm: Realm, id: string): Module => realm.process.getBuiltinModule(id) as Module;

/** Requires a module in a realm, as the file `from` would. */
export const requireIn = <Module>(realm: Realm, id: string, from: string): Module =>
  builtin<typeof import('node:module')>(realm, 'node:module').createRequire(from)(id) as Module;

/** Imports a module in a realm, as the file `from` would. */
export function importIn<Module>(realm: Realm, id: string, from: string): Promise<Module> {
  const { Script, constants } = builtin<typeof import('node:vm')>(realm, 'node:vm');
  const script = new Script('(id) => import(id)', {
    filename: from,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return script.runInThisContext()(id) as Promise<Module>;
}

/** The same elements as an array of a realm's own, over the same memory. */
export function arrayIn<T extends ArrayBufferView & { readonly length: number }>(realm: Realm, array: T): T {
  const type = realm[typedArrayName(array) as 'Float32Array'];
  if (Object.getPrototypeOf(array) === type.prototype) return array;
  return new type(array.buffer as ArrayBuffer, array.byteOffset, array.length) as unknown as T;
}
