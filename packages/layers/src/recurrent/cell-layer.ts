/** What layers over one of Keras's cells share: they are made with its settings, and show them. */

import { ValueError } from '@org/core';
import { show } from '@org/core/internal';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import type { NamedObject } from '../serialization/index.js';
import { RNN_PARAMETERS } from './signatures.js';

interface Parameters {
  readonly names: readonly string[];
}

/** The settings of a cell as properties of the layer. */
export type CellSettings<Cell, Options> = Readonly<
  Pick<Cell, Exclude<keyof Cell & keyof Options, keyof LayerOptions | 'implementation'>>
>;

/**
 * Gives a layer class the settings of its cell as properties.
 *
 * @returns the names of what its config holds
 */
export function layerParameters(
  type: NamedObject,
  layer: Parameters,
  cell: Parameters,
  without: readonly string[],
): readonly string[] {
  const { prototype } = type as unknown as { prototype: object };
  for (const name of cell.names) {
    const get = function (this: { cell: Record<string, unknown> }) {
      return this.cell[name];
    };
    Object.defineProperty(prototype, name, { get, configurable: true });
  }
  const names = [...new Set([...RNN_PARAMETERS.names, ...layer.names])];
  return configNames({ names }, { without: ['cell', ...without] });
}

const picked = (options: object, names: readonly string[]) =>
  Object.fromEntries(Object.entries(options).filter(([name]) => names.includes(name)));

/** The options of the cell among those of its layer. */
export const cellOptions = <Options extends LayerOptions>(options: Options, cell: Parameters, name: string) =>
  ({ ...picked(options, [...cell.names, 'implementation', 'dtype', 'trainable']), name }) as unknown as Options;

/** The options of a layer that are not its cell's. */
export const recurrentOptions = (options: object): object =>
  picked(options, [...RNN_PARAMETERS.names, ...RNN_PARAMETERS.keywords]);

/** @throws ValueError for what Keras does not take as `use_cudnn` */
export function cudnnChoice(given: 'auto' | boolean = 'auto'): 'auto' | boolean {
  if (given === 'auto' || typeof given === 'boolean') return given;
  throw new ValueError('Invalid value for argument `useCudnn`.', {
    expected: "'auto', true or false",
    received: `useCudnn=${show(given)}`,
  });
}
