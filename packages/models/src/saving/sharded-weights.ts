/**
 * Weights in several files: `model.weights.json` says which of `model_00000.weights.h5`, `model_00001.weights.h5`, ... have the variables
 * of which object.
 */
import { ValueError } from '@org/core';
import {
  exists,
  type FileSource,
  filePath,
  folderOf,
  inFolder,
  readFile,
  remove,
  type Source,
  sourceOf,
  writeFile,
} from '@org/core/files';
import { dtypeInfo, isPlainObject, show } from '@org/core/internal';
import type { H5Dataset, H5Store } from './h5-store.js';
import { readH5, writeH5 } from './h5-store.js';
import { MemoryBudget } from './memory-budget.js';
import { parsePythonJson } from './python-json.js';

const GIB = 1024 ** 3;
/** Parsed values take up to 20 times as much memory as their text. */
const JSON_FACTOR = 20;
/** A list of more bytes is not looked into before it is replaced. */
const MAX_LIST = 2 ** 26;

const sizeOf = ({ dtype, data }: H5Dataset): number => (data.length * dtypeInfo(dtype).bits) / 8;

/**
 * Divides variables, in their order, into parts of a size.
 *
 * @throws ValueError naming a variable that is larger by itself
 */
export function shardsOf(store: H5Store, maxBytes: number): H5Store[] {
  const shards: H5Store[] = [new Map()];
  let size = 0;
  for (const [path, { name, datasets }] of store) {
    for (const [key, dataset] of datasets) {
      const bytes = sizeOf(dataset);
      if (bytes > maxBytes) {
        throw new ValueError(`The variable ${key} of ${path} is larger than a shard may be.`, {
          expected: `maxShardSize of ${bytes / GIB} or more`,
          received: String(maxBytes / GIB),
        });
      }
      size += bytes;
      if (size > maxBytes) {
        shards.push(new Map());
        size = bytes;
      }
      const shard = shards.at(-1)!;
      const others = shard.get(path)?.datasets ?? [];
      shard.set(path, { ...(name !== undefined && { name }), datasets: new Map([...others, [key, dataset]]) });
    }
  }
  return shards;
}

/** The names that Keras needs, and those that files have while others are replaced. */
const [FINAL, INTERIM] = ['_', '_b'] as const;

const shardName = (stem: string, set: string, i: number): string =>
  `${stem}${set}${String(i).padStart(5, '0')}.weights.h5`;

/**
 * Writes the parts, and then the file that lists them, which replaces an older list as a whole. Where that needs files of the same
 * names, they are written under others first. So a list has all its files wherever this ends.
 */
export async function writeShards(path: string, store: H5Store, maxShardSize: number): Promise<void> {
  const stem = path.replace(/^.*[/\\]/, '').replace(/\.weights\.json$/, '');
  const shards = shardsOf(store, maxShardSize * GIB);
  const older = await shardsListed(path, stem);
  if (older.some((name) => isShard(name, stem, FINAL))) await writeSet(path, shards, stem, INTERIM);
  const names = await writeSet(path, shards, stem, FINAL);
  const interim = shards.map((_, i) => shardName(stem, INTERIM, i));
  for (const name of [...older, ...interim]) if (!names.includes(name)) await remove(inFolder(folderOf(path), name));
}

/** Writes files of one set, and their list. Where that fails, those are removed that no list has. */
async function writeSet(path: string, shards: readonly H5Store[], stem: string, set: string): Promise<string[]> {
  const at = (name: string): string => inFolder(folderOf(path), name);
  const names = shards.map((_, i) => shardName(stem, set, i));
  const map: Record<string, string[]> = {};
  let size = 0;
  const written: string[] = [];
  try {
    for (const [i, shard] of shards.entries()) {
      for (const [key, { datasets }] of shard) {
        map[`/${key}`] = [...(map[`/${key}`] ?? []), names[i]!];
        for (const dataset of datasets.values()) size += sizeOf(dataset);
      }
      await writeFile(at(names[i]!), await writeH5(shard));
      written.push(names[i]!);
    }
    const json = JSON.stringify({ metadata: { total_size: size }, weight_map: map }, null, 4);
    await writeFile(path, new TextEncoder().encode(json));
  } catch (error) {
    const listed = await shardsListed(path, stem);
    for (const name of written) if (!listed.includes(name)) await remove(at(name));
    throw error;
  }
  return names;
}

const isShard = (name: string, stem: string, set: string): boolean =>
  name.startsWith(stem + set) && /^\d{5,}\.weights\.h5$/.test(name.slice(stem.length + set.length));

/** The files that the present list names, if there is one, as far as they are called as those of a list are. */
async function shardsListed(path: string, stem: string): Promise<string[]> {
  if (!(await exists(path))) return [];
  try {
    const text = new TextDecoder().decode(await readFile(path, MAX_LIST));
    const names = [...filesIn(parsePythonJson(text, path), path).keys()];
    return names.filter((name) => [FINAL, INTERIM].some((set) => isShard(name, stem, set)));
  } catch {
    // What is no list is replaced.
    return [];
  }
}

/** The weights of all files that a list names. */
export async function readShards(filepath: FileSource, source: Source): Promise<H5Store> {
  const text = await source.read();
  const budget = new MemoryBudget(text.length, source.name);
  budget.take(JSON_FACTOR * text.length, 'the list of files');
  const files = filesIn(parsePythonJson(new TextDecoder().decode(text), source.name), source.name);
  const store: H5Store = new Map();
  for (const [name, groups] of files) {
    const shard = sourceOf(siblingOf(filepath, name));
    const read = readH5(await shard.read(), { label: shard.name });
    for (const group of groups) {
      const { datasets } = read.get(group) ?? {};
      if (datasets) store.set(group, { datasets: new Map([...(store.get(group)?.datasets ?? []), ...datasets]) });
    }
  }
  // Keras names a file also where what it had room for is nothing.
  for (const [name, groups] of files) {
    const missing = groups.find((group) => !store.has(group));
    if (missing === undefined) continue;
    throw new ValueError(`A file that ${source.name} names has not what it should.`, {
      expected: `a group ${missing} in ${name}`,
      hint: 'the files are those of another model, or of another time.',
    });
  }
  return store;
}

/**
 * Which groups each file has.
 *
 * @throws ValueError unless the list is as Keras writes it, and names files beside it alone
 */
function filesIn(json: unknown, label: string): Map<string, string[]> {
  const map = isPlainObject(json) ? json.weight_map : null;
  if (!isPlainObject(map))
    throw new ValueError(`${label} does not say where weights are.`, { expected: "a 'weight_map'" });
  const files = new Map<string, string[]>();
  for (const [key, names] of Object.entries(map)) {
    for (const name of [names].flat()) {
      if (typeof name !== 'string' || !/^[^/\\\0]+\.weights\.h5$/.test(name)) {
        throw new ValueError(`${label} names what is no file of weights beside it.`, { received: show(name) });
      }
      const groups = files.get(name) ?? [];
      groups.push(key.replace(/^\//, ''));
      files.set(name, groups);
    }
  }
  return files;
}

/** A file in the same folder, on disk or on a server. */
function siblingOf(filepath: FileSource, name: string): string {
  const address = typeof filepath === 'string' || filepath instanceof URL ? String(filepath) : null;
  if (address === null)
    throw new ValueError('The files beside a Blob are not known.', { hint: 'load by a path or an address.' });
  if (/^https?:/i.test(address)) return new URL(encodeURIComponent(name), address).href;
  return inFolder(folderOf(filePath(filepath)), name);
}
