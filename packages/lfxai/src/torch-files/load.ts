import { type Tensor, tensor, ValueError } from '@org/core';
import { readFile } from '@org/core/files';
import { unzipSync } from 'fflate';
import { isOldFile, openOldFile } from './old-files.js';
import { readPickle, refused } from './pickle-reader.js';
import { decodeStorage, StorageClass, type StorageType, storageOfName } from './storages.js';

/** What a file of torch may hold here. */
export type TorchValue =
  | Tensor
  | number
  | string
  | boolean
  | null
  | readonly TorchValue[]
  | { readonly [name: string]: TorchValue };

/** Largest file that is read, once unpacked. */
const MAX_BYTES = 2 ** 31;
/** Up to so many elements, a tensor may be larger than what it is a view of. */
const MAX_EXPANDED = 2 ** 24;

interface Storage {
  readonly type: StorageType;
  readonly values: ArrayLike<number | bigint>;
}

/**
 * Reads what `torch.save` wrote: state dicts, and dicts and lists that hold them, in the zip format of torch 1.6 and later, or in the
 * older one. No code of the file is run.
 *
 * @param source a path, or the bytes
 * @throws ValueError for anything else, which the error names
 * @example
 * import { nn, torchFiles } from '@org/lfxai';
 * const linear = new nn.Linear(4, 2);
 * linear.loadStateDict(await load(await torchFiles.save(linear.stateDict())));
 */
export async function load<T = Record<string, Tensor>>(source: string | Uint8Array): Promise<T> {
  const bytes = typeof source === 'string' ? await readFile(source) : source;
  try {
    return valueOf(bytes) as T;
  } catch (error) {
    // What text decoders and typed arrays say of damaged bytes names neither the file nor torch.
    if (error instanceof ValueError) throw error;
    throw refused(`a damaged file (${(error as Error).message})`);
  }
}

function valueOf(bytes: Uint8Array): unknown {
  const { pickle, entry } = isOldFile(bytes) ? openOldFile(bytes, GLOBALS) : open(bytes);
  const storages = new Map<string, Storage>();
  const persistent = (id: unknown): Storage => {
    const [kind, type, key] = Array.isArray(id) ? id : [];
    if (kind !== 'storage' || !(type instanceof StorageClass) || typeof key !== 'string') throw refused('a reference');
    let storage = storages.get(key);
    if (!storage) {
      storage = { type: type.type, values: decodeStorage(entry(`data/${key}`), type.type) };
      storages.set(key, storage);
    }
    if (storage.type !== type.type) throw refused(`storage ${key} of two types`);
    return storage;
  };
  return plain(readPickle(pickle, { globals: GLOBALS, persistent }));
}

/** The parts of the archive, all in one folder of any name. */
function open(bytes: Uint8Array): { pickle: Uint8Array; entry: (name: string) => Uint8Array } {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) {
    throw new ValueError('The file is none of torch that can be read.', {
      expected: 'what torch.save writes: an archive, or pickles one after the other',
    });
  }
  let size = 0;
  const entries = unzipped(bytes, ({ originalSize }) => {
    size += originalSize;
    if (size > MAX_BYTES) throw refused(`more than ${MAX_BYTES} bytes`);
    return true;
  });
  const main = Object.keys(entries).find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (main === undefined) throw refused('an archive without data.pkl');
  const folder = main.slice(0, -'data.pkl'.length);
  const entry = (name: string): Uint8Array => {
    const found = entries[folder + name];
    if (!found) throw refused(`an archive without ${name}`);
    return found;
  };
  const order = entries[`${folder}byteorder`];
  if (order && new TextDecoder().decode(order).trim() !== 'little') throw refused('numbers with the high bytes first');
  return { pickle: entry('data.pkl'), entry };
}

function unzipped(bytes: Uint8Array, filter: (file: { originalSize: number }) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof ValueError) throw error;
    throw refused(`a damaged archive (${(error as Error).message})`);
  }
}

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

/** `torch._utils._rebuild_tensor_v2(storage, offset, size, stride, …)`. */
function rebuildTensor(storage: unknown, offset: unknown, size: unknown, stride: unknown): Tensor {
  const isWhole = isSizes([offset]) && isSizes(size) && isSizes(stride) && size.length === stride.length;
  if (!isWhole || typeof storage !== 'object' || !storage || !('values' in storage))
    throw refused('a tensor that is none');
  const { values, type } = storage as Storage;
  const [start, sizes, strides] = [offset as number, size as number[], stride as number[]];
  const count = sizes.reduce((product, n) => product * n, 1);
  const last = sizes.reduce((sum, n, axis) => sum + (n - 1) * strides[axis]!, start);
  if (count > 0 && (last >= values.length || count > Math.max(values.length, MAX_EXPANDED))) {
    throw refused(`a tensor of ${count} elements in a storage of ${values.length}`);
  }
  const elements = new (values.constructor as Float32ArrayConstructor)(count) as unknown as (number | bigint)[];
  const index = sizes.map(() => 0);
  for (let i = 0, at = start; i < count; i++) {
    elements[i] = values[at]!;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < sizes[axis]!) break;
      at -= sizes[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return tensor(elements as never, sizes, type.dtype);
}

/** All that a file may ask for. */
const GLOBALS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['collections OrderedDict', (pairs: readonly [unknown, unknown][] = []) => new Map(pairs)],
  ['torch._utils _rebuild_tensor_v2', rebuildTensor],
  ['torch._utils _rebuild_parameter', (data: unknown) => data],
  ...[...storageOfName].map(([name, type]): [string, unknown] => [`torch ${name}`, new StorageClass(type)]),
]);

/** Dicts as plain objects. */
function plain(value: unknown, depth = 0): unknown {
  if (depth > 100) throw refused('containers nested more than 100 deep');
  if (Array.isArray(value)) return value.map((each) => plain(each, depth + 1));
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([key, each]) => [String(key), plain(each, depth + 1)]));
}
