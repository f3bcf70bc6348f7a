/** The members of an HDF5 group: old groups keep names in a heap and order them in a tree, new ones keep a message for each. */
import { MessageKind, type ObjectHeader } from './object-header.js';
import type { Cursor, Source } from './source.js';

/** Where the header of a member lies; null for a link to somewhere else. */
type Member = [name: string, address: number | null];

const MAX_NAME = 1024;
const SYMBOLIC_LINK = 2;
const HARD_LINK = 0;

export const isGroup = (header: ObjectHeader): boolean =>
  [MessageKind.SYMBOL_TABLE, MessageKind.LINK_INFO].some((kind) => header.has(kind));

/** The members of a group, by name. */
export function membersOf(source: Source, header: ObjectHeader): Map<string, number | null> {
  const members = new Map<string, number | null>();
  const isOld = header.has(MessageKind.SYMBOL_TABLE);
  for (const [name, address] of isOld ? oldMembers(source, header) : newMembers(source, header)) {
    if (members.has(name) || ['', '.', '..'].includes(name) || name.includes('/')) {
      throw source.damaged(`a group with a member named '${name.slice(0, 100)}', which is taken or no name`);
    }
    members.set(name, address);
  }
  return members;
}

function* oldMembers(source: Source, header: ObjectHeader): Generator<Member> {
  const table = header.one(MessageKind.SYMBOL_TABLE, 'a table of its members');
  const root = table.address();
  const heap = source.at(table.address(), 'a heap of names');
  heap.signature('HEAP', 0);
  heap.skip(3);
  const size = heap.u64();
  heap.skip(8);
  const names = source.at(heap.address(), 'a heap of names', size);
  for (const node of leavesOf(source, root, 0, 8)) {
    const leaf = source.at(node, 'a leaf of a group');
    leaf.signature('SNOD', 1);
    leaf.skip(1);
    for (let count = leaf.u16(); count > 0; count--) {
      source.step();
      const [nameAt, address, cache] = [leaf.u64(), leaf.address(), leaf.u32()];
      leaf.skip(20);
      yield [nameAtPosition(source, names, nameAt), cache === SYMBOLIC_LINK ? null : address];
    }
  }
}

/** A name in a heap ends with a zero. */
function nameAtPosition(source: Source, { at, end }: Cursor, offset: number): string {
  const start = Math.min(at + offset, end);
  const length = source.bytes.subarray(start, Math.min(start + MAX_NAME, end)).indexOf(0);
  if (length < 0) throw source.damaged('a name that does not end');
  return decode(source.bytes.subarray(start, start + length));
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/**
 * What the leaves of a tree of version 1 point to.
 *
 * @param type 0 for members of groups, 1 for chunks
 * @param keySize bytes of what stands in front of each pointer
 */
export function* leavesOf(
  source: Source,
  root: number | null,
  type: number,
  keySize: number,
  onKey: (key: Cursor) => void = () => undefined,
): Generator<number | null> {
  const waiting: { address: number | null; level: number }[] = [{ address: root, level: -1 }];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const cursor = source.at(node.address, 'a node of a tree');
    if (String.fromCharCode(...cursor.bytes(4)) !== 'TREE' || cursor.u8() !== type) {
      throw source.damaged('a node of a tree without its signature');
    }
    const [level, count] = [cursor.u8(), cursor.u16()];
    if (node.level >= 0 && level !== node.level - 1) throw source.damaged('a tree whose levels are out of order');
    cursor.skip(16);
    const children: typeof waiting = [];
    for (let i = 0; i < count; i++) {
      source.step();
      const key = source.at(cursor.skip(keySize), 'a key of a tree', keySize);
      const child = cursor.address();
      if (level > 0) children.push({ address: child, level });
      else {
        onKey(key);
        yield child;
      }
    }
    waiting.push(...children.reverse());
  }
}

function* newMembers(source: Source, header: ObjectHeader): Generator<Member> {
  const info = header.one(MessageKind.LINK_INFO, 'a table of its members');
  info.skip(1);
  if (info.u8() & 0x01) info.skip(8);
  if (info.address() !== null) {
    throw source.refusal(
      'a group',
      'keeps its members in a form of newer HDF5 libraries',
      "write the file as Keras does, by h5py.File(path, 'w') without libver, or by h5repack --high=0",
    );
  }
  for (const link of header.all(MessageKind.LINK)) {
    link.skip(1);
    const flags = link.u8();
    const kind = flags & 0x08 ? link.u8() : HARD_LINK;
    link.skip((flags & 0x04 ? 8 : 0) + (flags & 0x10 ? 1 : 0));
    const name = decode(link.bytes(link.uint(1 << (flags & 3))));
    yield [name, kind === HARD_LINK ? link.address() : null];
  }
}
