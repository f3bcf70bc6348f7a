/** keras.activations: the functions, and finding them by name. */
import type { Tensor } from '@org/core';
import { type KnownName, type NameIn, toPythonName } from '@org/core/internal';
import {
  type ArgumentNamed,
  argumentNamed,
  type DeserializeArguments,
  deserializeArguments,
  locationOf,
  type ObjectFamily,
  objectFamily,
  registerKerasObject,
  type SerializedConfig,
} from '../serialization/index.js';
import * as functions from './functions.js';

export * from './functions.js';

export const swish = functions.silu;
export const hardSwish = functions.hardSilu;

/** Applied to a layer's output. */
export type ActivationFunction = (x: Tensor) => Tensor;

/** A function or layer, its Keras name, or what {@link serialize} made of it; null is the linear activation. */
export type ActivationIdentifier =
  | KnownName<NameIn<typeof functions> | 'swish' | 'hard_swish'>
  | ActivationFunction
  | SerializedConfig
  | null;

const MODULE = 'keras.activations';
const aliases: Readonly<Record<string, readonly string[]>> = { silu: ['swish'], hard_silu: ['hard_swish'] };

function registeredFamily(): ObjectFamily<ActivationFunction> {
  for (const [key, activation] of Object.entries(functions)) {
    const name = toPythonName(key);
    registerKerasObject(activation, { module: MODULE, name, aliases: aliases[name] ?? [] });
  }
  return objectFamily<ActivationFunction>(MODULE, 'activation function');
}

const family = /* @__PURE__ */ registeredFamily();

/**
 * An activation function from its name, its serialized form or itself.
 *
 * @throws ValueError for an unknown name
 * @example
 * activations.get('relu')(tensor([-1, 2])); // [0, 2]
 */
export const get = (...args: ArgumentNamed<'identifier'>): ActivationFunction =>
  family.get(argumentNamed('get', 'identifier', args)) ?? functions.linear;

/** The name of a Keras activation, or the serialized form of any other function or layer. */
export function serialize(...args: ArgumentNamed<'activation'>): unknown {
  const activation = argumentNamed('serialize', 'activation', args);
  const location = locationOf(activation);
  return location?.module === MODULE ? location.name : family.serialize(activation);
}

/** The inverse of {@link serialize}. */
export const deserialize = (...args: DeserializeArguments): ActivationFunction =>
  family.deserialize(...deserializeArguments(args));
