/** JSON as Keras 3 writes it into `.keras` files, to objects. */
import {
  KerasTensor,
  type Nested,
  PythonTypeError,
  type SymbolicShape,
  standardizeDType,
  tensor,
  ValueError,
} from '@org/core';
import { isPlainObject, operationOfClass, show } from '@org/core/internal';
import { sharedObject } from './object-sharing.js';
import {
  CustomObjectScope,
  type CustomObjects,
  getRegisteredObject,
  isPlainFunction,
  knownCustomObjects,
  locationOf,
  objectByShortcut,
  objectNamed,
  unknownObject,
} from './object-table.js';

export interface DeserializeOptions {
  customObjects?: CustomObjects | null;
  /** Python's switch for lambdas, which are refused here in any case. */
  safeMode?: boolean;
}

/** What deserialisation uses of a class and of its instances. */
interface Reconstructible {
  fromConfig(config: Record<string, unknown>, customObjects?: CustomObjects | null): Reconstructed;
}
interface Reconstructed {
  built?: boolean;
  buildFromConfig?(config: unknown): void;
  compileFromConfig?(config: unknown): void;
}

/**
 * The value that {@link serializeKerasObject}, here or in Python, made the JSON from. Never runs code from it: Python lambdas are
 * refused, and names lead to registered classes and functions only.
 *
 * @throws TypeError for an unknown class or function, naming it
 * @example
 * deserializeKerasObject({ module: 'keras.initializers', class_name: 'Zeros', config: {}, registered_name: null });
 */
export function deserializeKerasObject(config: unknown, options: DeserializeOptions | null = {}): unknown {
  const customObjects = knownCustomObjects(options?.customObjects);
  const inner = (value: unknown): unknown => deserializeKerasObject(value, options);
  if (config === null || config === undefined) return null;
  if (typeof config === 'string') return Object.hasOwn(customObjects, config) ? customObjects[config] : config;
  if (typeof config === 'number' || typeof config === 'boolean') return config;
  if (Array.isArray(config)) return config.map(inner);
  if (!isPlainObject(config))
    throw new PythonTypeError('This is not a serialized object.', { received: String(config) });
  if (!('class_name' in config) || !('config' in config)) {
    return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, inner(value)]));
  }
  const name = String(config.class_name);
  const content = config.config ?? {};
  if (Object.hasOwn(tags, name)) return tags[name]!(content as Record<string, unknown>, inner);
  if (name === 'function') return findFunction(config, customObjects);
  if (!isPlainObject(content)) {
    throw new PythonTypeError(`The config of ${name} must be an object.`, { received: show(content) });
  }
  return sharedObject(config.shared_object_id as number | undefined, () =>
    blaming(content, () => reconstruct(config, content, customObjects)),
  );
}

const blame = new WeakMap<object, object>();

/** An error may be of another realm. */
const isThrownObject = (error: unknown): error is object => typeof error === 'object' && error !== null;

/** Notes from which part of the JSON an error of `body` comes; the innermost part counts. */
function blaming<T>(part: object, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (isThrownObject(error) && !blame.has(error)) blame.set(error, part);
    throw error;
  }
}

/** The `config`, or `compile_config`, from which no object could be made; null for another error. */
export const blamedFor = (error: unknown): object | null => (isThrownObject(error) && blame.get(error)) || null;

const tags: Readonly<
  Record<string, (content: Record<string, unknown>, inner: (value: unknown) => unknown) => unknown>
> = {
  __keras_tensor__: ({ shape, dtype, keras_history }) => {
    const symbolic = new KerasTensor(shape as SymbolicShape, standardizeDType(dtype));
    if (keras_history) savedHistories.set(symbolic, keras_history as SavedHistory);
    return symbolic;
  },
  __tensor__: ({ value, dtype }) => tensor(value as Nested, null, standardizeDType(dtype)),
  __numpy__: ({ value, dtype }) => tensor(value as Nested, null, standardizeDType(dtype)),
  __bytes__: ({ value }) => new TextEncoder().encode(String(value)),
  // Slices and the ellipsis in the form in which Tensor.at takes them.
  __ellipsis__: () => '...',
  __slice__: ({ start, stop, step }, inner) =>
    [start, stop, ...(step === null ? [] : [step])].map((bound) => inner(bound) ?? '').join(':'),
  __lambda__: () => {
    throw new ValueError('The file holds a Python lambda, which only Python can run.', {
      hint: 'replace it by a registered function before saving.',
    });
  },
  __typespec__: () => {
    throw new ValueError('The file holds a TypeSpec of TensorFlow, which has no meaning here.');
  },
};

/** Name of the operation, number of its call, number of the output. */
export type SavedHistory = readonly [string, number, number];

const savedHistories = new WeakMap<KerasTensor, SavedHistory>();

/** Which output of which operation a symbolic tensor was in the file that it was read from. */
export const savedHistoryOf = (symbolic: KerasTensor): SavedHistory | null => savedHistories.get(symbolic) ?? null;

/** Modules whose functions files name without a module. */
const FUNCTION_MODULES = [
  'activations',
  'constraints',
  'initializers',
  'losses',
  'metrics',
  'optimizers',
  'regularizers',
];

function findFunction(config: Record<string, unknown>, customObjects: CustomObjects): unknown {
  const { config: name, module } = config;
  if (typeof name !== 'string') {
    throw new PythonTypeError('The config of a function must be its name.', { received: show(config) });
  }
  const modules = module === 'builtins' ? FUNCTION_MODULES.map((each) => `keras.${each}`) : [String(module)];
  const builtin = () => modules.map((each) => objectByShortcut(each, name)).find((found) => found !== undefined);
  // Keras up to 3.6 saved registered functions without their package.
  const withoutPackage = () => Object.entries(customObjects).find(([key]) => key.endsWith(`>${name}`))?.[1];
  const custom = getRegisteredObject(name, customObjects);
  if (custom) return custom;
  const found = builtin();
  if (found) assertNotRegistered(config, name);
  const result = found ?? withoutPackage();
  if (!result) throw unknownObject('function', name, config);
  return result;
}

/**
 * A file that gives an object of Keras a registered name besides its own was tampered with.
 *
 * @throws ValueError for such a name
 */
function assertNotRegistered(config: Record<string, unknown>, name: string): void {
  const { registered_name: registered, class_name: own } = config;
  if (!registered || registered === name || registered === own) return;
  throw new ValueError(`"${name}" is part of Keras, which registers no names.`, {
    expected: 'no registered_name',
    received: String(registered),
  });
}

/** The class of Keras to which a name in a file leads. */
const kerasClass = (module: string, name: string): unknown =>
  objectByShortcut(module, name) ?? (module.startsWith('keras.src.') ? objectNamed(name) : undefined);

/** The public path of the class to which a name in a file leads, `keras.layers.Dense`; null if it leads to none of Keras's. */
export function classPathOf(module: unknown, name: string): string | null {
  const location = typeof module === 'string' ? locationOf(kerasClass(module, name)) : null;
  return location && `${location.module}.${location.name}`;
}

function findClass(config: Record<string, unknown>, customObjects: CustomObjects): unknown {
  const name = String(config.class_name);
  const custom = getRegisteredObject(String(config.registered_name ?? name), customObjects);
  if (custom) return custom;
  const { module } = config;
  if (typeof module !== 'string') throw unknownObject('class', name, config);
  const found = kerasClass(module, name);
  if (!found) throw unknownObject('class', name, config);
  assertNotRegistered(config, name);
  return found;
}

function reconstruct(
  config: Record<string, unknown>,
  content: Record<string, unknown>,
  customObjects: CustomObjects,
): unknown {
  const { module, class_name, build_config, compile_config } = config;
  if (typeof module === 'string' && module.startsWith('keras.src.ops.')) {
    const operation = operationOfClass(String(class_name), content);
    if (operation) return operation;
  }
  const found = findClass(config, customObjects);
  if (isPlainFunction(found)) return found;
  const type = found as Reconstructible;
  if (typeof type.fromConfig !== 'function') {
    throw new PythonTypeError(`The class ${String(class_name)} has no static fromConfig() method.`, {
      received: show(config),
    });
  }
  return inScope(customObjects, () => {
    const instance = type.fromConfig(content, customObjects);
    if (isPlainObject(build_config) && Object.keys(build_config).length > 0 && !instance.built) {
      instance.buildFromConfig?.(build_config);
      // Keras's own layers are built by shapes alone. One that was given none is built by its call.
      if (locationOf(found) === null) instance.built = true;
    }
    // Keras writes an empty one for a model that is not compiled.
    if (isPlainObject(compile_config) && Object.keys(compile_config).length > 0)
      blaming(compile_config, () => instance.compileFromConfig?.(compile_config));
    return instance;
  });
}

/** What a config refers to in turn may be custom as well. */
function inScope<T>(objects: CustomObjects, body: () => T): T {
  const scope = new CustomObjectScope(objects);
  try {
    return body();
  } finally {
    scope[Symbol.dispose]();
  }
}
