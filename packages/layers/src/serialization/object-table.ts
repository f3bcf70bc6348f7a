/**
 * Which classes and functions files may name: those of Keras under their public names, and those that users registered. The only
 * way from a name in a file to code.
 */
import { PythonTypeError, ValueError } from '@org/core';
import {
  bindArguments,
  enter,
  entered,
  enterMethods,
  isPlainObject,
  type PythonArguments,
  requireKind,
  scopedUntilSettled,
  scopeKind,
  show,
  toSnakeCase,
  valuesOf,
} from '@org/core/internal';

/** A class or function that has a name in files. */
export type NamedObject = (abstract new (...args: never[]) => unknown) | ((...args: never[]) => unknown);

/** Custom classes and functions by name. */
export type CustomObjects = Readonly<Record<string, unknown>>;

/** Custom objects as an argument, also by its name: `{ customObjects: { MyLayer } }`. */
export function customObjectsIn(given: CustomObjects | null): CustomObjects | null {
  const keys = Object.keys(given ?? {});
  return keys.length === 1 && keys[0] === 'customObjects' ? (given!.customObjects as CustomObjects | null) : given;
}

export interface ObjectLocation {
  /** `keras.layers`; a module that starts with `keras.src` holds what Keras does not export. */
  readonly module: string;
  readonly name: string;
}

const objects = new Map<string, NamedObject>();
const locations = new Map<unknown, ObjectLocation>();
/** Snake case and aliases of the classes of each module. */
const shortcuts = new Map<string, NamedObject>();

export interface Registration {
  readonly module: string;
  /** The name in Keras, as text: programs that make code small rename classes. */
  readonly name: string;
  /** Further names that are understood in this module. */
  readonly aliases?: readonly string[];
}

/**
 * Gives a class or function of Keras its public name, and returns it. A class is called by the first one from then on.
 *
 * A class does so in a static field whose value is marked as pure: so it has its name wherever it is part of a program, and bundlers
 * still leave out classes that no code uses.
 *
 * @example
 * class Twice extends Layer {
 *   static readonly kerasName = registerKerasObject(this, { module: 'keras.layers', name: 'Twice' });
 * }
 */
export function registerKerasObject(object: NamedObject, { module, name, aliases = [] }: Registration): string {
  if (isClass(object)) enterMethods(object);
  if (isClass(object) && !locations.has(object)) Object.defineProperty(object, 'name', { value: name });
  objects.set(`${module}.${name}`, object);
  locations.set(object, { module, name });
  for (const shortcut of [toSnakeCase(name), ...aliases]) shortcuts.set(`${module}.${shortcut}`, object);
  return name;
}

/** The object of a module of Keras with this exact name. */
const publicObject = (module: string, name: string): NamedObject | undefined => objects.get(`${module}.${name}`);

/** The same, also by snake case or alias, as string identifiers are given: `glorot_uniform`. */
export const objectByShortcut = (module: string, name: string): NamedObject | undefined =>
  publicObject(module, name) ?? shortcuts.get(`${module}.${name}`);

/** Where an object of Keras is found; null for anybody else's. */
export const locationOf = (object: unknown): ObjectLocation | null => locations.get(object) ?? null;

/** The object of any module with this name: files name modules that moved between versions and backends of Keras. */
export const objectNamed = (name: string): NamedObject | undefined =>
  [...objects].find(([key]) => key.endsWith(`.${name}`))?.[1];

/** The class of a module, and no function, that has this name in snake case. */
export const classBySnakeCase = (module: string, name: string): string | undefined =>
  [...objects].flatMap(([key, object]) => {
    const own = key.slice(module.length + 1);
    return key === `${module}.${own}` && isClass(object) && toSnakeCase(own) === name ? [own] : [];
  })[0];

/** Names of the objects of a module, for error messages. */
export const namesIn = (module: string): string[] =>
  [...locations.values()].filter((location) => location.module === module).map(({ name }) => name);

const wholeModules = new Set<string>();

/**
 * Notes that a program contains all objects of a module. They have registered themselves; that they are named here is what keeps
 * bundlers from leaving them out.
 *
 * @param members the objects
 */
export function keepAll(module: string, members: Readonly<Record<string, unknown>>): void {
  if (Object.values(members).length > 0) wholeModules.add(module);
}

/** Whether the program contains all objects of a module, so that a name that leads nowhere there is wrong. */
export const containsAll = (module: string): boolean => wholeModules.has(module);

// ---- custom objects

const customObjects: Record<string, unknown> = {};
const customNames = new Map<unknown, string>();
/** The Python modules that hold the same classes, where their ports say so. */
const customModules = new Map<unknown, string>();
const scopes = scopeKind<CustomObjects>();
/** What the scopes name; the names of inner ones hide those of outer ones. */
const scopedObjects = (): CustomObjects => Object.assign({}, ...valuesOf(scopes));

/** The objects registered by {@link registerKerasSerializable}, by name; may be changed. */
export const getCustomObjects = (): Record<string, unknown> => customObjects;

/**
 * Lets files name a class or function of the user's: `package>name`. A name that is given is the class's own from then on, as of
 * which its layers and weights are called, whatever a bundler made of it. The `module` is that of the same class in Python, which files
 * name, so that Python finds it without importing it first.
 *
 * @throws ValueError for a class without getConfig()
 * @example
 * class Twice extends Layer {}
 * registerKerasSerializable({ package: 'mine' })(Twice);
 */
export function registerKerasSerializable(
  options: { package?: string; name?: string | null; module?: string | null } | string | null = {},
  name?: string | null,
): <T extends NamedObject>(object: T, context?: unknown) => T {
  const {
    package: prefix = 'Custom',
    name: given = name,
    module = null,
  } = typeof options === 'string' ? { package: options } : (options ?? {});
  return entered(<T extends NamedObject>(object: T): T => {
    const own = given ?? object.name;
    if (!own) {
      throw new ValueError('An object without a name cannot be registered.', { hint: 'give the option `name`.' });
    }
    if (isClass(object) && typeof object.prototype.getConfig !== 'function') {
      throw new ValueError(`Cannot register the class ${own}, because it has no getConfig() method.`);
    }
    if (given && isClass(object)) nameClass(object, given);
    const registered = `${prefix}>${own}`;
    customObjects[registered] = object;
    customNames.set(object, registered);
    if (module !== null) customModules.set(object, module);
    return object;
  });
}

/** Names of layers and paths of weights are made from the name of the class, which a program made small has lost. */
function nameClass(type: NamedObject, name: string): void {
  const { writable, configurable } = Object.getOwnPropertyDescriptor(type, 'name') ?? { configurable: true };
  // One that can be written is a static field of the class itself.
  if (configurable && !writable) Object.defineProperty(type, 'name', { value: name, configurable: true });
}

/** The `package>name` of a registered class or function. */
export const customName = (object: unknown): string | null => customNames.get(object) ?? null;

/** The Python module of a registered class; null where it has none. */
export const customModule = (object: unknown): string | null => customModules.get(object) ?? null;

/** The registered name of a class or function, or its own. */
export function getRegisteredName(...args: [obj: NamedObject] | [keywords: { obj: NamedObject }]): string {
  const [object] = bindArguments('getRegisteredName', ['obj'], 1, args) as [NamedObject | null];
  if (typeof object === 'function') return customName(object) ?? object.name;
  throw new ValueError('Names are registered for classes and functions.', { received: show(object) });
}

/** The object with a registered name: of the current scope, of the program, or of the given ones; null if there is none. */
export function getRegisteredObject(
  ...args: PythonArguments<
    ['name', 'customObjects', 'moduleObjects'],
    [name: string, customObjects?: CustomObjects | null, moduleObjects?: CustomObjects | null]
  >
): unknown {
  const [name, ...others] = boundObjects(args);
  for (const known of [scopedObjects(), customObjects, ...others])
    if (known && Object.hasOwn(known, name)) return known[name];
  return null;
}

/** Custom objects are a plain object themselves, which is keywords only if it names them. */
function boundObjects(args: readonly unknown[]): [string, CustomObjects?, CustomObjects?] {
  const names = ['name', 'customObjects', 'moduleObjects'];
  const last = args.at(-1);
  const isNamed = isPlainObject(last) && Object.keys(last).some((key) => names.includes(key));
  const isObjects = args.length > 1 && isPlainObject(last) && !isNamed;
  return bindArguments('getRegisteredObject', names, 1, isObjects ? [...args, {}] : args) as [string];
}

/** Every custom object that is known at this point. */
export const knownCustomObjects = (given: CustomObjects | null | undefined): CustomObjects => ({
  ...given,
  ...scopedObjects(),
  ...customObjects,
});

/**
 * While it lasts, files may name the given objects. Ends with the block of a `using` declaration.
 *
 * @example
 * using scope = new CustomObjectScope({ MyLayer });
 */
export class CustomObjectScope {
  readonly #leave: () => void;

  constructor(objects: CustomObjects | null) {
    this.#leave = enter(scopes, { ...objects });
  }

  [Symbol.dispose](): void {
    this.#leave();
  }
}

/**
 * Runs `body` while files may name the given objects; waits if it returns a promise.
 *
 * @example
 * await model.save('model.keras');
 * const same = await customObjectScope({ MyLayer }, () => keras.saving.loadModel('model.keras'));
 */
export const customObjectScope = <T>(objects: CustomObjects | null, body: () => T): T => {
  requireKind('customObjectScope', 'body', body);
  return scopedUntilSettled(scopes, { ...objects }, body);
};

/**
 * Whether a value is a class rather than a function or an object that is called. The prototype of a class cannot be replaced; where a
 * compiler made a function of the class, it has methods, or a prototype of its own.
 */
export function isClass(value: unknown): value is new (...args: never[]) => unknown {
  if (typeof value !== 'function') return false;
  const own = Object.getOwnPropertyDescriptor(value, 'prototype');
  if (!own || !Object.hasOwn(own.value, 'constructor')) return false;
  const isDerived = Object.getPrototypeOf(own.value) !== Object.prototype;
  return own.writable === false || isDerived || Object.getOwnPropertyNames(own.value).length > 1;
}

/** Whether a value is a function, and neither a class nor an object that is called. */
export const isPlainFunction = (value: unknown): value is (...args: unknown[]) => unknown =>
  typeof value === 'function' && Object.getPrototypeOf(value) === Function.prototype && !isClass(value);

/** The error for a name that leads nowhere. What says that it is Keras's own is not the user's to register. */
export function unknownObject(
  kind: 'class' | 'function',
  name: string,
  config: Record<string, unknown>,
): PythonTypeError {
  const { module } = config;
  const isOfKeras = typeof module === 'string' && /^keras(\.|$)/.test(module);
  return new PythonTypeError(`Could not locate ${kind} '${name}'.`, {
    received: show(config),
    hint: isOfKeras
      ? `${module} has no ${name} here, or a bundler has left it out: then import it, or read the config by loadModel(), modelFromJson() or deserializeKerasObject() of @org/models.`
      : `register custom objects by registerKerasSerializable()(${name}) before loading, or pass { customObjects: { ${name} } }.`,
  });
}
