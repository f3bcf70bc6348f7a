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

/** Two sets of names take turns, so that the files of a list stay until another list is in its place. The first is Keras's. */
const SETS = ['_', '_b'] as const;

const shardName = (stem: string, set: string, i: number): string =>
  `${stem}${set}${String(i).padStart(5, '0')}.weights.h5`;

/**
 * Writes the parts, and then the file that lists them, which replaces an older list as a whole. Wherever this ends, a list has all its
 * files; the older ones are removed at last.
 */
export async function writeShards(path: string, store: H5Store, maxShardSize: number): Promise<void> {
  const stem = path.replace(/^.*[/\\]/, '').replace(/\.weights\.json$/, '');
  const at = (name: string): string => inFolder(folderOf(path), name);
  const shards = shardsOf(store, maxShardSize * GIB);
  const older = await shardsListed(path, stem);
  const set = SETS.find((each) => !older.some((name) => isShard(name, stem, each))) ?? SETS[0];
  const names = shards.map((_, i) => shardName(stem, set, i));
  const map: Record<string, string[]> = {};
  const written: string[] = [];
  try {
    for (const [i, shard] of shards.entries()) {
      for (const key of shard.keys()) map[`/${key}`] = [...(map[`/${key}`] ?? []), names[i]!];
      await writeFile(at(names[i]!), await writeH5(shard));
      written.push(names[i]!);
    }
    const size = [...store.values()]
      .flatMap(({ datasets }) => [...datasets.values()])
      .reduce((sum, each) => sum + sizeOf(each), 0);
    const json = JSON.stringify({ metadata: { total_size: size }, weight_map: map }, null, 4);
    await writeFile(path, new TextEncoder().encode(json));
  } catch (error) {
    for (const name of written) await remove(at(name));
    throw error;
  }
  for (const name of older) if (!names.includes(name)) await remove(at(name));
}

const isShard = (name: string, stem: string, set: string): boolean =>
  name.startsWith(stem + set) && /^\d{5,}\.weights\.h5$/.test(name.slice(stem.length + set.length));

/** The files that the present list names, if there is one, as far as they are called as those of a list are. */
async function shardsListed(path: string, stem: string): Promise<string[]> {
  if (!(await exists(path))) return [];
  try {
    const text = new TextDecoder().decode(await readFile(path, MAX_LIST));
    const names = [...filesIn(parsePythonJson(text, path), path).keys()];
    return names.filter((name) => SETS.some((set) => isShard(name, stem, set)));
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
