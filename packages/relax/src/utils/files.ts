/** Files as this package reads and writes them. */
import { ValueError } from '@org/core';
import { folderOf, makeFolder, readFile, writeFile } from '@org/core/files';

/** Writes a file, and makes the folders that it is in. @throws OSError if it can't be written */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await makeFolder(folderOf(path));
  await writeFile(path, content);
}

/**
 * What a JSON file holds, with the keys that it has.
 *
 * @throws FileNotFoundError if there is none, ValueError if it holds something else
 * @example
 * const columns = async () => (await loadJson('assets/adult/configs.json')).data_configs;
 */
export async function loadJson(path: string): Promise<Record<string, unknown>> {
  const text = new TextDecoder().decode(await readFile(path));
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new ValueError(`'${path}' holds no JSON.`, { received: reasonOf(error) });
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
