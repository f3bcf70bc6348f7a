import { join } from 'node:path';
import { type Model, saving } from '@org/models';
import type { BaseConfig } from '../../base/index.js';
import { writeWhole } from '../../utils/files.js';
import { loadConfig, saveConfig } from '../base/files.js';

/** Writes `config.json` and `model.keras` to a folder. */
export async function saveNetwork(path: string, config: BaseConfig, network: Model): Promise<void> {
  await saveConfig(config, path);
  await network.save(join(path, 'model.keras'));
}

/** Reads what {@link saveNetwork} wrote. @throws FileNotFoundError where a file is missing */
export async function loadNetwork<Config extends BaseConfig, Network extends Model>(
  path: string,
  configCls: new (values: never) => Config,
  classes: Readonly<Record<string, { readonly prototype: Network }>>,
): Promise<{ config: Config; network: Network }> {
  const config = await loadConfig(configCls, path);
  const network = await saving.loadModel(join(path, 'model.keras'), { customObjects: classes as never });
  return { config, network: network as unknown as Network };
}

/** Writes a value as JSON. */
export const writeJson = (path: string, value: unknown): Promise<void> => writeWhole(path, JSON.stringify(value));
