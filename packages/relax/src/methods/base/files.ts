/** Methods without networks are their settings. */
import { join } from 'node:path';
import type { BaseConfig } from '../../base/index.js';

/** Writes `config.json` to a folder, as the original does. */
export const saveConfig = (config: BaseConfig, path: string): Promise<void> => config.save(join(path, 'config.json'));

/** Reads `config.json` of a folder. @throws FileNotFoundError if there is none */
export const loadConfig = <T extends BaseConfig>(type: new (values: never) => T, path: string): Promise<T> =>
  (type as unknown as { loadFromJson(path: string): Promise<T> }).loadFromJson(join(path, 'config.json'));
