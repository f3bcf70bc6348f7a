/** The original's files of data and models: where they are, here and in the web. */
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ValueError } from '@org/core';
import { utils } from '@org/models';
import { unknownName } from '../../utils/nearest.js';

/** Where the original keeps its files. */
const ADDRESS = 'https://huggingface.co/datasets/birkhoffg/ReLax-Assets/resolve/main';

/** The names of the original's data. */
export const DEFAULT_DATA = [
  'adult',
  'heloc',
  'oulad',
  'credit',
  'cancer',
  'student_performance',
  'titanic',
  'german',
  'spam',
  'ozone',
  'qsar',
  'bioresponse',
  'churn',
  'road',
  'dummy',
] as const;

/** The name of data of the original. */
export type DataName = (typeof DEFAULT_DATA)[number];

/** The addresses of the original's data and models, by name. */
export const DEFAULT_DATA_CONFIGS: Readonly<Record<DataName, { readonly data: string; readonly model: string }>> =
  Object.fromEntries(
    DEFAULT_DATA.map((name) => [name, { data: `${ADDRESS}/${name}/data`, model: `${ADDRESS}/${name}/model` }]),
  ) as never;

/** Where files are, in place of the web. */
export interface AssetOptions {
  /** A folder of folders named as the data; null: that in the environment variable RELAX_DATA_HOME, and else the web. */
  dataDir?: string | null;
  /** Where the web has them; for mirrors. */
  origin?: string;
}

/** @throws ValueError for a name that the original does not have */
export function assertKnown(name: string): asserts name is DataName {
  if ((DEFAULT_DATA as readonly unknown[]).includes(name)) return;
  throw new ValueError(...unknownName('The list of data', name, DEFAULT_DATA));
}

/** The folder of local files, if there is one; null: files come from the web. */
export const homeOf = ({ dataDir }: AssetOptions): string | null => dataDir ?? process.env.RELAX_DATA_HOME ?? null;

/** Where downloads are kept. */
export const CACHE = 'relax-assets';

/** Whether there is a file. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Downloads the files that a folder lacks. */
export async function provide(origin: string, folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = join(folder, name);
    if (await exists(path)) continue;
    await utils.getFile({ origin: `${origin}/${name}`, cacheDir: dirname(path), cacheSubdir: '.' });
  }
}

export const addressOf = (name: DataName, part: 'data' | 'model', { origin = ADDRESS }: AssetOptions): string =>
  `${origin}/${name}/${part}`;
