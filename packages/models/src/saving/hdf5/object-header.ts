/** Where an HDF5 file begins, and the headers of its objects. HDF5 File Format Specification 3.0, II.A and IV.A.1. */
import { type Cursor, Source } from './source.js';

const SIGNATURE = '\x89HDF\r\n\x1a\n';

/** The kinds of messages that we look at. */
export const MessageKind = {
  DATASPACE: 0x0001,
  LINK_INFO: 0x0002,
  DATATYPE: 0x0003,
  FILL_VALUE: 0x0005,
  LINK: 0x0006,
  EXTERNAL_FILES: 0x0007,
  LAYOUT: 0x0008,
  FILTERS: 0x000b,
  ATTRIBUTE: 0x000c,
  CONTINUATION: 0x0010,
  SYMBOL_TABLE: 0x0011,
} as const;

/** The header of an object: its messages by kind, each with those that it has of it. */
export class ObjectHeader {
  readonly #messages = new Map<number, Span[]>();

  constructor(
    private readonly source: Source,
    readonly address: number,
  ) {
    const isNew = source.bytes[address] === 'O'.charCodeAt(0);
    for (const [kind, span] of isNew ? newMessages(source, address) : oldMessages(source, address)) {
      const others = this.#messages.get(kind);
      if (others) others.push(span);
      else this.#messages.set(kind, [span]);
    }
  }

  has(kind: number): boolean {
    return this.#messages.has(kind);
  }

  all(kind: number): Cursor[] {
    return (this.#messages.get(kind) ?? []).map(([at, size]) => this.source.at(at, 'an object header', size));
  }

  /** The message of a kind that an object has once. */
  one(kind: number, what: string): Cursor {
    const [message] = this.all(kind);
    if (!message) throw this.source.damaged(`an object without ${what}`);
    return message;
  }
}

/** The bytes from the superblock on, to which all addresses refer, and the header of the root group. */
export function openFile(bytes: Uint8Array, label: string): { source: Source; root: ObjectHeader } {
  const start = findStart(bytes);
  const source = new Source(bytes.subarray(Math.max(start, 0)), label);
  if (start < 0) throw source.damaged(`${bytes.length} bytes that do not begin as an HDF5 file`);
  const cursor = source.at(8, 'a superblock');
  const version = cursor.u8();
  if (version > 3) throw source.damaged(`a superblock of the unknown version ${version}`);
  if (version < 2) cursor.skip(4);
  const [offsets, lengths] = [cursor.u8(), cursor.u8()];
  if (offsets !== 8 || lengths !== 8) throw source.damaged(`addresses of ${offsets} and sizes of ${lengths} bytes`);
  cursor.skip([9, 13, 1, 1][version]!);
  const base = cursor.u64();
  cursor.skip(8);
  const end = cursor.u64();
  if (base !== 0 && base !== start) throw source.damaged('a superblock for another place in the file');
  if (end > bytes.length) throw source.damaged(`${bytes.length} bytes of ${end}`);
  // The oldest superblocks name the driver and the root group's link before its header.
  if (version < 2) cursor.skip(16);
  const root = cursor.address();
  return { source, root: new ObjectHeader(source, source.at(root, 'the root group').at) };
}

/** The superblock may stand behind other things, at 512 bytes or a doubling of it. */
function findStart(bytes: Uint8Array): number {
  for (let at = 0; at + SIGNATURE.length <= bytes.length; at = Math.max(512, 2 * at)) {
    if (String.fromCharCode(...bytes.subarray(at, at + 8)) === SIGNATURE) return at;
  }
  return -1;
}

type Span = readonly [at: number, size: number];
type Message = [kind: number, body: Span];

function* oldMessages(source: Source, address: number): Generator<Message> {
  const prefix = source.at(address, 'an object header', 16);
  if (prefix.u8() !== 1) throw source.damaged('an object header of an unknown version');
  prefix.skip(7);
  const blocks = [source.at(address + 16, 'an object header', prefix.u32())];
  for (let block = blocks.shift(); block; block = blocks.shift()) {
    while (block.left >= 8) {
      source.step();
      const [kind, size, flags] = [block.u16(), block.u16(), block.u8()];
      block.skip(3);
      const at = block.skip(size);
      if (kind === MessageKind.CONTINUATION) {
        const body = source.at(at, 'the rest of an object header', size);
        blocks.push(source.at(body.address(), 'the rest of an object header', body.u64()));
      } else yield message(source, kind, flags, [at, size]);
    }
  }
}

function* newMessages(source: Source, address: number): Generator<Message> {
  const prefix = source.at(address, 'an object header');
  prefix.signature('OHDR', 2);
  const headerFlags = prefix.u8();
  prefix.skip((headerFlags & 0x20 ? 16 : 0) + (headerFlags & 0x10 ? 4 : 0));
  const size = prefix.uint(1 << (headerFlags & 3));
  const blocks = [source.at(prefix.at, 'an object header', size)];
  for (let block = blocks.shift(); block; block = blocks.shift()) {
    while (block.left >= 4) {
      source.step();
      const [kind, length, flags] = [block.u8(), block.u16(), block.u8()];
      if (headerFlags & 0x04) block.skip(2);
      const at = block.skip(length);
      if (kind === MessageKind.CONTINUATION) {
        const body = source.at(at, 'the rest of an object header', length);
        const [start, whole] = [body.address(), body.u64()];
        const rest = source.at(start, 'the rest of an object header', whole - 4);
        if (String.fromCharCode(...rest.bytes(4)) !== 'OCHK')
          throw source.damaged('the rest of an object header without its signature');
        blocks.push(rest);
      } else yield message(source, kind, flags, [at, length]);
    }
  }
}

/** Messages that lie elsewhere, because objects share them, are those of named types. */
function message(source: Source, kind: number, flags: number, body: Span): Message {
  const isKnown = (Object.values(MessageKind) as number[]).includes(kind);
  if (flags & 0x02 && isKnown) throw source.refusal('an object', 'shares a part of its description with others');
  return [kind, body];
}
