/** Files as this package reads and writes them. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileNotFoundError, OSError, ValueError } from '@org/core';

/**
 * Writes a file, and the folders that it is in: beside it first, so that a failure leaves what was there.
 *
 * @throws OSError if it can't be written
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const beside = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(beside, content);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw new OSError(`Can't write '${path}'.`, { received: reasonOf(error) });
  }
}

/** @throws FileNotFoundError if there is none, OSError if it can't be read */
export async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    const reason = reasonOf(error);
    if (/ENOENT|ENOTDIR/.test(reason)) throw new FileNotFoundError(`There is no file '${path}'.`);
    throw new OSError(`Can't read '${path}'.`, { received: reason });
  }
}

/**
 * What a JSON file holds, with the keys that it has.
 *
 * @throws FileNotFoundError if there is none, ValueError if it holds something else
 * @example
 * const columns = async () => (await loadJson('assets/adult/configs.json')).data_configs;
 */
export async function loadJson(path: string): Promise<Record<string, unknown>> {
  const text = new TextDecoder().decode(await readWhole(path));
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new ValueError(`'${path}' holds no JSON.`, { received: reasonOf(error) });
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
