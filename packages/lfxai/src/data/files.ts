/** Files of data sets: in a folder of the user, or downloaded there. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FileNotFoundError, PythonTypeError, ValueError } from '@org/core';
import { utils } from '@org/models';

/** A file of the web. */
export interface RemoteFile {
  readonly name: string;
  readonly url: string;
  /** Its MD5, or none where it is not known. */
  readonly hash?: string;
  /** Whether it is an archive that is unpacked into the folder. */
  readonly extract?: boolean;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The first of some paths, relative to `folder`, that is there; null where none is. */
export async function find(folder: string, names: readonly string[]): Promise<string | null> {
  if (typeof folder !== 'string') {
    throw new PythonTypeError('A data set is loaded from a folder.', {
      expected: "its path, such as 'data/mnist'",
      received: `${folder}`,
    });
  }
  for (const name of names) if (await exists(join(folder, name))) return join(folder, name);
  return null;
}

/**
 * A file in `folder`, under one of some names; downloaded there, with progress and a check of its hash, where none is and `remote`
 * says from where.
 *
 * @throws FileNotFoundError where it is not there and not to be downloaded
 */
export async function provide(folder: string, names: readonly string[], remote: RemoteFile | null): Promise<string> {
  const found = await find(folder, names);
  if (found) return found;
  if (!remote) {
    throw new FileNotFoundError('Dataset not found. You can use { download: true } to download it', {
      expected: `one of ${names.join(', ')} in ${folder}`,
    });
  }
  const { name, url, hash, extract = false } = remote;
  const options = {
    cacheDir: folder,
    cacheSubdir: '.',
    ...(hash && { fileHash: hash, hashAlgorithm: 'md5' as const }),
  };
  const path = await utils.getFile({ fname: name, origin: url, extract, ...options });
  if (!extract) return path;
  const inside = (await find(folder, names)) ?? (await find(path, names.map(basename)));
  if (inside) return inside;
  throw new FileNotFoundError(`The archive of ${url} has none of the files of the data set.`, {
    expected: names.join(', '),
  });
}

const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * What `read` makes of a file's bytes; errors of libraries, which know no file, become ValueErrors with its path.
 *
 * @throws ValueError for files that are damaged or cut off
 */
export function readAs<T>(path: string, kind: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof ValueError) throw cause;
    throw new ValueError(`${path} is no ${kind}, or damaged.`, {
      received: String((cause as Error).message),
      hint: 'remove it, and load the data set with { download: true }.',
    });
  }
}

/** The bytes of a file, unpacked where it was packed by gzip. @throws ValueError where that is cut off */
export async function bytesOf(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path);
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isPacked ? readAs(path, 'file of gzip', () => new Uint8Array(gunzipSync(bytes))) : new Uint8Array(bytes);
}
