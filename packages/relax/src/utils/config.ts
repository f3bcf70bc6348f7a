/** What holds for the whole package. */
import { PythonTypeError, ValueError } from '@org/core';
import { unknownName } from './nearest.js';

/** Settings of the package. */
export interface Config {
  /** How many keys are split off a key at once. */
  rngReserveSize: number;
  /** The seed where none is given. */
  globalSeed: number;
  /** 'jax-relax' computes the original's numbers, its faults included (docs/relax-differences.md); null computes right ones. */
  compat: Compat;
}

export type Compat = 'jax-relax' | null;

const config: Config = { rngReserveSize: 1, globalSeed: 42, compat: null };

/** The settings that hold now. */
export const getConfig = (): Readonly<Config> => ({ ...config });

/**
 * Changes settings; what is left out stays.
 *
 * @throws TypeError for a number that is not whole, and for an unknown name
 * @throws ValueError for `rngReserveSize` below 1, `globalSeed` below 0, and another `compat`
 * @example
 * setConfig({ globalSeed: 7 });
 * setConfig({ compat: 'jax-relax' }); // the original's numbers, bug for bug
 * setConfig({ globalSeed: 42, compat: null }); // as it began
 */
export function setConfig(settings: Partial<Config> = {}): void {
  for (const name of Object.keys(settings)) {
    if (!Object.hasOwn(config, name))
      throw new PythonTypeError(...unknownName('setConfig()', name, Object.keys(config)));
  }
  const { rngReserveSize, globalSeed, compat } = settings;
  assertWhole('rngReserveSize', rngReserveSize, 1);
  assertWhole('globalSeed', globalSeed, 0);
  if (compat !== undefined && compat !== null && compat !== 'jax-relax') {
    throw new ValueError('compat names what is computed alike.', {
      expected: `'jax-relax' or null`,
      received: `'${compat}'`,
    });
  }
  for (const [name, value] of Object.entries(settings))
    if (value !== undefined) Object.assign(config, { [name]: value });
}

/** Whether the original's numbers are asked for, its faults included. */
export const isCompat = (): boolean => config.compat === 'jax-relax';

function assertWhole(name: string, value: number | undefined, least: number): void {
  if (value === undefined) return;
  if (!Number.isInteger(value)) throw new PythonTypeError(`${name} is a whole number.`, { received: String(value) });
  if (value < least) throw new ValueError(`${name} is at least ${least}.`, { received: String(value) });
}
