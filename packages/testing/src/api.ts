/** What Keras exports, with parameters and defaults: goldens/keras-api.json.gz. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** 'x', ['x', default], '*' before keyword-only ones, '*args' and '**kwargs'. */
export type Parameter = string | readonly [name: string, ...defaults: unknown[]];

export interface ApiFunction {
  readonly kind: 'function';
  readonly sig: readonly Parameter[];
  readonly names: readonly string[];
}

export interface ApiClass {
  readonly kind: 'class';
  readonly bases: readonly string[];
  readonly init: readonly Parameter[];
  readonly call?: readonly Parameter[];
  readonly methods?: Readonly<Record<string, unknown>>;
  readonly properties?: Readonly<Record<string, string>>;
  readonly names: readonly string[];
}

export interface KerasApi {
  /** Module -> public name -> id. */
  readonly modules: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Id -> definition. */
  readonly objects: Readonly<Record<string, ApiFunction | ApiClass>>;
}

export const loadApi = (): KerasApi =>
  JSON.parse(gunzipSync(readFileSync(new URL('../goldens/keras-api.json.gz', import.meta.url))).toString('utf8'));

/**
 * The functions of a module by name, each with its parameters.
 *
 * @example
 * apiFunctions('keras.ops').clip; // ['x', 'x_min', 'x_max']
 */
export function apiFunctions(module: string): Readonly<Record<string, readonly Parameter[]>> {
  const { modules, objects } = loadApi();
  const entries = Object.entries(modules[module] ?? {}).flatMap(([name, id]) => {
    const definition = objects[id]!;
    return definition.kind === 'function' ? [[name, definition.sig] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** Dtypes of the results of keras.ops, in flattening order, for operands of each dtype; null where the original raises. */
export interface DTypeGoldens {
  readonly unary: Readonly<Record<string, Readonly<Record<string, readonly string[] | null>>>>;
  readonly binary: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, readonly string[] | null>>>>>
  >;
}

export const loadDTypes = (): DTypeGoldens =>
  JSON.parse(gunzipSync(readFileSync(new URL('../goldens/keras-dtypes.json.gz', import.meta.url))).toString('utf8'));
