/** Finding the objects of one heading (initializers, losses, ...) by name, config or class. */
import { PythonTypeError, ValueError } from '@org/core';
import { bindArguments, isPlainObject, show } from '@org/core/internal';
import { deserializeKerasObject } from './deserialize.js';
import {
  type CustomObjects,
  customObjectsIn,
  getRegisteredObject,
  isClass,
  keepAll,
  knownCustomObjects,
  namesIn,
  objectByShortcut,
} from './object-table.js';
import { serializeKerasObject } from './serialize.js';

/** What takes one thing, by position or by the name of the parameter. */
export type ArgumentNamed<Name extends string> = [value: unknown] | [keywords: { readonly [N in Name]: unknown }];

/** What `deserialize` of a heading takes. */
export type DeserializeArguments<Name extends string = 'config'> =
  | [config: unknown, customObjects?: CustomObjects | { customObjects?: CustomObjects | null } | null]
  | [keywords: { readonly [N in Name]: unknown } & { customObjects?: CustomObjects | null }];

/** Whether an argument is the keywords. A config, which is a plain object as well, names its class. */
const isKeywords = (args: readonly unknown[], name: string): boolean =>
  args.length === 1 && isPlainObject(args[0]) && name in args[0] && !('class_name' in args[0]);

/** The one argument of `get` or `serialize`; null and undefined are arguments. */
export function argumentNamed(callee: string, name: string, args: readonly unknown[]): unknown {
  if (args.length === 1 && !isKeywords(args, name)) return args[0];
  return bindArguments(callee, [name], 1, args)[0];
}

/** The arguments of `deserialize`, whose second one may be custom objects by their names. */
export function deserializeArguments(
  args: readonly unknown[],
  name = 'config',
): [config: unknown, customObjects: CustomObjects | null] {
  const [config, customObjects = null] = args;
  const isPositional = args.length > 0 && args.length < 3 && !isKeywords(args, name);
  const bound = isPositional ? [config, customObjects] : bindArguments('deserialize', [name, 'customObjects'], 1, args);
  return [bound[0], customObjectsIn((bound[1] ?? null) as CustomObjects | null)];
}

export interface ObjectFamily<T> {
  /** An object from its name, its config, its class, or itself; null stays null. */
  get(identifier: unknown): T | null;
  serialize(object: unknown): unknown;
  deserialize(config: unknown, customObjects?: CustomObjects | null): T;
}

/**
 * `get`, `serialize` and `deserialize` of a heading of Keras.
 *
 * @param members the objects of the heading, to which names may lead: a program that uses the family keeps them all. Without, names
 * lead to what the program contains for other reasons
 * @example
 * const family = objectFamily<Initializer>('keras.initializers', 'initializer');
 * family.get('he_normal');
 */
export function objectFamily<T>(
  module: string,
  kind: string,
  members: Readonly<Record<string, unknown>> = {},
): ObjectFamily<T> {
  keepAll(module, members);
  const unknown = (received: unknown) =>
    new ValueError(`Could not interpret the ${kind}.`, {
      expected: `an object, a function, a config, or one of the names ${[...new Set(namesIn(module))].sort().join(', ')}`,
      received: typeof received === 'string' ? `'${received}'` : (show(received) ?? String(received)),
      ...(typeof received === 'string' && {
        hint: 'a bundler leaves out what no code names: there, pass an object in place of a name.',
      }),
    });

  const named = (name: string, customObjects?: CustomObjects | null): unknown =>
    getRegisteredObject(name, customObjects) ?? objectByShortcut(module, name);

  function deserialize(config: unknown, given: CustomObjects | null = null): T {
    const customObjects = customObjectsIn(given);
    if (typeof config === 'string') {
      const found = named(config, customObjects);
      if (!found) throw unknown(config);
      return instantiate(found) as T;
    }
    if (!isPlainObject(config) || typeof config.class_name !== 'string') throw unknown(config);
    const { class_name: name, module: from, registered_name: registered } = config;
    const known = knownCustomObjects(customObjects);
    const custom = [registered, name, config.config].some(
      (key) => typeof key === 'string' && Object.hasOwn(known, key),
    );
    // Configs written by hand, or by older versions, name a class of this heading and no module.
    const own = custom ? undefined : objectByShortcut(module, name);
    if (!own || typeof from === 'string') return deserializeKerasObject(config, { customObjects }) as T;
    if (from === null) {
      throw new PythonTypeError(`The ${kind} ${name} is a custom class, which is not registered.`, {
        received: show(config),
        hint: `registerKerasSerializable()(${name})`,
      });
    }
    return deserializeKerasObject(
      { ...config, module, class_name: (own as { name: string }).name },
      { customObjects },
    ) as T;
  }

  return {
    get(identifier) {
      if (identifier === null || identifier === undefined) return null;
      if (typeof identifier === 'string' || isPlainObject(identifier)) return deserialize(identifier);
      if (typeof identifier !== 'function') throw unknown(identifier);
      return instantiate(identifier) as T;
    },
    serialize: serializeKerasObject,
    deserialize,
  };
}

/** An instance of a class with its defaults; anything else is the object already. */
const instantiate = (found: unknown): unknown => (isClass(found) ? new (found as new () => unknown)() : found);
