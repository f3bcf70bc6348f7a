/** Texts in the attributes of HDF5 objects. HDF5 File Format Specification 3.0, IV.A.2.m; texts of any length lie in heaps, III.E. */
import { MessageKind, type ObjectHeader } from './object-header.js';
import type { Cursor, Source } from './source.js';

const Kind = { STRING: 3, VARIABLE_LENGTH: 9 } as const;
const MAX_RANK = 32;
/** The length of a text, the address of its heap, and its number there. */
const REFERENCE_SIZE = 16;

/** The attributes of an object that hold a text, or a list of texts, by name; others are left out. */
export function textsOf(source: Source, header: ObjectHeader): Map<string, readonly string[]> {
  const texts = new Map<string, readonly string[]>();
  for (const message of header.all(MessageKind.ATTRIBUTE)) {
    const [name, values] = readAttribute(source, message);
    if (values) texts.set(name, values);
  }
  return texts;
}

function readAttribute(source: Source, message: Cursor): [name: string, values: string[] | null] {
  const version = message.u8();
  if (version < 1 || version > 3) throw source.damaged(`an attribute of the unknown version ${version}`);
  const flags = message.u8();
  if (version > 1 && flags !== 0) throw source.refusal('an attribute', 'shares a part of its description with others');
  const sizes = [message.u16(), message.u16(), message.u16()] as const;
  if (version === 3) message.skip(1);
  /** The first version pads its parts. */
  const part = (size: number): Cursor => {
    const at = message.skip(version === 1 ? Math.ceil(size / 8) * 8 : size);
    return source.at(at, 'an attribute', size);
  };
  const name = part(sizes[0]);
  const type = part(sizes[1]);
  const shape = part(sizes[2]);
  return [untilZero(name.bytes(name.left)), readTexts(source, type, shape, message)];
}

/** Null for values that are no texts. */
function readTexts(source: Source, type: Cursor, shape: Cursor, data: Cursor): string[] | null {
  const kind = type.u8() & 0x0f;
  const isText = (type.u8() & 0x0f) === 1;
  type.skip(2);
  const size = type.u32();
  const count = countOf(source, shape);
  if (kind === Kind.STRING)
    return Array.from({ length: checked(source, count, size, data) }, () => untilZero(data.bytes(size)));
  if (kind !== Kind.VARIABLE_LENGTH || !isText) return null;
  if (size !== REFERENCE_SIZE) throw source.damaged(`a text of ${size} bytes where ${REFERENCE_SIZE} are meant`);
  return Array.from({ length: checked(source, count, size, data) }, () => {
    const [length, heap, index] = [data.u32(), data.address(), data.u32()];
    return length === 0 ? '' : untilZero(inHeap(source, heap, index).bytes(length));
  });
}

/** Lists are not made before it is known that their elements are there. */
function checked(source: Source, count: number, size: number, { left }: Cursor): number {
  if (size === 0 || count * size > left) throw source.damaged(`an attribute of ${count} texts in ${left} bytes`);
  return count;
}

function countOf(source: Source, message: Cursor): number {
  const [version, rank] = [message.u8(), message.u8()];
  message.skip(1);
  if (rank > MAX_RANK) throw source.damaged(`a shape of ${rank} sizes`);
  if (version === 2) return message.u8() === 2 ? 0 : sizes(message, rank);
  message.skip(5);
  return sizes(message, rank);
}

const sizes = (message: Cursor, rank: number): number =>
  Array.from({ length: rank }, () => message.u64()).reduce((product, size) => product * size, 1);

/** An object of a heap that all objects of the file share. */
function inHeap(source: Source, address: number | null, wanted: number): Cursor {
  const prefix = source.at(address, 'a heap of texts');
  prefix.signature('GCOL', 1);
  prefix.skip(3);
  const heap = source.at(prefix.skip(0) + 8, 'a heap of texts', prefix.u64() - 16);
  while (heap.left >= 16) {
    source.step();
    const index = heap.u16();
    heap.skip(6);
    const size = heap.u64();
    if (index === wanted) return source.at(heap.at, 'a text of a heap', size);
    // The object 0 is what is free.
    if (index === 0) break;
    heap.skip(Math.ceil(size / 8) * 8);
  }
  throw source.damaged('a text that is not in its heap');
}

function untilZero(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
