/** Objects to JSON and back, exactly as Keras 3 writes it into `.keras` files. */
import {
  isKerasTensor,
  isPlainObject,
  isTensor,
  isVariable,
  KerasTensor,
  type Nested,
  OpOperation,
  operationOfClass,
  type SymbolicShape,
  standardizeDType,
  type Tensor,
  TypeError,
  tensor,
  toNumbers,
  ValueError,
} from '@org/core';
import {
  CustomObjectScope,
  type CustomObjects,
  customName,
  getRegisteredName,
  getRegisteredObject,
  isClass,
  isPlainFunction,
  knownCustomObjects,
  locationOf,
  type NamedObject,
  objectByShortcut,
  objectNamed,
  unknownObject,
} from './object-table.js';

export * from './object-table.js';

/** A class instance or function as files hold it. */
export interface SerializedObject {
  module: string | null;
  class_name: string;
  config: unknown;
  registered_name: string | null;
  build_config?: unknown;
  compile_config?: unknown;
  /** The same number wherever the same object is met. */
  shared_object_id?: number;
}

export interface DeserializeOptions {
  customObjects?: CustomObjects | null;
  /** Python's switch for lambdas, which are refused here in any case. */
  safeMode?: boolean;
}

/** What serialisation uses of an object. */
interface Configurable {
  getConfig(): unknown;
  getBuildConfig?(): unknown;
  getCompileConfig?(): unknown;
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

/** Objects met in one {@link objectSharingScope}. */
interface Sharing {
  readonly written: Map<unknown, { id: number; config: SerializedObject }>;
  readonly read: Map<number, unknown>;
}

let sharing: Sharing | null = null;

/** In `body`, an object that is serialised twice is read back as one object. */
export function objectSharingScope<T>(body: () => T): T {
  const outer = sharing;
  sharing = { written: new Map(), read: new Map() };
  try {
    return body();
  } finally {
    sharing = outer;
  }
}

/**
 * The JSON of a value: plain data, arrays and plain objects of it, tensors, and objects with `getConfig()`.
 *
 * @throws TypeError for what has no JSON, such as a function without a name
 * @example
 * serializeKerasObject(new Zeros());
 * // { module: 'keras.initializers', class_name: 'Zeros', config: {}, registered_name: null }
 */
export function serializeKerasObject(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(serializeKerasObject);
  if (isPlainObject(value)) return serializeValues(value);
  if (isKerasTensor(value)) return serializeSymbolic(value);
  if (isTensor(value)) return { class_name: '__tensor__', config: arrayConfig(value) };
  if (isVariable(value)) return serializeKerasObject(value.uncast);
  if (ArrayBuffer.isView(value)) return { class_name: '__numpy__', config: arrayConfig(tensor(value as Float32Array)) };
  if (isPlainFunction(value)) return recorded(value, serializeFunction(value));
  return recorded(value, serializeInstance(value as Configurable));
}

const serializeValues = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, each]) => [key, serializeKerasObject(each)]));

function serializeSymbolic(value: KerasTensor): unknown {
  const { shape, dtype, history } = value;
  const origin = history && [history.operation.name, history.nodeIndex, history.tensorIndex];
  return { class_name: '__keras_tensor__', config: { shape, dtype, keras_history: origin } };
}

function arrayConfig(value: Tensor): { value: Nested; dtype: string } {
  if (!value.storage) {
    throw new ValueError('A tensor that is not computed yet cannot be serialized.', {
      received: String(value),
      hint: 'await x.read() first.',
    });
  }
  return { value: nested(toNumbers(value.storage), value.shape, value.dtype === 'bool'), dtype: value.dtype };
}

function nested(values: ArrayLike<number>, shape: readonly number[], asBoolean: boolean, offset = 0): Nested {
  const [length, ...rest] = shape;
  if (length === undefined) return asBoolean ? Boolean(values[offset]) : values[offset]!;
  const step = rest.reduce((n, dim) => n * dim, 1);
  return Array.from({ length }, (_, i) => nested(values, rest, asBoolean, offset + i * step));
}

function serializeFunction(value: (...args: unknown[]) => unknown): SerializedObject {
  const name = locationOf(value)?.name ?? getRegisteredName(value);
  if (!name) {
    throw new TypeError('A function without a name cannot be serialized.', {
      received: String(value).slice(0, 80),
      hint: "register it: registerKerasSerializable({ name: 'my_function' })(f).",
    });
  }
  return { module: 'builtins', class_name: 'function', config: name, registered_name: 'function' };
}

function serializeInstance(value: Configurable): SerializedObject {
  if (isClass(value)) {
    throw new TypeError(`The class ${value.name} itself cannot be serialized.`, { expected: 'an instance of it' });
  }
  if (typeof value.getConfig !== 'function') {
    throw new TypeError('This object cannot be serialized.', {
      expected: 'an object with a getConfig() method',
      received: `an instance of ${(value as object).constructor?.name ?? 'nothing'}`,
    });
  }
  const config = value.getConfig();
  if (!isPlainObject(config)) {
    throw new TypeError('getConfig() must return a plain object.', { received: String(config) });
  }
  const result: SerializedObject = { ...addressOf(value), config: serializeValues(config), registered_name: null };
  if (result.module === null || result.module.startsWith('keras.src.')) {
    result.registered_name = customName(value.constructor as NamedObject) ?? result.class_name;
  }
  const build = value.getBuildConfig?.();
  if (build !== null && build !== undefined) result.build_config = serializeKerasObject(build);
  const compiled = value.getCompileConfig?.();
  if (compiled !== null && compiled !== undefined) result.compile_config = serializeKerasObject(compiled);
  return result;
}

/** The module and name of an instance's class; custom classes have no module here. */
function addressOf(value: object): { module: string | null; class_name: string } {
  if (value instanceof OpOperation) {
    return { module: `keras.src.ops.${value.definition.family}`, class_name: value.className };
  }
  const { constructor } = value;
  const location = locationOf(constructor);
  return location
    ? { module: location.module, class_name: location.name }
    : { module: null, class_name: constructor.name };
}

function recorded(value: unknown, config: SerializedObject): SerializedObject {
  if (!sharing) return config;
  const first = sharing.written.get(value);
  if (!first) {
    sharing.written.set(value, { id: sharing.written.size + 1, config });
    return config;
  }
  first.config.shared_object_id = first.id;
  return { ...config, shared_object_id: first.id };
}

/**
 * The value that {@link serializeKerasObject}, here or in Python, made the JSON from. Never runs code from it: Python lambdas are
 * refused, and names lead to registered classes and functions only.
 *
 * @throws TypeError for an unknown class or function, naming it
 * @example
 * deserializeKerasObject({ module: 'keras.initializers', class_name: 'Zeros', config: {}, registered_name: null });
 */
export function deserializeKerasObject(config: unknown, options: DeserializeOptions = {}): unknown {
  const customObjects = knownCustomObjects(options.customObjects);
  const inner = (value: unknown): unknown => deserializeKerasObject(value, options);
  if (config === null || config === undefined) return null;
  if (typeof config === 'string') return Object.hasOwn(customObjects, config) ? customObjects[config] : config;
  if (typeof config === 'number' || typeof config === 'boolean') return config;
  if (Array.isArray(config)) return config.map(inner);
  if (!isPlainObject(config)) throw new TypeError('This is not a serialized object.', { received: String(config) });
  if (!('class_name' in config) || !('config' in config)) {
    return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, inner(value)]));
  }
  const name = String(config.class_name);
  const content = config.config ?? {};
  if (Object.hasOwn(tags, name)) return tags[name]!(content as Record<string, unknown>, inner);
  if (name === 'function') return findFunction(config, customObjects);
  if (!isPlainObject(content)) {
    throw new TypeError(`The config of ${name} must be an object.`, { received: JSON.stringify(content) });
  }
  const id = config.shared_object_id as number | undefined;
  if (id !== undefined && sharing?.read.has(id)) return sharing.read.get(id);
  const instance = reconstruct(config, content, customObjects);
  if (id !== undefined) sharing?.read.set(id, instance);
  return instance;
}

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
    throw new TypeError('The config of a function must be its name.', { received: JSON.stringify(config) });
  }
  const modules = module === 'builtins' ? FUNCTION_MODULES.map((each) => `keras.${each}`) : [String(module)];
  const builtin = () => modules.map((each) => objectByShortcut(each, name)).find((found) => found !== undefined);
  // Keras up to 3.6 saved registered functions without their package.
  const withoutPackage = () => Object.entries(customObjects).find(([key]) => key.endsWith(`>${name}`))?.[1];
  const found = getRegisteredObject(name, customObjects) ?? builtin() ?? withoutPackage();
  if (!found) throw unknownObject('function', name, config);
  return found;
}

function findClass(config: Record<string, unknown>, customObjects: CustomObjects): unknown {
  const name = String(config.class_name);
  const custom = getRegisteredObject(String(config.registered_name ?? name), customObjects);
  if (custom) return custom;
  const { module } = config;
  if (typeof module !== 'string') throw unknownObject('class', name, config);
  const found = objectByShortcut(module, name) ?? (module.startsWith('keras.src.') ? objectNamed(name) : undefined);
  if (!found) throw unknownObject('class', name, config);
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
    throw new TypeError(`The class ${String(class_name)} has no static fromConfig() method.`, {
      received: JSON.stringify(config),
    });
  }
  return inScope(customObjects, () => {
    const instance = type.fromConfig(content, customObjects);
    if (build_config && !instance.built) {
      instance.buildFromConfig?.(build_config);
      instance.built = true;
    }
    // Keras writes an empty one for a model that is not compiled.
    if (isPlainObject(compile_config) && Object.keys(compile_config).length > 0)
      instance.compileFromConfig?.(compile_config);
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
