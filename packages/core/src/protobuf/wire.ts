/**
 * The wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding): numbers, texts and bytes behind one another.
 * Pages without a bundler cannot load the libraries that there are for it, which are CommonJS.
 */

/** A 64-bit integer: a number when it is a safe one, else a bigint. */
export type Int64 = number | bigint;

/** How a value is written, in the lower three bits of its tag. */
export const WireType = {
  VARINT: 0,
  EIGHT_BYTES: 1,
  LENGTH_DELIMITED: 2,
  GROUP: 3,
  END_OF_GROUP: 4,
  FOUR_BYTES: 5,
} as const;

const TWO_32 = 2 ** 32;
const FIRST_BYTES = 512;

/**
 * Writes from the end to the beginning, so that the length of a message is known when its place in front of it is reached. Whoever
 * writes several values begins with the last.
 */
export class WireWriter {
  #bytes = new Uint8Array(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #at = FIRST_BYTES;

  /** How many bytes there are. */
  get length(): number {
    return this.#bytes.length - this.#at;
  }

  /** Makes room for more bytes in front, and returns where they begin. */
  #take(count: number): number {
    if (count > this.#at) {
      const { length } = this;
      const bytes = new Uint8Array(Math.max(2 * this.#bytes.length, length + count));
      bytes.set(this.#bytes.subarray(this.#at), bytes.length - length);
      this.#at = bytes.length - length;
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer);
    }
    this.#at -= count;
    return this.#at;
  }

  /** @param low @param high the lower and the upper 32 bits, from 0 to 2³² - 1 */
  #varint(low: number, high: number): void {
    const bits = high === 0 ? 32 - Math.clz32(low) : 64 - Math.clz32(high);
    const count = Math.max(1, Math.ceil(bits / 7));
    // Before its bytes are asked for, which making room may replace.
    const start = this.#take(count);
    for (let i = 0; i < count; i++) {
      this.#bytes[start + i] = (low & 127) | (i < count - 1 ? 128 : 0);
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
  }

  /** A whole number from 0 to 2³² - 1. */
  uint32(value: number): void {
    this.#varint(value >>> 0, 0);
  }

  /** A whole number with or without a sign, in its 64 bits. */
  int64(value: Int64): void {
    if (typeof value === 'number' && value >= 0 && value < TWO_32) {
      this.#varint(value, 0);
      return;
    }
    const bits = BigInt.asUintN(64, BigInt(value));
    this.#varint(Number(bits & 0xffffffffn), Number(bits >> 32n));
  }

  fixed32(value: number): void {
    const at = this.#take(4);
    this.#view.setUint32(at, value, true);
  }

  float(value: number): void {
    const at = this.#take(4);
    this.#view.setFloat32(at, value, true);
  }

  double(value: number): void {
    const at = this.#take(8);
    this.#view.setFloat64(at, value, true);
  }

  /** Bytes behind their number. */
  bytes(value: Uint8Array): void {
    const at = this.#take(value.length);
    this.#bytes.set(value, at);
    this.uint32(value.length);
  }

  text(value: string): void {
    // Names of a model are short, and mostly ASCII.
    for (let i = 0; i < value.length; i++) {
      if (value.charCodeAt(i) > 127) {
        this.bytes(new TextEncoder().encode(value));
        return;
      }
    }
    const start = this.#take(value.length);
    for (let i = 0; i < value.length; i++) this.#bytes[start + i] = value.charCodeAt(i);
    this.uint32(value.length);
  }

  /** All that was written, in memory of its own. */
  finish(): Uint8Array {
    return this.#bytes.slice(this.#at);
  }
}

const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads values from the beginning to {@link end}, and throws a RangeError where one reaches beyond it. */
export class WireReader {
  at = 0;
  end: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** The halves of the varint that was read last. */
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.length;
  }

  /** Goes on by some bytes, and returns where they begin. */
  #take(count: number): number {
    const { at } = this;
    if (count > this.end - at) throw new RangeError(`${count} bytes are expected, and ${this.end - at} are left`);
    this.at += count;
    return at;
  }

  #varint(): void {
    this.#low = 0;
    this.#high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.#take(1)]!;
      const bits = byte & 127;
      if (shift < 32) this.#low |= bits << shift;
      if (shift > 28) this.#high |= bits << (shift - 32);
      else if (shift === 28) this.#high |= bits >>> 4;
      if (byte < 128) {
        this.#low >>>= 0;
        this.#high >>>= 0;
        return;
      }
    }
    throw new RangeError('a number has more than ten bytes');
  }

  /** The lower 32 bits of a number, without a sign. */
  uint32(): number {
    this.#varint();
    return this.#low;
  }

  int32(): number {
    return this.uint32() | 0;
  }

  bool(): boolean {
    this.#varint();
    return this.#low !== 0 || this.#high !== 0;
  }

  int64(): Int64 {
    this.#varint();
    return this.#whole(this.#high | 0);
  }

  uint64(): Int64 {
    this.#varint();
    return this.#whole(this.#high);
  }

  #whole(high: number): Int64 {
    const number = high * TWO_32 + this.#low;
    return Number.isSafeInteger(number) ? number : (BigInt(high) << 32n) | BigInt(this.#low);
  }

  fixed32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** A view of the bytes that were given. */
  bytes(): Uint8Array {
    const size = this.uint32();
    const start = this.#take(size);
    return this.#bytes.subarray(start, start + size);
  }

  text(): string {
    return decoder.decode(this.bytes());
  }

  /** The number of a field and its wire type. */
  tag(): [id: number, wireType: number] {
    const tag = this.uint32();
    if (tag >>> 3 === 0) throw new RangeError('a field has the number 0');
    return [tag >>> 3, tag & 7];
  }

  /** Passes over a value. @param depth of groups, of which there are at most as many as `maxDepth` */
  skip(id: number, wireType: number, depth: number, maxDepth: number): void {
    switch (wireType) {
      case WireType.VARINT:
        this.#varint();
        return;
      case WireType.EIGHT_BYTES:
        this.#take(8);
        return;
      case WireType.LENGTH_DELIMITED:
        this.bytes();
        return;
      case WireType.FOUR_BYTES:
        this.#take(4);
        return;
      case WireType.GROUP:
        if (depth > maxDepth) throw new RangeError(`messages nest more than ${maxDepth} deep`);
        for (;;) {
          const [inner, type] = this.tag();
          if (type !== WireType.END_OF_GROUP) this.skip(inner, type, depth + 1, maxDepth);
          else if (inner === id) return;
          else throw new RangeError(`the end of a group has the number ${inner}, and not ${id}`);
        }
      default:
        throw new RangeError(`field ${id} has the wire type ${wireType}`);
    }
  }
}
