import { join, resolve } from 'node:path';
import { FileNotFoundError } from '@org/core';
import { MLModule } from '../../ml-model/ml-module.js';
import { type AssetOptions, addressOf, assertKnown, CACHE, exists, homeOf, provide } from './assets.js';

const FILES = ['model.keras', 'config.json'];

/**
 * Downloads the original's predictor of some data, where it is not there.
 *
 * @param path the folder that it comes into; null: ./relax-assets/<name>/model
 */
export async function downloadMlModule(
  name: string,
  path: string | null = null,
  options: AssetOptions = {},
): Promise<void> {
  assertKnown(name);
  await provide(addressOf(name, 'model', options), path ?? join(CACHE, name, 'model'), FILES);
}

/**
 * The original's predictor of some data: `<name>/model/model.keras` and `config.json` of `dataDir` or RELAX_DATA_HOME, else of the web.
 *
 * @throws ValueError for a name that the original does not have, FileNotFoundError where a folder lacks it, OSError where the web does
 * @example
 * const load = () => loadMlModule('adult', { dataDir: '/data/relax' });
 */
export async function loadMlModule(name: string, options: AssetOptions = {}): Promise<MLModule> {
  assertKnown(name);
  const home = homeOf(options);
  const folder = resolve(home ?? CACHE, name, 'model');
  if (home === null) await downloadMlModule(name, folder, options);
  if (await exists(join(folder, 'model.keras'))) return MLModule.loadFromPath(folder);
  throw new FileNotFoundError(`There is no model in '${folder}'.`, { expected: FILES.join(' and ') });
}
