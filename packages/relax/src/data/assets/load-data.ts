import { join, resolve } from 'node:path';
import { FileNotFoundError } from '@org/core';
import { fromPythonName, isPlainObject, renameKeys } from '@org/core/python';
import { isCompat } from '../../utils/config.js';
import { loadJson } from '../../utils/files.js';
import { DataModule, DataModuleConfig } from '../module/index.js';
import { readCsv } from '../tables/csv.js';
import { type AssetOptions, addressOf, assertKnown, CACHE, exists, homeOf, provide } from './assets.js';

export interface LoadDataOptions extends AssetOptions {
  /** Whether the config is returned as well. */
  returnConfig?: boolean;
  /** Settings in place of those of the files. */
  dataConfigs?: Partial<ConstructorParameters<typeof DataModuleConfig>[0]> | null;
}

const FILES = ['features/data.npy', 'features/treedef.json', 'label/data.npy', 'label/treedef.json', 'config.json'];

/**
 * Downloads the files of the original's data that `dataParentDir` lacks.
 *
 * @param dataParentDir files come into `<dataParentDir>/<dataName>/data`
 * @param downloadOriginalData whether the table, data.csv, is among them
 * @throws ValueError for a name that the original does not have, OSError where the web has no such file
 */
export async function downloadDataModuleFiles(
  dataName: string,
  dataParentDir: string,
  downloadOriginalData: boolean | ({ downloadOriginalData?: boolean } & AssetOptions) = false,
): Promise<void> {
  assertKnown(dataName);
  const options = typeof downloadOriginalData === 'boolean' ? { downloadOriginalData } : downloadOriginalData;
  const names = options.downloadOriginalData ? [...FILES, 'data.csv'] : FILES;
  await provide(addressOf(dataName, 'data', options), join(dataParentDir, dataName, 'data'), names);
}

/**
 * Data of the original by name: adult, heloc, oulad, credit, cancer, student_performance, titanic, german, spam, ozone, qsar,
 * bioresponse, churn, road or dummy. Files come from `dataDir` or the environment variable RELAX_DATA_HOME, in folders named as the data
 * that hold `data/` as the original's cache has it, or `data.csv` (or `data.csv.gz`) and `configs.json`; without either they are downloaded to
 * ./relax-assets.
 *
 * @throws ValueError for another name, FileNotFoundError where a folder lacks the data, OSError where the web does
 * @example
 * const load = () => loadData('adult', { dataDir: '/data/relax' });
 */
export function loadData(
  dataName: string,
  options: LoadDataOptions & { returnConfig: true },
): Promise<[DataModule, DataModuleConfig]>;
export function loadData(dataName: string, options?: LoadDataOptions): Promise<DataModule>;
export async function loadData(
  dataName: string,
  options: LoadDataOptions = {},
): Promise<DataModule | [DataModule, DataModuleConfig]> {
  assertKnown(dataName);
  const settings = given(options.dataConfigs);
  const home = homeOf(options);
  if (home === null)
    await downloadDataModuleFiles(dataName, CACHE, { downloadOriginalData: settings !== null, ...options });
  const dm = await read(resolve(home ?? CACHE, dataName), settings);
  return options.returnConfig && !isCompat() ? [dm, dm.config] : dm;
}

/** The settings that are asked for; the original passes them over. */
function given(dataConfigs: LoadDataOptions['dataConfigs']): object | null {
  if (!dataConfigs || !isCompat()) return dataConfigs ?? null;
  console.warn('Passing `data_configs` has no effect.');
  return null;
}

async function read(folder: string, settings: object | null): Promise<DataModule> {
  const own = join(folder, 'data');
  if (await exists(join(own, 'config.json'))) {
    if (settings === null) return DataModule.loadFromPath(own);
    return fromTable(await loadJson(join(own, 'config.json')), join(own, 'data.csv'), settings);
  }
  const config = join(folder, 'configs.json');
  if (await exists(config)) {
    const table = join(folder, 'data.csv');
    return fromTable(await loadJson(config), (await exists(table)) ? table : `${table}.gz`, settings ?? {});
  }
  throw new FileNotFoundError(`There is no data in '${folder}'.`, {
    expected: 'data/config.json beside features/ and label/, or configs.json and data.csv',
    hint: 'RELAX_DATA_HOME and dataDir name the folder of folders; without them the data is downloaded.',
  });
}

async function fromTable(config: Record<string, unknown>, path: string, settings: object): Promise<DataModule> {
  const named = isPlainObject(config.data_configs) ? config.data_configs : config;
  const own = new DataModuleConfig({
    ...new DataModuleConfig(named),
    ...renameKeys(settings as never, fromPythonName),
    dataDir: path,
  });
  return DataModule.fromConfig(own, await readCsv(path));
}
