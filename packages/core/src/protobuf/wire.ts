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
