/**
 * NumPy's arrays of Python objects, which it pickles: the opcodes that occur there, and no classes but NumPy's own. Nothing of a file is
 * run.
 */
import { ValueError } from '../errors.js';

/** A global that a file names. */
class Global {
  constructor(readonly name: string) {}
}

/** An array, or a dtype, as it is being made. */
export class Made {
  state: unknown = null;
  constructor(
    readonly of: string,
    readonly args: readonly unknown[],
  ) {}
}

const MARK = Symbol('mark');
const text = new TextDecoder();

/** What the array of objects at `start` holds, flat and in row-major order, and where the file goes on. */
export function readObjects(bytes: Uint8Array, start: number): { values: unknown[]; end: number } {
  const { value, end } = unpickle(bytes, start);
  const { content, isColumnMajor = true } = partsOf(value) ?? {};
  if (!Array.isArray(content) || isColumnMajor) throw unreadable('an object that is no array');
  return { values: content.map(plain), end };
}

/** What makes up an array in a pickle; null for anything else. */
export function partsOf(
  value: unknown,
): { shape: unknown; type: unknown; isColumnMajor: boolean; content: unknown } | null {
  if (!(value instanceof Made) || value.of !== '_reconstruct' || !Array.isArray(value.state)) return null;
  const [, shape, dtype, isColumnMajor, content] = value.state as unknown[];
  return { shape, type: dtype instanceof Made ? dtype.args[0] : null, isColumnMajor: isColumnMajor === true, content };
}

/** How scalars are read, by type and size. */
const scalars: Readonly<Record<string, (view: DataView) => number | boolean>> = {
  'f8/8': (view) => view.getFloat64(0, true),
  'f4/4': (view) => view.getFloat32(0, true),
  'i8/8': (view) => Number(view.getBigInt64(0, true)),
  'i4/4': (view) => view.getInt32(0, true),
  'b1/1': (view) => view.getUint8(0) !== 0,
};

/** Python 2 writes texts as bytes. */
export const asText = (value: unknown): string => (value instanceof Uint8Array ? text.decode(value) : String(value));

/** NumPy's scalars as numbers. */
function plain(value: unknown): unknown {
  if (!(value instanceof Made) || value.of !== 'scalar') return value;
  const [dtype, bytes] = value.args;
  if (!(dtype instanceof Made) || !(bytes instanceof Uint8Array)) throw unreadable('a scalar without a type');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const type = asText(dtype.args[0]);
  const read = scalars[`${type}/${bytes.length}`];
  if (!read) throw unreadable(`a scalar of type ${type}`);
  return read(view);
}

export const unreadable = (received: string): ValueError =>
  new ValueError('The file holds Python objects that cannot be read here.', {
    expected: 'texts, numbers, booleans and None',
    received,
  });

/** The classes that a file may name. */
const known = new Set(['_reconstruct', 'ndarray', 'dtype', 'scalar']);

function globalNamed(module: string, name: string): Global {
  if (/^numpy(\.|$)/.test(module) && known.has(name)) return new Global(name);
  throw unreadable(`${module}.${name}`);
}

/** What a pickle holds, with dicts as maps. @throws ValueError for anything but the values above */
export function unpickle(bytes: Uint8Array, start: number): { value: unknown; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  let at = start;
  const take = (size: number): Uint8Array => {
    if (at + size > bytes.length) throw unreadable('a file that ends too early');
    at += size;
    return bytes.subarray(at - size, at);
  };
  const uint8 = (): number => take(1)[0]!;
  const uint32 = (): number => {
    take(4);
    return view.getUint32(at - 4, true);
  };
  const size8 = (): number => {
    take(8);
    return Number(view.getBigUint64(at - 8, true));
  };
  const line = (): string => {
    const end = bytes.indexOf(10, at);
    return text.decode(take(end < 0 ? Number.POSITIVE_INFINITY : end + 1 - at).subarray(0, -1));
  };
  const sinceMark = (): unknown[] => {
    const mark = stack.lastIndexOf(MARK);
    if (mark < 0) throw unreadable('a mark that is missing');
    return stack.splice(mark).slice(1);
  };
  const last = (count: number): unknown[] => stack.splice(stack.length - count);
  const append = (values: unknown[]): void => {
    const list = stack.at(-1);
    if (!Array.isArray(list)) throw unreadable('values without a list');
    for (const value of values) list.push(value);
  };
  const setItems = (items: unknown[]): void => {
    const dict = stack.at(-1);
    if (!(dict instanceof Map)) throw unreadable('entries without a dict');
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  };

  for (;;) {
    const code = uint8();
    switch (code) {
      case 0x80: // PROTO
        uint8();
        break;
      case 0x95: // FRAME
        size8();
        break;
      case 0x8c: // SHORT_BINUNICODE
        stack.push(text.decode(take(uint8())));
        break;
      case 0x58: // BINUNICODE
        stack.push(text.decode(take(uint32())));
        break;
      case 0x8d: // BINUNICODE8
        stack.push(text.decode(take(size8())));
        break;
      case 0x43: // SHORT_BINBYTES
      case 0x55: // SHORT_BINSTRING, Python 2's
        stack.push(take(uint8()));
        break;
      case 0x42: // BINBYTES
      case 0x54: // BINSTRING
        stack.push(take(uint32()));
        break;
      case 0x8e: // BINBYTES8
        stack.push(take(size8()));
        break;
      case 0x94: // MEMOIZE
        memo.set(memo.size, stack.at(-1));
        break;
      case 0x71: // BINPUT
        memo.set(uint8(), stack.at(-1));
        break;
      case 0x72: // LONG_BINPUT
        memo.set(uint32(), stack.at(-1));
        break;
      case 0x68: // BINGET
        stack.push(memo.get(uint8()));
        break;
      case 0x6a: // LONG_BINGET
        stack.push(memo.get(uint32()));
        break;
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = last(2);
        stack.push(globalNamed(String(module), String(name)));
        break;
      }
      case 0x63: // GLOBAL
        stack.push(globalNamed(line(), line()));
        break;
      case 0x4b: // BININT1
        stack.push(uint8());
        break;
      case 0x4d: // BININT2
        take(2);
        stack.push(view.getUint16(at - 2, true));
        break;
      case 0x4a: // BININT
        take(4);
        stack.push(view.getInt32(at - 4, true));
        break;
      case 0x8a: // LONG1
        stack.push(longOf(take(uint8())));
        break;
      case 0x47: // BINFLOAT
        take(8);
        stack.push(view.getFloat64(at - 8, false));
        break;
      case 0x4e: // NONE
        stack.push(null);
        break;
      case 0x88: // NEWTRUE
        stack.push(true);
        break;
      case 0x89: // NEWFALSE
        stack.push(false);
        break;
      case 0x29: // EMPTY_TUPLE
      case 0x5d: // EMPTY_LIST
        stack.push([]);
        break;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        stack.push(last(code - 0x84));
        break;
      case 0x28: // MARK
        stack.push(MARK);
        break;
      case 0x74: // TUPLE
        stack.push(sinceMark());
        break;
      case 0x61: // APPEND
        append(last(1));
        break;
      case 0x65: // APPENDS
        append(sinceMark());
        break;
      case 0x7d: // EMPTY_DICT
        stack.push(new Map());
        break;
      case 0x73: // SETITEM
        setItems(last(2));
        break;
      case 0x75: // SETITEMS
        setItems(sinceMark());
        break;
      case 0x52: {
        // REDUCE
        const [callee, args] = last(2);
        if (!(callee instanceof Global) || !Array.isArray(args)) throw unreadable('a call');
        stack.push(new Made(callee.name, args));
        break;
      }
      case 0x62: {
        // BUILD
        const state = stack.pop();
        const made = stack.at(-1);
        if (!(made instanceof Made)) throw unreadable('the state of no object');
        made.state = state;
        break;
      }
      case 0x2e: // STOP
        return { value: stack.pop(), end: at };
      default:
        throw unreadable(`opcode ${code} at byte ${at - 1}`);
    }
  }
}

/** A little-endian integer with a sign. */
function longOf(bytes: Uint8Array): number {
  const size = bytes.length;
  const value = bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return Number(size > 0 && bytes[size - 1]! >= 128 ? value - (1n << BigInt(8 * size)) : value);
}
