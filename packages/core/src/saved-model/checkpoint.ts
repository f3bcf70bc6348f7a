/** The values of variables: TensorFlow's checkpoints, an index and the files that it points into. */
import { ValueError } from '../errors.js';
import type { HostArray } from '../tensor/host-array.js';
import { maskedChecksum } from './checksum.js';
import { decode, type Message } from './messages.js';
import { readTable } from './table.js';
import { arrayOver, dtypeOf, fixedShape, TEXT } from './tensors.js';

/** Gives the bytes of a file of the SavedModel by its path within it; undefined where there is none. */
export type ReadFile = (path: string) => Uint8Array | undefined;

const OBJECT_GRAPH = '_CHECKPOINTABLE_OBJECT_GRAPH';
const MOST_SHARDS = 10_000;

export class Checkpoint {
  readonly #entries = new Map<string, Message<'BundleEntry'>>();
  readonly #shards: number;
  readonly #files = new Map<number, Uint8Array>();
  readonly #read: ReadFile;

  /** @throws ValueError for an index that is damaged */
  constructor(read: ReadFile) {
    this.#read = read;
    const index = read('variables/variables.index');
    const table = index ? readTable(index) : new Map<string, Uint8Array>();
    const header = table.get('');
    const { shards = 1, endianness = 0 } = header ? decode('BundleHeader', header) : {};
    if (endianness !== 0 || !(shards >= 0 && shards <= MOST_SHARDS)) {
      throw new ValueError('A checkpoint of this kind is not read.', {
        received: `byte order ${endianness}, ${shards} files`,
      });
    }
    this.#shards = shards;
    for (const [key, value] of table) if (key !== '') this.#entries.set(key, decode('BundleEntry', value));
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** The value under a key. @throws ValueError where it is missing or damaged */
  array(key: string): HostArray {
    const entry = this.#entry(key);
    const what = `variable '${key}'`;
    if (entry.slices && entry.slices.length > 0)
      throw new ValueError(`The ${what} is kept in slices, which are not read.`);
    return arrayOver(what, this.#bytes(key, entry), dtypeOf(entry.dtype ?? 0), fixedShape(what, entry.shape));
  }

  /** How the objects of the program that wrote it refer to each other; null where the checkpoint does not say. */
  get objects(): Message<'TrackableObjectGraph'> | null {
    if (!this.has(OBJECT_GRAPH)) return null;
    const entry = this.#entry(OBJECT_GRAPH);
    if (entry.dtype !== TEXT) throw new ValueError('The object graph of the checkpoint is no text.');
    // The length of the one text, as a varint, and its checksum stand in front of it.
    const bytes = this.#bytes(OBJECT_GRAPH, entry, false);
    let at = 0;
    while (at < bytes.length && bytes[at]! >= 128) at++;
    return decode('TrackableObjectGraph', bytes.subarray(at + 5));
  }

  #entry(key: string): Message<'BundleEntry'> {
    const entry = this.#entries.get(key);
    if (entry) return entry;
    throw new ValueError(`The checkpoint has no value '${key}'.`, { received: `${this.#entries.size} other values` });
  }

  #bytes(
    key: string,
    { shard = 0, offset = 0, size = 0, checksum = 0 }: Message<'BundleEntry'>,
    isChecked = true,
  ): Uint8Array {
    const file = this.#file(shard);
    const [from, length] = [Number(offset), Number(size)];
    if (!(from >= 0 && length >= 0 && from + length <= file.length)) {
      throw new ValueError(`The data of variable '${key}' reaches past the end of its file.`, {
        expected: `at most ${file.length} bytes`,
        received: `${length} bytes from byte ${from} on`,
      });
    }
    const bytes = file.subarray(from, from + length);
    if (isChecked && maskedChecksum(bytes) !== checksum) {
      throw new ValueError(`The data of variable '${key}' is damaged: its checksum is wrong.`);
    }
    return bytes;
  }

  #file(shard: number): Uint8Array {
    const known = this.#files.get(shard);
    if (known) return known;
    const [part, count] = [shard, this.#shards].map((n) => String(n).padStart(5, '0'));
    const path = `variables/variables.data-${part}-of-${count}`;
    const bytes = this.#read(path);
    if (!bytes) throw new ValueError('A file of the checkpoint is missing.', { expected: path });
    this.#files.set(shard, bytes);
    return bytes;
  }
}
