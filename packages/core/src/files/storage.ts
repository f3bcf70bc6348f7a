/** Files by their names, wherever the program runs: on disk under Node, in the storage of the page's origin in a browser. */
import {
  fileExists,
  isFolder as isFolderOnDisk,
  makeFolder as makeFolderOnDisk,
  readFileBounded,
  remove as removeFromDisk,
  writeFileAtomically,
} from './disk.js';
import { originFiles } from './origin.js';

export interface Files {
  /** Replaces a file as a whole: a reader sees the old one or the new one. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  read(path: string, maxBytes: number): Promise<Uint8Array>;
  exists(path: string): Promise<boolean>;
  isFolder(path: string): Promise<boolean>;
  /** Removes a file, or an empty folder; nothing happens where there is none, or the folder has something in it. */
  remove(path: string): Promise<void>;
  /** Makes a folder, and those it lies in. */
  makeFolder(path: string): Promise<void>;
}

const disk: Files = {
  write: writeFileAtomically,
  read: readFileBounded,
  exists: fileExists,
  isFolder: isFolderOnDisk,
  remove: removeFromDisk,
  makeFolder: makeFolderOnDisk,
};

const files = (): Files =>
  (globalThis.process as { getBuiltinModule?: unknown } | undefined)?.getBuiltinModule ? disk : originFiles;

/** As much as one array holds. */
const MOST_BYTES = 2 ** 32;

/**
 * Replaces a file as a whole, or makes it: whatever fails, what was there stays.
 *
 * @throws FileNotFoundError if there is no such folder, OSError if the file can't be written
 * @example
 * const save = async () => { await makeFolder('notes'); await writeFile('notes/today.txt', 'a line'); };
 */
export const writeFile = (path: string, content: Uint8Array | string): Promise<void> =>
  files().write(path, typeof content === 'string' ? new TextEncoder().encode(content) : content);

/** @throws FileNotFoundError if there is none, OSError if it can't be read, ValueError if it is larger than `maxBytes` */
export const readFile = (path: string, maxBytes = MOST_BYTES): Promise<Uint8Array> => files().read(path, maxBytes);
export const exists: Files['exists'] = (path) => files().exists(path);
export const isFolder: Files['isFolder'] = (path) => files().isFolder(path);
export const remove: Files['remove'] = (path) => files().remove(path);
export const makeFolder: Files['makeFolder'] = (path) => files().makeFolder(path);

/** The path of a file in a folder. */
export const inFolder = (folder: string, name: string): string => `${folder.replace(/[/\\]+$/, '')}/${name}`;

/** The folder that a file lies in. */
export const folderOf = (path: string): string =>
  /^(.*[^/\\])?[/\\]+[^/\\]*$/.exec(path)?.[1] ?? (/^[/\\]/.test(path) ? '/' : '.');
