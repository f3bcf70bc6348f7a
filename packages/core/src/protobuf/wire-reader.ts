import { type Int64, WireType } from './wire.js';

const TWO_32 = 2 ** 32;
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
