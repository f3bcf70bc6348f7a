/**
 * The bytes of an HDF5 file that may be damaged or made to harm. Nothing is read outside of them, and the steps that are taken
 * through their structures are counted, since addresses may lead in circles.
 */
import { OSError, ValueError } from '@org/core/basics';

/** What an address says that leads nowhere. */
const UNDEFINED_ADDRESS = 0xffff_ffff_ffff_ffffn;

export class Source {
  readonly view: DataView;
  /** A sound file has no structure smaller than 8 bytes, and all are walked once. */
  #steps: number;

  /** @param label what errors call the file */
  constructor(
    readonly bytes: Uint8Array,
    readonly label: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#steps = bytes.length / 8 + 1000;
  }

  /** Counts a step of a walk. */
  step(): void {
    if (--this.#steps < 0) throw this.damaged('structures that lead in circles');
  }

  /** A cursor over the `size` bytes at `address`, or over all that follow. */
  at(address: number | null, what: string, size?: number): Cursor {
    this.step();
    if (address === null) throw this.damaged(`${what} that is not there`);
    const end = size === undefined ? this.bytes.length : address + size;
    if (address > this.bytes.length || end > this.bytes.length) throw this.damaged(`${what} that reaches past the end`);
    return new Cursor(this, address, end, what);
  }

  damaged(received: string): OSError {
    return new OSError(`Can't read ${this.label}.`, {
      expected: 'a complete HDF5 file with the weights of a model',
      received,
    });
  }

  /** The error for a file that may be sound, and that we won't read. */
  refusal(what: string, problem: string, hint?: string): ValueError {
    return new ValueError(`Not allowed: ${what} of ${this.label} ${problem}.`, hint === undefined ? {} : { hint });
  }
}

/** Reads numbers one after the other, all of them little-endian. */
export class Cursor {
  constructor(
    readonly source: Source,
    public at: number,
    readonly end: number,
    private readonly what: string,
  ) {}

  get left(): number {
    return this.end - this.at;
  }

  /** The position of the next `count` bytes, behind which the cursor goes. */
  skip(count: number): number {
    const { at } = this;
    if (at + count > this.end) throw this.source.damaged(`${this.what} that is cut off`);
    this.at += count;
    return at;
  }

  u8 = (): number => this.source.view.getUint8(this.skip(1));
  u16 = (): number => this.source.view.getUint16(this.skip(2), true);
  u32 = (): number => this.source.view.getUint32(this.skip(4), true);

  /** A size of 64 bits. */
  u64(): number {
    const value = this.source.view.getBigUint64(this.skip(8), true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.source.damaged(`${this.what} with a size beyond any file`);
    return Number(value);
  }

  /** An address of 64 bits; null for the one that leads nowhere. */
  address(): number | null {
    if (this.at + 8 <= this.end && this.source.view.getBigUint64(this.at, true) === UNDEFINED_ADDRESS) {
      this.at += 8;
      return null;
    }
    return this.u64();
  }

  /** A size of 1, 2, 4 or 8 bytes. */
  uint(size: number): number {
    if (size === 1) return this.u8();
    if (size === 2) return this.u16();
    return size === 4 ? this.u32() : this.u64();
  }

  bytes(count: number): Uint8Array {
    const start = this.skip(count);
    return this.source.bytes.subarray(start, start + count);
  }

  /** Four letters, and the version of a structure, must be as expected. */
  signature(letters: string, version: number): void {
    const found = String.fromCharCode(...this.bytes(4));
    if (found !== letters || this.u8() !== version) throw this.source.damaged(`${this.what} without its signature`);
  }
}
