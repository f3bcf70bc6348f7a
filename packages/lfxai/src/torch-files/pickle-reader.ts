/**
 * Reads the part of Python's pickle format that state dicts, and arrays of numpy, are written in. Nothing in a file is code: a name that the file asks for
 * is looked up in a table that the caller gives, and anything else is refused by its name.
 */
import { ValueError } from '@org/core';

export interface PickleOptions {
  /** What a pickle may ask for, by 'module name': functions and other values. */
  readonly globals: ReadonlyMap<string, unknown>;
  /** Finds what lies outside of the pickle. */
  readonly persistent?: (id: unknown) => unknown;
  /** Gives a value that was called for what the file says of it; without one, that is left aside. */
  readonly build?: (value: unknown, state: unknown) => void;
}

/** Python 2's texts, and Python 3's bytes. */
export type ByteString = Uint8Array;

const MARK: unique symbol = Symbol('mark');
const MAX_STEPS = 10_000_000;

/** The value of a pickle, in which dicts are Maps. @throws ValueError for what is no pickle of a state dict */
export function readPickle(bytes: Uint8Array, options: PickleOptions): unknown {
  return readPickleAt(bytes, 0, options).value;
}

/** The same for a pickle in the midst of a file, and where it ends. */
export function readPickleAt(
  bytes: Uint8Array,
  start: number,
  options: PickleOptions,
): { value: unknown; end: number } {
  const reader = new Reader(bytes, options, start);
  return { value: reader.run(), end: reader.position };
}

class Reader {
  readonly #view: DataView;
  #position: number;
  #stack: unknown[] = [];
  readonly #memo = new Map<number, unknown>();

  constructor(
    private readonly bytes: Uint8Array,
    private readonly options: PickleOptions,
    start: number,
  ) {
    this.#position = start;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Behind the last byte that was read. */
  get position(): number {
    return this.#position;
  }

  run(): unknown {
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      const code = this.#byte();
      if (code === 0x2e) return this.#pop();
      const step = OPCODES[code];
      if (!step) throw refused(`the opcode 0x${code.toString(16)}`);
      step(this.#machine);
    }
    throw refused('more opcodes than any state dict has');
  }

  readonly #machine: Machine = {
    push: (value) => void this.#stack.push(value),
    pop: () => this.#pop(),
    top: () => this.#stack[this.#stack.length - 1],
    popMarked: () => {
      const mark = this.#stack.lastIndexOf(MARK);
      if (mark < 0) throw refused('a tuple without beginning');
      const items = this.#stack.slice(mark + 1);
      this.#stack = this.#stack.slice(0, mark);
      return items;
    },
    byte: () => this.#byte(),
    uint16: () => this.#number(2, (at) => this.#view.getUint16(at, true)),
    int32: () => this.#number(4, (at) => this.#view.getInt32(at, true)),
    float: () => this.#number(8, (at) => this.#view.getFloat64(at, false)),
    skip: (count) => void this.#take(count),
    line: () => {
      const end = this.bytes.indexOf(0x0a, this.#position);
      if (end < 0) throw refused('a name without end');
      const text = decode(this.bytes.subarray(this.#position, end));
      this.#position = end + 1;
      return text;
    },
    text: (length) => decode(this.#take(length)),
    bytes: (length) => this.#take(length),
    long: (length) => {
      const raw = this.#take(length);
      if (length > 8) throw refused('a whole number of more than 64 bits');
      let value = 0n;
      for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(raw[i]!);
      return Number(length > 0 ? BigInt.asIntN(8 * length, value) : 0n);
    },
    memoize: (index) => void this.#memo.set(index ?? this.#memo.size, this.#stack[this.#stack.length - 1]),
    recall: (index) => {
      if (!this.#memo.has(index)) throw refused(`value ${index}, which it has not made`);
      this.#stack.push(this.#memo.get(index));
    },
    call: (target, args) => {
      // Only what `find` gave is a function.
      if (typeof target !== 'function' || !Array.isArray(args))
        throw refused('a call of something that is no function');
      return target(...args);
    },
    find: (name) => {
      if (!this.options.globals.has(name)) throw refused(name);
      return this.options.globals.get(name);
    },
    persistent: (id) => {
      if (!this.options.persistent) throw refused('a reference');
      return this.options.persistent(id);
    },
    build: (value, state) => this.options.build?.(value, state),
  };

  #pop(): unknown {
    if (this.#stack.length === 0) throw refused('more values than it has made');
    return this.#stack.pop();
  }

  #byte(): number {
    return this.#take(1)[0]!;
  }

  #number(size: number, read: (at: number) => number): number {
    this.#take(size);
    return read(this.#position - size);
  }

  #take(count: number): Uint8Array {
    if (count < 0 || this.#position + count > this.bytes.length) throw refused('bytes behind its end');
    this.#position += count;
    return this.bytes.subarray(this.#position - count, this.#position);
  }
}

/** What opcodes do things with. */
interface Machine {
  push(value: unknown): void;
  pop(): unknown;
  top(): unknown;
  popMarked(): unknown[];
  byte(): number;
  uint16(): number;
  int32(): number;
  float(): number;
  skip(count: number): void;
  line(): string;
  text(length: number): string;
  bytes(length: number): ByteString;
  long(length: number): number;
  memoize(index?: number): void;
  recall(index: number): void;
  call(target: unknown, args: unknown): unknown;
  find(name: string): unknown;
  persistent(id: unknown): unknown;
  build(value: unknown, state: unknown): void;
}

type Step = (machine: Machine) => void;

const constant =
  (value: unknown): Step =>
  (m) =>
    m.push(value);

const tuple =
  (size: number): Step =>
  (m) => {
    const items = Array.from({ length: size }, () => m.pop()).reverse();
    m.push(items);
  };

/** Python's `d[k] = v` for pairs that lie one after the other. */
function setItems(m: Machine, items: readonly unknown[]): void {
  const dict = m.top();
  if (!(dict instanceof Map) || items.length % 2 !== 0) throw refused('items of something that is no dict');
  for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
}

function append(m: Machine, items: readonly unknown[]): void {
  const list = m.top();
  if (!Array.isArray(list)) throw refused('elements of something that is no list');
  for (const item of items) list.push(item);
}

/** The opcodes of https://github.com/python/cpython/blob/main/Lib/pickletools.py that are understood. */
const OPCODES: Readonly<Record<number, Step>> = {
  128: (m) => m.skip(1), // PROTO
  149: (m) => m.skip(8), // FRAME
  40: (m) => m.push(MARK),
  78: constant(null),
  136: constant(true),
  137: constant(false),
  74: (m) => m.push(m.int32()), // BININT
  75: (m) => m.push(m.byte()), // BININT1
  77: (m) => m.push(m.uint16()), // BININT2
  138: (m) => m.push(m.long(m.byte())), // LONG1
  71: (m) => m.push(m.float()), // BINFLOAT
  88: (m) => m.push(m.text(m.int32())), // BINUNICODE
  140: (m) => m.push(m.text(m.byte())), // SHORT_BINUNICODE
  84: (m) => m.push(m.bytes(m.int32())), // BINSTRING
  85: (m) => m.push(m.bytes(m.byte())), // SHORT_BINSTRING
  66: (m) => m.push(m.bytes(m.int32())), // BINBYTES
  67: (m) => m.push(m.bytes(m.byte())), // SHORT_BINBYTES
  41: (m) => m.push([]), // EMPTY_TUPLE
  93: (m) => m.push([]), // EMPTY_LIST
  125: (m) => m.push(new Map()), // EMPTY_DICT
  116: (m) => m.push(m.popMarked()), // TUPLE
  133: tuple(1),
  134: tuple(2),
  135: tuple(3),
  97: (m) => {
    const item = m.pop();
    append(m, [item]);
  }, // APPEND
  101: (m) => append(m, m.popMarked()), // APPENDS
  115: (m) => {
    const value = m.pop();
    const key = m.pop();
    setItems(m, [key, value]);
  }, // SETITEM
  117: (m) => setItems(m, m.popMarked()), // SETITEMS
  113: (m) => m.memoize(m.byte()), // BINPUT
  114: (m) => m.memoize(m.int32()), // LONG_BINPUT
  148: (m) => m.memoize(), // MEMOIZE
  104: (m) => m.recall(m.byte()), // BINGET
  106: (m) => m.recall(m.int32()), // LONG_BINGET
  99: (m) => {
    const module = m.line();
    m.push(m.find(`${module} ${m.line()}`));
  }, // GLOBAL
  147: (m) => {
    const name = m.pop();
    m.push(m.find(`${m.pop()} ${name}`));
  }, // STACK_GLOBAL
  82: (m) => {
    const args = m.pop();
    m.push(m.call(m.pop(), args));
  }, // REDUCE
  98: (m) => {
    // The attributes of an object: state dicts carry the versions of their modules, which say nothing here.
    const state = m.pop();
    m.build(m.top(), state);
  }, // BUILD
  81: (m) => m.push(m.persistent(m.pop())), // BINPERSID
};

const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

/** A file that asks for more than tensors, numbers, texts and containers of them. */
export function refused(what: string): ValueError {
  return new ValueError('The file is no state dict: it is not read.', {
    expected: 'tensors, numbers, texts, and dicts and lists of them',
    received: what,
    hint: 'in Python, torch.save(model.state_dict(), path) writes what can be read here.',
  });
}
