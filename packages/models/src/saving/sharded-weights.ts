/**
 * Weights in several files: `model.weights.json` says which of `model_00000.weights.h5`, `model_00001.weights.h5`, ... have the variables
 * of which object.
 */
import { ValueError } from '@org/core';
import { type FileSource, filePath, folderOf, inFolder, type Source, sourceOf, writeFile } from '@org/core/files';
import { dtypeInfo, isPlainObject } from '@org/core/internal';
import type { H5Dataset, H5Store } from './h5-store.js';
import { readH5, writeH5 } from './h5-store.js';
import { MemoryBudget } from './memory-budget.js';
import { parsePythonJson } from './python-json.js';

const GIB = 1024 ** 3;
/** Parsed values take up to 20 times as much memory as their text. */
const JSON_FACTOR = 20;

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

/** Writes the parts, and then the file that lists them, so that it lists nothing that is not there. */
export async function writeShards(path: string, store: H5Store, maxShardSize: number): Promise<void> {
  const stem = path.replace(/^.*[/\\]/, '').replace(/\.weights\.json$/, '');
  const shards = shardsOf(store, maxShardSize * GIB);
  const map: Record<string, string[]> = {};
  for (const [i, shard] of shards.entries()) {
    const name = `${stem}_${String(i).padStart(5, '0')}.weights.h5`;
    for (const key of shard.keys()) map[`/${key}`] = [...(map[`/${key}`] ?? []), name];
    await writeFile(inFolder(folderOf(path), name), await writeH5(shard));
  }
  const size = [...store.values()]
    .flatMap(({ datasets }) => [...datasets.values()])
    .reduce((sum, each) => sum + sizeOf(each), 0);
  const json = JSON.stringify({ metadata: { total_size: size }, weight_map: map }, null, 4);
  await writeFile(path, new TextEncoder().encode(json));
}

/** The weights of all files that a list names. */
export async function readShards(filepath: FileSource, source: Source): Promise<H5Store> {
  const text = await source.read();
  const budget = new MemoryBudget(text.length, source.name);
  budget.take(JSON_FACTOR * text.length, 'the list of files');
  const names = namesIn(parsePythonJson(new TextDecoder().decode(text), source.name), source.name);
  const store: H5Store = new Map();
  for (const name of names) {
    const shard = sourceOf(siblingOf(filepath, name));
    const bytes = await shard.read();
    for (const [path, { datasets }] of readH5(bytes, { label: shard.name }))
      store.set(path, { datasets: new Map([...(store.get(path)?.datasets ?? []), ...datasets]) });
  }
  return store;
}

/** @throws ValueError unless the list is as Keras writes it, and names files beside it alone */
function namesIn(json: unknown, label: string): Set<string> {
  const map = isPlainObject(json) ? json.weight_map : null;
  if (!isPlainObject(map))
    throw new ValueError(`${label} does not say where weights are.`, { expected: "a 'weight_map'" });
  const names = Object.values(map).flat();
  for (const name of names) {
    if (typeof name === 'string' && /^[^/\\]+\.weights\.h5$/.test(name)) continue;
    throw new ValueError(`${label} names what is no file of weights beside it.`, { received: JSON.stringify(name) });
  }
  return new Set(names as string[]);
}

/** A file in the same folder, on disk or on a server. */
function siblingOf(filepath: FileSource, name: string): string {
  const address = typeof filepath === 'string' || filepath instanceof URL ? String(filepath) : null;
  if (address === null)
    throw new ValueError('The files beside a Blob are not known.', { hint: 'load by a path or an address.' });
  if (/^https?:/i.test(address)) return new URL(encodeURIComponent(name), address).href;
  return inFolder(folderOf(filePath(filepath)), name);
}
