/** keras.legacy.saving: objects as Keras 2 wrote them, `{ class_name, config }`, whose classes are looked up in what is given. */
import { ValueError } from '@org/core';
import { bindArguments, isPlainObject, type PythonArguments, pythonFunction, show } from '@org/core/internal';
import {
  type CustomObjects,
  customObjectScope,
  getRegisteredName,
  getRegisteredObject,
  type NamedObject,
} from '@org/layers';
import { isClass, isPlainFunction, locationOf } from '@org/layers/internal';

/** Marks objects within configs. */
const WITHIN = '__passive_serialization__';

type Config = Record<string, unknown>;

const hasConfig = (value: unknown): value is { getConfig(): Config; constructor: NamedObject } =>
  typeof (value as { getConfig?: unknown } | null)?.getConfig === 'function';

const nameOf = (object: NamedObject): string => locationOf(object)?.name ?? getRegisteredName(object);

/** An entry of a config; what is no object of Keras stays as it is. */
function entry(value: unknown): unknown {
  if (hasConfig(value)) return { ...(serializeKerasObject(value) as Config), [WITHIN]: true };
  return typeof value === 'function' ? nameOf(value as NamedObject) : value;
}

/**
 * An object as JSON: the registered name of its class, and its config. Functions and classes are their names.
 *
 * @throws ValueError for what has no config
 * @example
 * keras.legacy.saving.serializeKerasObject(new keras.initializers.Zeros()); // { class_name: 'Zeros', config: {} }
 */
export const serializeKerasObject = /* @__PURE__ */ pythonFunction(
  'serialize_keras_object',
  ['instance'],
  (instance: unknown): unknown => {
    if (instance === null) return null;
    if (hasConfig(instance)) {
      const config = Object.entries(instance.getConfig()).map(([key, value]) => [key, entry(value)]);
      return { class_name: nameOf(instance.constructor), config: Object.fromEntries(config) };
    }
    if (typeof instance === 'function') return nameOf(instance as NamedObject);
    throw new ValueError("It cannot be serialized because it doesn't implement `getConfig()`.", {
      received: show(instance),
    });
  },
);

/**
 * The object that {@link serializeKerasObject} made the JSON from.
 *
 * @param identifier JSON, or the name of a function or a class
 * @param moduleObjects where names are looked up, such as `keras.layers`
 * @param customObjects further ones
 * @param printableModuleName what errors call it
 * @throws ValueError for unknown names
 * @example
 * keras.legacy.saving.deserializeKerasObject({ class_name: 'Zeros', config: {} }, keras.initializers);
 */
export function deserializeKerasObject(...args: DeserializeArguments): unknown {
  const last = args[args.length - 1];
  // Modules are plain objects themselves, which are keywords only if they name them.
  const hasKeywords = args.length > 1 && isPlainObject(last) && NAMES.some((name) => name in last);
  const given = args.length > 1 && !hasKeywords ? [...args, {}] : args;
  const bound = bindArguments('deserialize_keras_object', NAMES, 1, given);
  const [identifier, modules = null, customs = null, kind = 'object'] = bound as Bound;
  return objectOf(identifier, modules, customs, kind);
}

const NAMES = ['identifier', 'moduleObjects', 'customObjects', 'printableModuleName'] as const;

type Bound = [
  identifier: unknown,
  moduleObjects?: CustomObjects | null,
  customObjects?: CustomObjects | null,
  printableModuleName?: string,
];
type DeserializeArguments = PythonArguments<typeof NAMES, Bound>;

function objectOf(
  identifier: unknown,
  moduleObjects: CustomObjects | null,
  customObjects: CustomObjects | null,
  kind: string,
): unknown {
  const find = (name: string): unknown => getRegisteredObject(name, customObjects, moduleObjects);
  const known = (name: string): unknown => {
    const found = find(name);
    if (found !== null) return found;
    throw new ValueError(`Unknown ${kind}: '${name}'.`, {
      hint: 'a `customObjectScope` may hold objects of your own.',
    });
  };
  if (identifier === null) return null;
  if (typeof identifier === 'string') {
    const found = known(identifier);
    return isClass(found) ? new (found as new () => unknown)() : found;
  }
  if (isPlainFunction(identifier)) return identifier;
  if (!isPlainObject(identifier)) {
    throw new ValueError(`Could not interpret serialized ${kind}.`, { received: show(identifier) });
  }
  const { class_name, config } = identifier;
  if (typeof class_name !== 'string' || !isPlainObject(config)) {
    throw new ValueError(`Improper config format for ${show(identifier)}.`, {
      expected: 'an object with `class_name` and `config`',
    });
  }
  const inner = ([key, value]: [string, unknown]): [string, unknown] => {
    if (key === 'name') return [key, value];
    if (isPlainObject(value) && WITHIN in value) {
      return [key, objectOf(value, moduleObjects, customObjects, 'config_item')];
    }
    const found = typeof value === 'string' ? find(value) : null;
    return [key, isPlainFunction(found) ? found : value];
  };
  const type = known(class_name) as { fromConfig(config: Config): unknown };
  return customObjectScope(customObjects, () => type.fromConfig(Object.fromEntries(Object.entries(config).map(inner))));
}
