/**
 * Zip archives from anywhere, read with care. fflate inflates and writes; the directory is read here, because sizes, names and
 * checksums must be judged before a byte is inflated. Record layouts: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.3.
 */
import { KeyError, OSError, ValueError } from '@org/core/basics';
import { type Zippable, zipSync } from 'fflate';
import { crc32 } from './crc32.js';
import { inflateBounded } from './inflate.js';
import { MemoryBudget } from './memory-budget.js';

export interface ZipLimits {
  /** What errors call the archive. */
  readonly label?: string;
  /** What the entries that are read may take in memory; by default what an archive of this size may. */
  readonly budget?: MemoryBudget;
}

/** The files of an archive. An entry is judged, inflated and checked when it is read, and no other one is. */
export interface ZipArchive {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** How many bytes an entry has, as the archive says; those that are read are no more. */
  sizeOf(name: string): number;
  /** The bytes of an entry; those of a stored one are a view of the archive. */
  read(name: string): Uint8Array;
}

/** An entry to write; `date` defaults to now. */
export interface ZipEntry {
  readonly data: Uint8Array;
  readonly date?: Date;
}

interface Header {
  readonly name: string;
  readonly method: number;
  readonly checksum: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly offset: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const EXTRA_64 = 0x0001;

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED_BIT = 0x1;

const MAX_ENTRIES = 100_000;

/** Whether bytes begin as those of an archive do. */
export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/**
 * Opens an archive, whose entries may be stored or deflated, and in any order.
 *
 * Throws `OSError` if the archive is damaged, and `ValueError` if it is one that we won't read: encrypted, with names that
 * lead out of a folder, or with entries that would inflate beyond measure.
 */
export function openZip(archive: Uint8Array, limits: ZipLimits = {}): ZipArchive {
  const { label = 'the archive', budget = new MemoryBudget(archive.length, label) } = limits;
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const inside = <T>(body: () => T): T => {
    try {
      return body();
    } catch (error) {
      // A position outside the archive.
      if (error instanceof RangeError) throw damaged(label, 'a record that points outside the archive');
      throw error;
    }
  };
  const headers = inside(() => readDirectory(view, label));
  checkSizes(headers, archive.length, label);
  const byName = new Map(headers.map((header) => [header.name, header]));
  const find = (name: string): Header => {
    const header = byName.get(name);
    if (!header) throw new KeyError(`There is no '${name}' in ${label}.`);
    return header;
  };
  return {
    names: [...byName.keys()],
    has: (name) => byName.has(name),
    sizeOf: (name) => find(name).size,
    read: (name) => inside(() => readEntry(archive, view, find(name), label, budget)),
  };
}

/** Writes an archive of stored entries, in the order of the map. */
export function writeZip(entries: ReadonlyMap<string, ZipEntry>): Uint8Array {
  const total = [...entries].reduce((sum, [name, { data }]) => sum + data.length + 2 * name.length + 100, 0);
  if (total >= 2 ** 32) throw new ValueError(`An archive may have up to 4 GiB; this one would have ${total} bytes.`);
  const files: Zippable = {};
  for (const [name, { data, date }] of entries) {
    // As Python's zipfile does: made on Unix, readable and writable by the owner.
    files[name] = [data, { level: 0, mtime: date ?? new Date(), os: 3, attrs: 0o600 << 16 }];
  }
  return zipSync(files);
}

const damaged = (label: string, received: string) =>
  new OSError(`Can't read ${label}.`, { expected: 'a complete zip archive', received });

function readDirectory(view: DataView, label: string): Header[] {
  const end = findEnd(view);
  if (end < 0) throw damaged(label, `${view.byteLength} bytes without an archive's end record`);
  let count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const locator = end - 20;
  if (locator >= 0 && view.getUint32(locator, true) === END_64_LOCATOR) {
    const end64 = toNumber(view.getBigUint64(locator + 8, true));
    if (view.getUint32(end64, true) !== END_64) throw damaged(label, 'a zip64 locator that points nowhere');
    count = toNumber(view.getBigUint64(end64 + 32, true));
    at = toNumber(view.getBigUint64(end64 + 48, true));
  }
  if (count > MAX_ENTRIES) throw new ValueError(`Not allowed: ${label} declares ${count} entries.`);
  const headers = new Map<string, Header>();
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== DIRECTORY_ENTRY) throw damaged(label, 'a directory with a broken entry');
    const lengths = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [number, number, number];
    const header = readHeader(view, at, lengths[0], lengths[1]);
    if ((view.getUint16(at + 8, true) & ENCRYPTED_BIT) !== 0) throw refusal(label, header, 'is encrypted');
    checkName(label, header);
    if (headers.has(header.name)) throw refusal(label, header, 'occurs twice');
    if (!header.name.endsWith('/')) headers.set(header.name, header);
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  return [...headers.values()];
}

/** The end record is the last thing in an archive, but for a comment of up to 64 KiB. */
function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) === END && at + 22 + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  return -1;
}

function readHeader(view: DataView, at: number, nameLength: number, extraLength: number): Header {
  const nameBytes = new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength);
  const fields = {
    size: view.getUint32(at + 24, true),
    compressedSize: view.getUint32(at + 20, true),
    offset: view.getUint32(at + 42, true),
  };
  // Fields that don't fit 32 bits are all ones, and stand in an extra record, in this order.
  const extraEnd = at + 46 + nameLength + extraLength;
  for (let extra = at + 46 + nameLength; extra + 4 <= extraEnd; extra += 4 + view.getUint16(extra + 2, true)) {
    if (view.getUint16(extra, true) !== EXTRA_64) continue;
    let wide = extra + 4;
    for (const field of ['size', 'compressedSize', 'offset'] as const) {
      if (fields[field] !== 0xffffffff) continue;
      fields[field] = toNumber(view.getBigUint64(wide, true));
      wide += 8;
    }
  }
  return {
    ...fields,
    name: new TextDecoder().decode(nameBytes),
    method: view.getUint16(at + 10, true),
    checksum: view.getUint32(at + 16, true),
  };
}

const toNumber = (value: bigint): number => {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('beyond any archive');
  return Number(value);
};

const refusal = (label: string, { name }: Header, problem: string) =>
  new ValueError(`Not allowed: entry '${name}' of ${label} ${problem}.`);

/** A name may end up as a path: it must stay inside the folder that it is unpacked to, on any system. */
function checkName(label: string, header: Header): void {
  const { name } = header;
  const leadsOut = name.startsWith('/') || /^[a-z]:/i.test(name) || name.split('/').includes('..');
  if (name === '' || leadsOut || name.includes('\\') || name.includes('\0')) {
    throw refusal(label, header, 'has a name that leads out of its folder');
  }
}

/** Entries do not share what they are inflated from. */
function checkSizes(headers: Header[], archiveSize: number, label: string): void {
  const stored = headers.reduce((sum, { compressedSize }) => sum + compressedSize, 0);
  if (stored > archiveSize) throw damaged(label, `entries of ${stored} bytes in an archive of ${archiveSize} bytes`);
}

function readEntry(
  archive: Uint8Array,
  view: DataView,
  header: Header,
  label: string,
  budget: MemoryBudget,
): Uint8Array {
  const { name, method, checksum, compressedSize, size, offset } = header;
  const broken = (received: string) => damaged(label, `entry '${name}' ${received}`);
  if (view.getUint32(offset, true) !== LOCAL_ENTRY) throw broken('without a header');
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const end = start + compressedSize;
  if (end > archive.length) throw broken('that is cut off');
  const body = archive.subarray(start, end);
  let data: Uint8Array;
  if (method === STORED) data = body;
  else if (method === DEFLATED) {
    budget.take(size, `entry '${name}'`);
    data = inflateBounded(body, 'raw', size, (problem) => broken(`that can't be inflated (${problem})`));
  } else throw refusal(label, header, `is compressed by method ${method}; only stored and deflated entries are read`);
  if (data.length !== size) throw broken(`of ${data.length} bytes instead of ${size}`);
  if (crc32(data) !== checksum) throw broken('that does not match its checksum');
  return data;
}
