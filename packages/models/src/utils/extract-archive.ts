import { NotImplementedError, ValueError } from '@org/core';
import { builtin, readFile } from '@org/core/files';
import { isZip, openZip } from '../saving/zip.js';
import { isTar, readTar, type TarEntry } from './tar.js';

/** Which archives are looked for: 'auto' for all of them, null for none. */
export type ArchiveFormat = 'auto' | 'tar' | 'zip';

/**
 * Unpacks an archive into the folder `path`, if it is one of the formats. Names that lead out of the folder are left out, with a
 * warning.
 *
 * Throws `ValueError` for compression that cannot be read here, and for damaged archives.
 *
 * @returns whether it is
 */
export async function extractArchive(
  filePath: string,
  path: string,
  archiveFormat: ArchiveFormat | readonly ArchiveFormat[] | null,
): Promise<boolean> {
  const formats = archiveFormat === null ? [] : archiveFormat === 'auto' ? ['tar', 'zip'] : [archiveFormat].flat();
  const unknown = formats.find((format) => format !== 'tar' && format !== 'zip');
  if (unknown !== undefined)
    throw new NotImplementedError(`There is no archive format '${unknown}'.`, { expected: "'tar' or 'zip'" });
  const bytes = await readFile(filePath);
  for (const format of formats) {
    const entries = format === 'zip' ? zipEntries(bytes, filePath) : tarEntries(bytes, filePath);
    if (entries === null) continue;
    await writeEntries(entries, path);
    return true;
  }
  return false;
}

function zipEntries(bytes: Uint8Array, label: string): Iterable<TarEntry> | null {
  if (!isZip(bytes)) return null;
  const archive = openZip(bytes, { label: `'${label}'` });
  return (function* () {
    for (const name of archive.names) if (!name.endsWith('/')) yield { name, data: archive.read(name) };
  })();
}

function tarEntries(bytes: Uint8Array, label: string): Iterable<TarEntry> | null {
  const begins = (...magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);
  if (begins(0x42, 0x5a, 0x68) || begins(0xfd, 0x37, 0x7a, 0x58)) {
    throw new ValueError(`'${label}' is compressed by bzip2 or xz, which cannot be read here.`, {
      hint: 'unpack it with another program, or give the address of a .tar.gz or .zip.',
    });
  }
  const plain = begins(0x1f, 0x8b) ? unpacked(bytes, label) : bytes;
  return isTar(plain) ? readTar(plain) : null;
}

function unpacked(bytes: Uint8Array, label: string): Uint8Array {
  try {
    return new Uint8Array(builtin<typeof import('node:zlib')>('node:zlib', label).gunzipSync(bytes));
  } catch (cause) {
    throw new ValueError(`'${label}' is damaged, or was cut off.`, { received: (cause as Error).message });
  }
}

/** Writes files into a folder beside, which then takes the place of `path`. */
async function writeEntries(entries: Iterable<TarEntry>, path: string): Promise<void> {
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', path);
  const { dirname, join, normalize } = builtin<typeof import('node:path')>('node:path', path);
  const beside = `${path}.tmp-${Math.random().toString(36).slice(2, 10)}`;
  try {
    await fs.mkdir(beside, { recursive: true });
    for (const { name, data } of entries) {
      if (/^([/\\]|[a-zA-Z]:)/.test(name) || /^\.\.([/\\]|$)/.test(normalize(name))) {
        console.warn(`Skipping invalid path during archive extraction: '${name}'.`);
        continue;
      }
      const target = join(beside, name);
      await fs.mkdir(dirname(target), { recursive: true });
      await fs.writeFile(target, data);
    }
    await fs.rm(path, { recursive: true, force: true });
    await fs.rename(beside, path);
  } finally {
    await fs.rm(beside, { recursive: true, force: true });
  }
}
