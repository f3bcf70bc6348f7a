/** Objects to JSON, exactly as Keras 3 writes it into `.keras` files. */
import {
  isKerasTensor,
  isTensor,
  isVariable,
  type KerasTensor,
  type Nested,
  PythonTypeError,
  type Tensor,
  tensor,
} from '@org/core';
import { concreteArray, isPlainObject, OpOperation, toNumbers } from '@org/core/internal';
import { withSharedId } from './object-sharing.js';
import {
  customModule,
  customName,
  getRegisteredName,
  isClass,
  isPlainFunction,
  locationOf,
  type NamedObject,
} from './object-table.js';

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

/** The JSON of an object where it stands for the object, as a setting of a layer; files hold all of it. */
export type SerializedConfig = Readonly<Pick<SerializedObject, 'class_name'> & Partial<SerializedObject>>;

/** What serialisation uses of an object. */
interface Configurable {
  getConfig(): unknown;
  getBuildConfig?(): unknown;
  getCompileConfig?(): unknown;
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
  if (isPlainFunction(value)) return withSharedId(value, serializeFunction(value));
  return withSharedId(value, serializeInstance(value as Configurable));
}

const serializeValues = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, each]) => [key, serializeKerasObject(each)]));

function serializeSymbolic(value: KerasTensor): unknown {
  const { shape, dtype, history } = value;
  const origin = history && [history.operation.name, history.nodeIndex, history.tensorIndex];
  return { class_name: '__keras_tensor__', config: { shape, dtype, keras_history: origin } };
}

function arrayConfig(value: Tensor): { value: Nested; dtype: string } {
  const array = concreteArray('serialize', value);
  return { value: nested(toNumbers(array), value.shape, value.dtype === 'bool'), dtype: value.dtype };
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
    throw new PythonTypeError('A function without a name cannot be serialized.', {
      received: String(value).slice(0, 80),
      hint: "register it: registerKerasSerializable({ name: 'my_function' })(f).",
    });
  }
  return { module: 'builtins', class_name: 'function', config: name, registered_name: 'function' };
}

function serializeInstance(value: Configurable): SerializedObject {
  if (isClass(value)) {
    throw new PythonTypeError(`The class ${value.name} itself cannot be serialized.`, {
      expected: 'an instance of it',
    });
  }
  if (typeof value.getConfig !== 'function') {
    throw new PythonTypeError('This object cannot be serialized.', {
      expected: 'an object with a getConfig() method',
      received: `an instance of ${(value as object).constructor?.name ?? 'nothing'}`,
    });
  }
  const config = value.getConfig();
  if (!isPlainObject(config)) {
    throw new PythonTypeError('getConfig() must return a plain object.', { received: String(config) });
  }
  const result: SerializedObject = { ...addressOf(value), config: serializeValues(config), registered_name: null };
  const registered = customName(value.constructor as NamedObject);
  if (result.module === null || result.module.startsWith('keras.src.') || customModule(value.constructor)) {
    result.registered_name = registered ?? result.class_name;
  }
  const build = value.getBuildConfig?.();
  if (build !== null && build !== undefined) result.build_config = serializeKerasObject(build);
  const compiled = value.getCompileConfig?.();
  if (compiled !== null && compiled !== undefined) result.compile_config = serializeKerasObject(compiled);
  return result;
}

/** The module and name of an instance's class; custom classes have no module here, unless they are those of a Python package. */
function addressOf(value: object): { module: string | null; class_name: string } {
  if (value instanceof OpOperation) {
    return { module: `keras.src.ops.${value.definition.family}`, class_name: value.className };
  }
  const { constructor } = value;
  const location = locationOf(constructor);
  return location
    ? { module: location.module, class_name: location.name }
    : { module: customModule(constructor), class_name: constructor.name };
}
