/** Files on disk, for programs on Node. A reader sees the old file or the new one, never a part. */
import { FileNotFoundError, OSError, ValueError } from '../errors.js';
import { builtin } from './builtin.js';

/** Node reads no more than 2 GiB at once. */
const MAX_READ = 2 ** 30;

/**
 * Writes `bytes` to `path`: to a file beside it first, which then takes its place. If that fails, or the process ends, the
 * old file stays as it was; only in the second case is the unfinished one left behind, as `<name>.tmp-<process>-<random>`, until
 * the next time that the file is written.
 *
 * Throws `FileNotFoundError` if there is no such folder, and `OSError` if the file can't be written (a full disk, no
 * permission).
 *
 *     await writeFileAtomically('model.keras', bytes);
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', path);
  const { basename, dirname, join } = builtin<typeof import('node:path')>('node:path', path);
  const target = await targetOf(path);
  const suffix = Math.random().toString(36).slice(2, 10);
  const stem = `${basename(target).slice(0, 50)}.tmp-`;
  const temporary = join(dirname(target), `${stem}${process.pid}-${suffix}`);
  await removeStale(dirname(target), stem);
  try {
    const handle = await fs.open(temporary, 'wx');
    try {
      const old = await fs.stat(target).catch(() => null);
      if (old !== null) await handle.chmod(old.mode);
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined);
    throw systemError(error, `Can't write '${path}'.`);
  }
  await syncFolder(dirname(target));
}

/** What is to be replaced: of a link, what it points to. Nothing but a file is. */
async function targetOf(path: string): Promise<string> {
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', path);
  const refuse = (expected: string, received: string): OSError =>
    new OSError(`Can't write '${path}'.`, { expected, received });
  try {
    const target = await fs.realpath(path);
    if (!(await fs.stat(target)).isFile()) throw refuse('a file, or no file yet', 'a folder, a device or a pipe');
    return target;
  } catch (error) {
    if (error instanceof OSError) throw error;
    const link = await fs.readlink(path).catch(() => null);
    if (link !== null) throw refuse('a file, or no file yet', `a link that leads nowhere, to '${link}'`);
    return path;
  }
}

/** Removes what processes that have ended left behind. */
async function removeStale(folder: string, stem: string): Promise<void> {
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', folder);
  const { join } = builtin<typeof import('node:path')>('node:path', folder);
  const names = await fs.readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(stem))) {
    const path = join(folder, name);
    const written = (await fs.stat(path).catch(() => null))?.mtimeMs;
    const id = Number(name.slice(stem.length).split('-')[0]);
    if (written !== undefined && Number.isInteger(id) && !isRunning(id, written)) await fs.rm(path, { force: true });
  }
}

/** Whether a process runs that may have written a file. A number that is this process's own may have been another's before. */
function isRunning(id: number, written: number): boolean {
  if (id === process.pid) return written >= performance.timeOrigin;
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

/** Makes the new name outlast a power failure, where the system can do that. */
async function syncFolder(path: string): Promise<void> {
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', path);
  try {
    const handle = await fs.open(path, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows has no such thing, and the file is written.
  }
}

/**
 * Reads a file of up to `maxBytes`.
 *
 * Throws `FileNotFoundError` if there is none, `ValueError` if it is larger, and `OSError` if it can't be read.
 *
 *     const bytes = await readFileBounded('model.keras');
 */
export async function readFileBounded(path: string, maxBytes = 2 ** 32): Promise<Uint8Array> {
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', path);
  try {
    // Opening a pipe would wait for a writer.
    const handle = await fs.open(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    try {
      const status = await handle.stat();
      if (!status.isFile()) {
        throw new OSError(`Can't read '${path}'.`, { expected: 'a file', received: 'a folder, a device or a pipe' });
      }
      if (status.size > maxBytes) {
        throw new ValueError(`'${path}' is too large.`, {
          expected: `at most ${maxBytes} bytes`,
          received: `${status.size} bytes`,
        });
      }
      const bytes = new Uint8Array(status.size);
      let length = 0;
      for (let read = -1; read !== 0 && length < bytes.length; length += read) {
        read = (await handle.read(bytes, length, Math.min(bytes.length - length, MAX_READ))).bytesRead;
      }
      return bytes.subarray(0, length);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const failure = systemError(error, `Can't read '${path}'.`);
    throw failure instanceof FileNotFoundError ? new FileNotFoundError(`There is no file '${path}'.`) : failure;
  }
}

/** Makes a folder, and those it lies in. @throws OSError where there is a file of that name, or no permission */
export async function makeFolder(path: string): Promise<void> {
  try {
    await builtin<typeof import('node:fs/promises')>('node:fs/promises', path).mkdir(path, { recursive: true });
  } catch (error) {
    throw systemError(error, `Can't make the folder '${path}'.`);
  }
}

/** True if there is something at `path`. */
export async function fileExists(path: string): Promise<boolean> {
  const fs = builtin<typeof import('node:fs/promises')>('node:fs/promises', path);
  return fs.access(path).then(
    () => true,
    () => false,
  );
}

/** True if there is a folder at `path`. */
export async function isFolder(path: string): Promise<boolean> {
  const status = await builtin<typeof import('node:fs/promises')>('node:fs/promises', path)
    .stat(path)
    .catch(() => null);
  return status?.isDirectory() ?? false;
}

/** Removes a file, or a folder with nothing in it. */
export async function remove(path: string): Promise<void> {
  const { rm, rmdir } = builtin<typeof import('node:fs/promises')>('node:fs/promises', path);
  if (await isFolder(path)) await rmdir(path).catch(() => undefined);
  else await rm(path, { force: true });
}

/** An error of the system, with its words: `ENOSPC: no space left on device, write`. */
export function systemError(error: unknown, summary: string): Error {
  const { code, message } = error as { code?: unknown; message: string };
  if (typeof code !== 'string') return error as Error;
  const kind = code === 'ENOENT' ? FileNotFoundError : OSError;
  return new kind(summary, { received: message });
}
