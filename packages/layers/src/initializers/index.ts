/** keras.initializers: classes, also under the lower-case names that Keras gives them, and finding them by name. */
import { type DType, isTensor, type Shape, type Tensor, ValueError } from '@org/core';
import { asTensor, convert, formatShape, pythonFunction, setInitializerLookup } from '@org/core/internal';
import { isArrayLike } from '../dtype-policy.js';
import {
  type ArgumentNamed,
  argumentNamed,
  type DeserializeArguments,
  deserializeArguments,
  objectFamily,
} from '../serialization/index.js';
import * as classes from './classes.js';
import type { Initializer } from './initializer.js';

export * from './classes.js';

/** Makes the first value of a weight: an {@link Initializer}, or a function of the same signature. */
export type InitializerFunction = (shape: Shape, options: { dtype: string }) => Tensor;

const family = /* @__PURE__ */ objectFamily<Initializer>('keras.initializers', 'initializer', classes);

/** The JSON of an initializer. */
export const serialize = (...args: ArgumentNamed<'initializer'>): unknown =>
  family.serialize(argumentNamed('serialize', 'initializer', args));

/** The initializer that {@link serialize} made the JSON from. */
export const deserialize = (...args: DeserializeArguments): Initializer =>
  family.deserialize(...deserializeArguments(args));

/**
 * An initializer from its name, its config, its class, a function, or the very values.
 *
 * @throws ValueError for an unknown name
 * @example
 * initializers.get('he_normal')([3, 4]);
 */
export function get(identifier: null | undefined): null;
export function get(...args: ArgumentNamed<'identifier'>): Initializer;
export function get(...args: readonly unknown[]): Initializer | null {
  const identifier = argumentNamed('get', 'identifier', args);
  return isTensor(identifier) || isArrayLike(identifier)
    ? constantValue(asTensor(identifier as Tensor))
    : family.get(identifier);
}

setInitializerLookup((name) => get(name));

/** An initializer of one shape, whose value it is. */
function constantValue(value: Tensor): Initializer {
  return pythonFunction('initializer', ['shape', 'dtype'], (shape: Shape, dtype: DType | null = null) => {
    if (formatShape(shape) !== formatShape(value.shape)) {
      throw new ValueError('A weight initialized by values must have their shape.', {
        expected: formatShape(value.shape),
        received: formatShape(shape),
      });
    }
    return convert(value, dtype ?? value.dtype);
  }) as unknown as Initializer;
}
