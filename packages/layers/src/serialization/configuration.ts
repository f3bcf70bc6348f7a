/** Configs from constructor parameters: what a layer was made with is found in the fields of the same names. */
import { isTensor, PythonTypeError } from '@org/core';
import { fromPythonName, isPlainObject, renameKeys, toPythonName } from '@org/core/internal';
import { argumentsConfig, construct } from './auto-config.js';
import { locationOf } from './object-table.js';
import { serializeKerasObject } from './serialize.js';

/** The values of `parameters` on `owner`, under Keras's snake_case keys. */
export function configOf(owner: object, parameters: readonly string[]): Record<string, unknown> {
  const fields = owner as Record<string, unknown>;
  return Object.fromEntries(parameters.map((name) => [toPythonName(name), serializeValue(fields[name])]));
}

/** Where a config differs from the signature: what comes first or last in it, and what it leaves out. */
interface ConfigOrder {
  readonly first?: readonly string[];
  readonly last?: readonly string[];
  readonly without?: readonly string[];
}

/**
 * The names of what a config holds, from a signature: its positions, in their order unless another is given.
 *
 * @example
 * configNames({ names: ['rate', 'noiseShape', 'seed'] }, { first: ['rate', 'seed'] }); // rate, seed, noiseShape
 */
export function configNames(
  { names }: { readonly names: readonly string[] },
  { first = [], last = [], without = [] }: ConfigOrder = {},
): readonly string[] {
  const placed = new Set([...first, ...last, ...without]);
  return [...first, ...names.filter((name) => !placed.has(name)), ...last];
}

/** Plain data stays as it is; objects and functions of the framework become what deserialisation makes them from again. */
export function serializeValue(value: unknown): unknown {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(serializeValue);
  if (typeof value === 'function') return activationName(value) ?? serializeKerasObject(value);
  if (isTensor(value)) return serializeKerasObject(value);
  if (isPlainObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, serializeValue(each)]));
  return typeof value === 'object' && value !== null ? serializeKerasObject(value) : value;
}

/** In configs of layers Keras writes its own activations by their bare names. */
function activationName(value: unknown): string | null {
  const location = locationOf(value);
  return location?.module === 'keras.activations' ? location.name : null;
}

/** A config's keys as constructor keywords. */
export const optionsOf = (config: Record<string, unknown>): Record<string, unknown> =>
  renameKeys(config, fromPythonName);

/** A class that is made from a config. */
export type FromOptions<T> = new (...args: never) => T;

/** @throws TypeError for a config that is no object */
export function assertConfig(type: { readonly name: string }, config: unknown): void {
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) return;
  throw new PythonTypeError(`${type.name}.fromConfig() takes the config of an object.`, {
    expected: 'an object, as getConfig() returns it',
    received: Array.isArray(config) ? 'an array' : String(config),
  });
}

/**
 * An instance made from a config, whatever form the constructor has. Whether its values fit is for the constructor to check, since they come from a file.
 *
 * @param objects values that the config holds as JSON
 */
export const newFromConfig = <T>(
  type: FromOptions<T>,
  config: Record<string, unknown>,
  objects: Record<string, unknown> = {},
): T => {
  assertConfig(type as { name?: string } as { name: string }, config);
  return construct(type, { ...optionsOf(config), ...objects });
};

/**
 * A config, and in it the arguments of the constructor of a user's class that has no `getConfig`.
 *
 * @param given the options that arrived at the base class, null where it does not note them
 */
export const withArguments = (
  owner: object,
  config: Record<string, unknown>,
  given: Readonly<Record<string, unknown>> | null = null,
): Record<string, unknown> => ({ ...config, ...argumentsConfig(owner, config, given, serializeValue) });
