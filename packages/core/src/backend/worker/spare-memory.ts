import type { TypedArray } from '../../dtype.js';

/** How many pieces are kept: those of a few runs. */
const MOST = 16;

/** Memory that goes to a worker and comes back, over and over: new memory has to be cleared first, and collected as garbage. */
export class SpareMemory {
  readonly #pieces: ArrayBufferLike[] = [];

  /** An array like another one, whose elements may be any. */
  arrayFor<Values extends TypedArray>(like: Values): Values {
    const place = this.#pieces.findIndex(({ byteLength }) => byteLength === like.byteLength);
    const buffer = place < 0 ? new ArrayBuffer(like.byteLength) : this.#pieces.splice(place, 1)[0]!;
    return new (like.constructor as new (buffer: ArrayBufferLike) => Values)(buffer);
  }

  /** Takes memory that nobody uses any more; what is there for longest makes room. */
  give(piece: ArrayBufferLike): void {
    this.#pieces.push(piece);
    if (this.#pieces.length > MOST) this.#pieces.shift();
  }
}
