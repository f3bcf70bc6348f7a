/** The elements of an HDF5 data set. HDF5 File Format Specification 3.0, IV.A.2. */
import type { DType, TypedArray } from '@org/core/basics';
import { dtypeInfo } from '@org/core/basics';
import { inflateBounded } from '../inflate.js';
import type { MemoryBudget } from '../memory-budget.js';
import { type ElementType, readDatatype } from './datatype.js';
import { leavesOf } from './group.js';
import { MessageKind, type ObjectHeader } from './object-header.js';
import type { Cursor, Source } from './source.js';

const Layout = { COMPACT: 0, CONTIGUOUS: 1, CHUNKED: 2 } as const;
const Filter = { DEFLATE: 1, SHUFFLE: 2, CHECKSUM: 3 } as const;
const MAX_RANK = 32;

interface Elements {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TypedArray;
}

/** What is left of the file for data sets, which do not overlap in a sound one, and of memory. */
export interface DatasetBudget {
  stored: number;
  readonly memory: MemoryBudget;
}

/** What the header of a data set says. */
interface Description {
  readonly name: string;
  readonly type: ElementType;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Bytes of all elements. */
  readonly size: number;
}

/** Reads a data set, once the file can hold what its header declares. */
export function readDataset(source: Source, header: ObjectHeader, path: string, budget: DatasetBudget): Elements {
  const name = `data set '${path}'`;
  const type = readDatatype(header.one(MessageKind.DATATYPE, 'a type of its elements'));
  if (type.dtype === null) throw source.refusal(name, `has elements of an unknown type, ${type.description}`);
  const shape = readShape(source, header.one(MessageKind.DATASPACE, 'a shape'), name);
  const size = shape.reduce((product, dim) => product * dim, type.size);
  const described = { name, type, dtype: type.dtype, shape, size };
  if (header.has(MessageKind.EXTERNAL_FILES)) throw source.refusal(name, 'lies in other files');
  const bytes = readBytes(source, header, described, budget);
  if (type.bigEndian) swapBytes(bytes, type.size);
  return { dtype: type.dtype, shape, data: new (dtypeInfo(type.dtype).array)(bytes.buffer as ArrayBuffer) };
}

function readShape(source: Source, message: Cursor, name: string): number[] {
  const [version, rank] = [message.u8(), message.u8()];
  message.skip(1);
  if (version === 2 ? message.u8() === 2 : version !== 1) throw source.refusal(name, 'has no shape');
  if (rank > MAX_RANK) throw source.damaged(`a shape of ${rank} sizes`);
  message.skip(version === 1 ? 5 : 0);
  return Array.from({ length: rank }, () => message.u64());
}

function readBytes(source: Source, header: ObjectHeader, described: Description, budget: DatasetBudget): Uint8Array {
  const layout = header.one(MessageKind.LAYOUT, 'a place for its elements');
  const [version, kind] = [layout.u8(), layout.u8()];
  const isChunked = kind === Layout.CHUNKED;
  if (![3, 4].includes(version) || kind > Layout.CHUNKED || (isChunked && version > 3)) {
    throw source.refusal(
      described.name,
      'is stored in a form that Keras does not write',
      'rewrite it by h5py without libver',
    );
  }
  if (isChunked) return readChunks(source, header, layout, described, budget);
  if (header.has(MessageKind.FILTERS)) throw source.damaged(`${described.name} with filters and no chunks`);
  const data = kind === Layout.COMPACT ? compactData(layout) : contiguousData(source, layout);
  const { size } = described;
  budget.stored -= size;
  if (budget.stored < 0 || (data && data.length < size)) throw tooLarge(source, described);
  budget.memory.take(size, described.name);
  return data ? new Uint8Array(data.subarray(0, size)) : blank(header, described);
}

/** The elements of which the file holds nothing: all are zero, or what its header says. */
function blank(header: ObjectHeader, { size, type }: Description): Uint8Array {
  const bytes = new Uint8Array(size);
  const [message] = header.all(MessageKind.FILL_VALUE);
  const value = message && fillValue(message);
  if (!value?.some((byte) => byte !== 0) || value.length !== type.size) return bytes;
  for (let at = 0; at < size; at += value.length) bytes.set(value, at);
  return bytes;
}

function fillValue(message: Cursor): Uint8Array | null {
  const version = message.u8();
  const flags = message.u8();
  const isDefined = version >= 3 ? (flags & 0x20) !== 0 : [message.u8(), message.u8()][1] !== 0;
  return isDefined ? message.bytes(message.u32()) : null;
}

const tooLarge = (source: Source, { name, shape, dtype }: Description) =>
  source.refusal(name, `declares shape [${shape}] of ${dtype}, in a file of ${source.bytes.length} bytes`);

const compactData = (layout: Cursor): Uint8Array => layout.bytes(layout.u16());

/** Null where nothing has been written: all is zero. */
function contiguousData(source: Source, layout: Cursor): Uint8Array | null {
  const [address, size] = [layout.address(), layout.u64()];
  return address === null ? null : source.at(address, 'the elements of a data set', size).bytes(size);
}

/** Chunks are boxes of equal size, each filtered by itself, which cover the data set and may reach beyond it. */
function readChunks(
  source: Source,
  header: ObjectHeader,
  layout: Cursor,
  described: Description,
  budget: DatasetBudget,
): Uint8Array {
  const { name, shape, type, size } = described;
  const rank = layout.u8() - 1;
  const root = layout.address();
  const box = Array.from({ length: Math.max(rank, 0) }, () => layout.u32());
  if (rank < 1 || rank !== shape.length || box.includes(0) || layout.u32() !== type.size)
    throw source.damaged(`${name} with chunks of another shape`);
  const filters = readFilters(source, header, name);
  const boxSize = box.reduce((product, dim) => product * dim, type.size);
  const boxes = shape.reduce((product, dim, axis) => product * Math.ceil(dim / box[axis]!), 1);
  // What the chunks take when none is missing.
  if (boxSize * boxes > budget.memory.left) throw tooLarge(source, described);
  budget.memory.take(size, name);
  const result = blank(header, described);
  if (root === null || size === 0) return result;
  let key: ChunkKey | null = null;
  const onKey = (cursor: Cursor): void => {
    key = { stored: cursor.u32(), mask: cursor.u32(), offsets: box.map(() => cursor.u64()) };
  };
  let seen = 0;
  for (const address of leavesOf(source, root, 1, 16 + 8 * rank, onKey)) {
    const { stored, mask, offsets } = key as unknown as ChunkKey;
    budget.stored -= stored;
    if (++seen > boxes || budget.stored < 0) throw source.damaged(`${name} with more chunks than it has room for`);
    if (offsets.some((offset, axis) => offset % box[axis]! !== 0 || offset >= shape[axis]!)) {
      throw source.damaged(`${name} with a chunk outside of it`);
    }
    const data = source.at(address, 'a chunk of a data set', stored).bytes(stored);
    const chunk = unfilter(source, data, filters, mask, boxSize, type.size);
    if (chunk.length !== boxSize)
      throw source.damaged(`${name} with a chunk of ${chunk.length} bytes instead of ${boxSize}`);
    place(result, shape, chunk, box, offsets, type.size);
  }
  return result;
}

interface ChunkKey {
  readonly stored: number;
  readonly mask: number;
  readonly offsets: readonly number[];
}

/** The filters in the order in which they were applied when the data set was written. */
function readFilters(source: Source, header: ObjectHeader, name: string): number[] {
  if (!header.has(MessageKind.FILTERS)) return [];
  const message = header.one(MessageKind.FILTERS, 'filters');
  const [version, count] = [message.u8(), message.u8()];
  if (version === 1) message.skip(6);
  return Array.from({ length: count }, () => {
    const id = message.u16();
    const nameLength = version === 1 || id >= 256 ? message.u16() : 0;
    message.skip(2);
    const values = message.u16();
    message.skip(version === 1 ? Math.ceil(nameLength / 8) * 8 : nameLength);
    message.skip(4 * values + (version === 1 && values % 2 === 1 ? 4 : 0));
    if (!(Object.values(Filter) as number[]).includes(id)) {
      throw source.refusal(name, `is compressed by filter ${id}; only gzip and shuffle are known`);
    }
    return id;
  });
}

/** @param mask has a bit for each filter that this chunk was written without */
function unfilter(
  source: Source,
  data: Uint8Array,
  filters: readonly number[],
  mask: number,
  size: number,
  itemSize: number,
): Uint8Array {
  return filters.reduceRight((bytes, filter, i) => {
    if (mask & (1 << i)) return bytes;
    if (filter === Filter.CHECKSUM) return bytes.subarray(0, -4);
    if (filter === Filter.SHUFFLE) return unshuffle(bytes, itemSize);
    return inflateBounded(bytes, 'zlib', size + 4, (problem) =>
      source.damaged(`a chunk that can't be inflated (${problem})`),
    );
  }, data);
}

/** Shuffling puts the first bytes of all elements in front, then the second ones, and so on. */
function unshuffle(bytes: Uint8Array, itemSize: number): Uint8Array {
  const count = Math.floor(bytes.length / itemSize);
  const result = new Uint8Array(bytes);
  for (let byte = 0; byte < itemSize; byte++)
    for (let i = 0; i < count; i++) result[i * itemSize + byte] = bytes[byte * count + i]!;
  return result;
}

/** Copies what of a chunk lies inside of the data set, row by row. */
function place(
  result: Uint8Array,
  shape: readonly number[],
  chunk: Uint8Array,
  box: readonly number[],
  offsets: readonly number[],
  itemSize: number,
): void {
  const last = shape.length - 1;
  const copy = (axis: number, from: number, to: number): void => {
    const count = Math.min(box[axis]!, shape[axis]! - offsets[axis]!);
    if (axis === last) {
      const start = (to + offsets[axis]!) * itemSize;
      result.set(chunk.subarray(from * itemSize, (from + count) * itemSize), start);
      return;
    }
    for (let i = 0; i < count; i++) {
      copy(axis + 1, (from + i) * box[axis + 1]!, (to + offsets[axis]! + i) * shape[axis + 1]!);
    }
  };
  copy(0, 0, 0);
}

function swapBytes(bytes: Uint8Array, itemSize: number): void {
  for (let at = 0; at < bytes.length; at += itemSize) bytes.subarray(at, at + itemSize).reverse();
}
