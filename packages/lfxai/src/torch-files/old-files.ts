/**
 * The format of torch before 1.6: pickles one after the other (a number, a version, what the machine was like, the value, the keys of
 * storages), and then each storage, a count and its numbers (torch/serialization.py, `_legacy_save`).
 */
import { type PickleOptions, readPickleAt, refused } from './pickle-reader.js';
import { StorageClass, type StorageType } from './storages.js';

/** The first pickle: the number 0x1950a86a20f9469cfc6c. */
const MAGIC = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
const VERSION = 1001;

export const isOldFile = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/** The pickle of the value, and the bytes of storages by their keys. They follow the value, which is gone through to find them. */
export function openOldFile(
  bytes: Uint8Array,
  globals: PickleOptions['globals'],
): { pickle: Uint8Array; entry: (name: string) => Uint8Array } {
  const nothing = { globals: new Map() };
  const version = readPickleAt(bytes, MAGIC.length, nothing);
  if (version.value !== VERSION) throw refused(`version ${version.value} of the older format`);
  const machine = readPickleAt(bytes, version.end, nothing);
  if (!(machine.value instanceof Map) || machine.value.get('little_endian') !== true) {
    throw refused('numbers with the high bytes first');
  }
  const types = new Map<string, StorageType>();
  const value = readPickleAt(bytes, machine.end, {
    globals: new Map([...globals].map(([name, found]) => [name, isTensorMaker(name) ? () => null : found])),
    persistent: (id) => {
      const [, type, key, , , view = null] = Array.isArray(id) ? id : [];
      if (!(type instanceof StorageClass) || typeof key !== 'string' || view !== null) throw refused('a reference');
      types.set(key, type.type);
      return null;
    },
  });
  const keys = readPickleAt(bytes, value.end, nothing);
  const entries = new Map<string, Uint8Array>();
  let at = keys.end;
  for (const key of Array.isArray(keys.value) ? (keys.value as unknown[]) : []) {
    const type = types.get(String(key));
    if (!type || at + COUNT > bytes.length) throw refused(`storage ${key}, which is not whole`);
    const count = Number(new DataView(bytes.buffer, bytes.byteOffset + at).getBigInt64(0, true));
    const end = at + COUNT + count * type.bytes;
    if (count < 0 || end > bytes.length) throw refused(`storage ${key}, which is not whole`);
    entries.set(`data/${key}`, bytes.subarray(at + COUNT, end));
    at = end;
  }
  const entry = (name: string): Uint8Array => {
    const found = entries.get(name);
    if (!found) throw refused(`a file without ${name}`);
    return found;
  };
  return { pickle: bytes.subarray(machine.end, value.end), entry };
}

/** Bytes of the count in front of the numbers of a storage. */
const COUNT = 8;

const isTensorMaker = (name: string): boolean => name.startsWith('torch._utils ');
