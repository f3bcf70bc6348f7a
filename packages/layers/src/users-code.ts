/** Whether code of the user may run within layers: for programs that a bundler made one file of, where stacks do not tell. */
import { isEntered, isOwnFunction } from '@org/core/internal';
import { isIntercepted } from './intercept-calls.js';
import type { Layer } from './layer.js';
import { flattenLayers } from './layer-tree.js';
import { locationOf } from './serialization/object-table.js';

/** Whether a layer was given code of the user that its fields do not show. */
export const runsUsersCode: unique symbol = Symbol('runsUsersCode');

/** How deep lists and dicts in fields are looked into. */
const DEPTH = 4;

/** Whether a class is of the library, and of Keras's name in files. */
export const isOwnClass = (type: object): boolean => isEntered(type) && isOwnLocation(type);

const isOwnLocation = (object: unknown): boolean => /^(?:keras|@org)\b/.test(locationOf(object)?.module ?? '');

/** Whether a value is no function of the user, and holds none. */
export function isWithoutFunctions(value: unknown, depth = DEPTH): boolean {
  if (typeof value === 'function') {
    return Object.getPrototypeOf(value) !== Function.prototype || isOwnFunction(value) || isOwnLocation(value);
  }
  if (typeof value !== 'object' || value === null) return true;
  const { constructor } = value;
  if (Array.isArray(value) || constructor === Object)
    return depth > 0 && Object.values(value).every((each) => isWithoutFunctions(each, depth - 1));
  return ArrayBuffer.isView(value) || isEntered(constructor);
}

/** Whether nothing but code of the library runs in a layer, and in those inside. */
export const isOfLibrary = (layer: Layer): boolean => !isIntercepted() && flattenLayers(layer).every(isOwn);

const isOwn = (layer: Layer): boolean =>
  !layer[runsUsersCode] &&
  isOwnClass(layer.constructor) &&
  Object.values(layer).every((value) => isWithoutFunctions(value));
