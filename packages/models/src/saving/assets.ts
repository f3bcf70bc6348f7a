/**
 * Files that layers keep beside their weights, such as vocabularies. As in Keras, a layer with a method `saveAssets(dirPath)` writes
 * them into a folder of its own, and `loadAssets(dirPath)` reads them from there; both may return a promise.
 */
import { ValueError } from '@org/core';
import { builtin } from '@org/core/files';
import type { Assets } from './keras-archive.js';
import { type Saveable, walkSaveables } from './saveables.js';

interface KeepsAssets {
  saveAssets?(dirPath: string): unknown;
  loadAssets?(dirPath: string): unknown;
}

type Owner = readonly [path: string, owner: KeepsAssets];

/** What of a model has the method, with the paths of its folders. */
function ownersIn(model: Saveable & object, method: keyof KeepsAssets): Owner[] {
  const owners: Owner[] = [];
  walkSaveables(model, (path, saveable) => {
    if (typeof (saveable as KeepsAssets)[method] === 'function') owners.push([path, saveable as KeepsAssets]);
  });
  return owners;
}

/** The files of a model's layers, by their paths below `assets/`. */
export async function assetsOf(model: Saveable & object): Promise<ReadonlyMap<string, Uint8Array>> {
  const owners = ownersIn(model, 'saveAssets');
  if (owners.length === 0) return new Map();
  return inFolder(async (folder) => {
    const { mkdir, readdir, readFile } = builtin<typeof import('node:fs/promises')>('node:fs/promises', folder);
    const { join, relative, sep } = builtin<typeof import('node:path')>('node:path', folder);
    for (const [path, owner] of owners) {
      const own = join(folder, path);
      await mkdir(own, { recursive: true });
      await owner.saveAssets!(own);
    }
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const nameOf = (file: string) => relative(folder, file).split(sep).join('/');
    return new Map(await Promise.all(files.map(async (file) => [nameOf(file), await readFile(file)] as const)));
  });
}

/** Gives the layers of a model the files that they wrote; one that wrote none is not asked. */
export async function loadAssets(model: Saveable & object, assets: Assets): Promise<void> {
  const names = [...assets.keys()].filter((name) => !name.endsWith('/'));
  const hasFiles = (path: string) => names.some((name) => path === '' || name.startsWith(`${path}/`));
  const owners = ownersIn(model, 'loadAssets').filter(([path]) => hasFiles(path));
  if (owners.length === 0) return;
  await inFolder(async (folder) => {
    const { mkdir, writeFile } = builtin<typeof import('node:fs/promises')>('node:fs/promises', folder);
    const { dirname, join, sep } = builtin<typeof import('node:path')>('node:path', folder);
    for (const name of names) {
      const file = join(folder, name);
      if (!file.startsWith(folder + sep))
        throw new ValueError('An asset lies outside of its folder.', { received: name });
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, assets.get(name)!);
    }
    for (const [path, owner] of owners) await owner.loadAssets!(join(folder, path));
  });
}

/** Runs `body` with a folder that is removed afterwards. */
async function inFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const { mkdtemp, rm } = builtin<typeof import('node:fs/promises')>('node:fs/promises', 'assets');
  const { join } = builtin<typeof import('node:path')>('node:path', 'assets');
  const folder = await mkdtemp(join(builtin<typeof import('node:os')>('node:os', 'assets').tmpdir(), 'keras-assets-'));
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
