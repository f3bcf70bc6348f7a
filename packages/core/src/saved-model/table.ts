/** The index of a checkpoint: a sorted table of keys and values in blocks, in the format of LevelDB. */
import { ValueError } from '../errors.js';
import { maskedChecksum } from './checksum.js';
import { uncompress } from './snappy.js';

const FOOTER_BYTES = 48;
/** Type and checksum behind each block. */
const TRAILER_BYTES = 5;
const MAGIC = [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb];

const utf8 = new TextDecoder();

class Cursor {
  at = 0;
  constructor(readonly bytes: Uint8Array) {}

  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++];
      if (byte === undefined || shift > 49) throw damaged('a number is cut off');
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  take(count: number): Uint8Array {
    if (this.at + count > this.bytes.length) throw damaged('a block is cut off');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }
}

const damaged = (reason: string): ValueError =>
  new ValueError('The index of the checkpoint is damaged.', { received: reason });

/** The entries of a table, in order. @throws ValueError for a file that is damaged or no table */
export function readTable(bytes: Uint8Array): Map<string, Uint8Array> {
  const footer = bytes.subarray(-FOOTER_BYTES);
  if (footer.length < FOOTER_BYTES || MAGIC.some((byte, i) => footer[FOOTER_BYTES - 8 + i] !== byte)) {
    throw damaged('the end of the file is not that of a table');
  }
  const handles = new Cursor(footer);
  handles.varint();
  handles.varint();
  const entries = new Map<string, Uint8Array>();
  for (const [, handle] of entriesOf(blockAt(bytes, handles))) {
    for (const [key, value] of entriesOf(blockAt(bytes, new Cursor(handle)))) entries.set(utf8.decode(key), value);
  }
  return entries;
}

/** The block that a handle points to: its place and its size. */
function blockAt(bytes: Uint8Array, handle: Cursor): Uint8Array {
  const [offset, size] = [handle.varint(), handle.varint()];
  if (offset + size + TRAILER_BYTES > bytes.length) throw damaged('a block lies behind the end of the file');
  const block = bytes.subarray(offset, offset + size);
  const checksum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset + size + 1, true);
  if (maskedChecksum(bytes.subarray(offset, offset + size + 1)) !== checksum) throw damaged('a checksum is wrong');
  const type = bytes[offset + size];
  if (type === 0) return block;
  if (type === 1) return uncompress(block);
  throw damaged(`compression ${type}`);
}

/** Keys share their beginnings with those before them; a list of places where they do not stands at the end. */
function* entriesOf(block: Uint8Array): Generator<readonly [key: Uint8Array, value: Uint8Array]> {
  if (block.length < 4) throw damaged('a block is cut off');
  const restarts = new DataView(block.buffer, block.byteOffset).getUint32(block.length - 4, true);
  const end = block.length - 4 * (restarts + 1);
  if (end < 0) throw damaged('a block is cut off');
  const cursor = new Cursor(block.subarray(0, end));
  let key = new Uint8Array(0);
  while (cursor.at < end) {
    const [shared, own, size] = [cursor.varint(), cursor.varint(), cursor.varint()];
    if (shared > key.length) throw damaged('a key is cut off');
    const next = new Uint8Array(shared + own);
    next.set(key.subarray(0, shared));
    next.set(cursor.take(own), shared);
    key = next;
    yield [key, cursor.take(size)];
  }
}
