/** Models as folders, `save(path, { zipped: false })`: the files of an archive beside each other, as Python's Keras keeps them. */
import { KeyError } from '@org/core';
import { builtin, exists, inFolder, isFolder, makeFolder, readFile, systemError, writeFile } from '@org/core/files';
import type { ZipArchive, ZipEntry } from './zip.js';

/** Whether there is a folder with a model in it. */
export const isModelFolder = async (path: string): Promise<boolean> =>
  (await isFolder(path)) && exists(inFolder(path, 'config.json'));

/** The files of a folder, as if they were those of an archive. Links are left out. */
export async function readModelFolder(path: string): Promise<ZipArchive> {
  const files = new Map<string, Uint8Array>();
  for (const name of await namesIn(path, '')) files.set(name, await readFile(inFolder(path, name)));
  const find = (name: string): Uint8Array => {
    const bytes = files.get(name);
    if (!bytes) throw new KeyError(`There is no '${name}' in '${path}'.`);
    return bytes;
  };
  return { names: [...files.keys()], has: (name) => files.has(name), sizeOf: (name) => find(name).length, read: find };
}

/** The names of all files below a folder, with slashes. */
async function namesIn(root: string, below: string): Promise<string[]> {
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', root);
  const folder = below === '' ? root : inFolder(root, below);
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw systemError(error, `Can't read the folder '${folder}'.`);
  });
  const names: string[] = [];
  for (const entry of entries) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) names.push(...(await namesIn(root, name)));
    else if (entry.isFile()) names.push(name);
  }
  return names;
}

/** Writes the files of an archive into a folder. */
export async function writeModelFolder(path: string, entries: ReadonlyMap<string, ZipEntry>): Promise<void> {
  for (const [name, { data }] of entries) {
    const parts = name.split('/');
    await makeFolder([path, ...parts.slice(0, -1)].join('/'));
    await writeFile(inFolder(path, name), data);
  }
}
