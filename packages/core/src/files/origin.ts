/**
 * Files in a browser: in the private file system that a page's origin has (`navigator.storage.getDirectory()`), under names like those on
 * a disk. They stay until the page, or its user, removes them.
 */
import { FileNotFoundError, OSError, RuntimeError, ValueError } from '../errors.js';
import type { Files } from './storage.js';

// What of the API is used here; the libraries of TypeScript for browsers would bring all of the DOM.
interface FileHandle {
  getFile(): Promise<Blob>;
  createWritable(): Promise<{
    write(bytes: Uint8Array): Promise<void>;
    close(): Promise<void>;
    abort(): Promise<void>;
  }>;
}
interface Folder {
  getDirectoryHandle(name: string, options?: { create: boolean }): Promise<Folder>;
  getFileHandle(name: string, options?: { create: boolean }): Promise<FileHandle>;
  removeEntry(name: string): Promise<void>;
}
interface Storage {
  getDirectory(): Promise<Folder>;
}

async function root(path: string): Promise<Folder> {
  const { navigator } = globalThis as { navigator?: { storage?: Partial<Storage> } };
  const storage = navigator?.storage;
  if (storage?.getDirectory) return storage.getDirectory();
  throw new RuntimeError(`There is no file system for '${path}'.`, {
    hint: 'browsers have one on pages from https: and localhost; elsewhere use saving.modelToBlob and loadModel(blob).',
  });
}

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');

async function folderOf(parts: readonly string[], path: string, create: boolean): Promise<Folder> {
  let folder = await root(path);
  for (const part of parts) folder = await folder.getDirectoryHandle(part, { create });
  return folder;
}

async function handleOf(path: string, create: boolean): Promise<FileHandle> {
  const parts = partsOf(path);
  const folder = await folderOf(parts.slice(0, -1), path, false);
  return folder.getFileHandle(parts.at(-1) ?? path, { create });
}

/** An error of the browser, in the classes that files on disk have. */
function storageError(error: unknown, summary: string): Error {
  const { name, message } = error as { name?: string; message: string };
  if (error instanceof ValueError || error instanceof RuntimeError) return error;
  if (name === 'NotFoundError') return new FileNotFoundError(summary, { received: message });
  if (name === 'TypeMismatchError') return new OSError(summary, { expected: 'a file', received: 'a folder' });
  return new OSError(summary, { received: message });
}

export const originFiles: Files = {
  // The browser writes to a copy, which takes the place of the file when it is closed.
  async write(path, bytes) {
    try {
      const writable = await (await handleOf(path, true)).createWritable();
      try {
        await writable.write(bytes);
      } catch (error) {
        await writable.abort();
        throw error;
      }
      await writable.close();
    } catch (error) {
      throw storageError(error, `Can't write '${path}'.`);
    }
  },

  async read(path, maxBytes) {
    try {
      const file = await (await handleOf(path, false)).getFile();
      if (file.size > maxBytes) {
        throw new ValueError(`'${path}' is too large.`, {
          expected: `at most ${maxBytes} bytes`,
          received: `${file.size} bytes`,
        });
      }
      return new Uint8Array(await file.arrayBuffer());
    } catch (error) {
      throw storageError(error, `Can't read '${path}'.`);
    }
  },

  exists: (path) =>
    handleOf(path, false).then(
      () => true,
      () => false,
    ),

  isFolder: (path) =>
    folderOf(partsOf(path), path, false).then(
      () => true,
      () => false,
    ),

  async remove(path) {
    const parts = partsOf(path);
    // Where there is no such name, and where a folder has something in it.
    const folder = await folderOf(parts.slice(0, -1), path, false).catch(() => null);
    await folder?.removeEntry(parts.at(-1) ?? path).catch(() => undefined);
  },

  async makeFolder(path) {
    try {
      await folderOf(partsOf(path), path, true);
    } catch (error) {
      throw storageError(error, `Can't make the folder '${path}'.`);
    }
  },
};
