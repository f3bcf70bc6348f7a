/**
 * Words in a hash table of UTF-8 bytes. A text is split and looked up byte by byte: strings are made of words that are new, and of no
 * others, which takes a fraction of the time.
 */
export const HASH_SEED = 0x811c9dc5 | 0;

/** The hash of a word goes on with one more byte (FNV-1a). */
export const hashed = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193);

export class WordTable {
  readonly words: string[] = [];
  // A mark of byte order is a character like any other.
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** By hashes: 1 more than the number of a word, and its hash; a power of two in size. */
  #slots = new Int32Array(1 << 11);
  /** Where the bytes of each word end; those of all words lie one after the other. */
  #ends = new Int32Array(1 << 9);
  #bytes = new Uint8Array(1 << 12);

  /** The number of the word whose bytes are the first `length`, and whose hash is known. */
  idOf(bytes: Uint8Array, length: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = firstSlot(hash, mask);
    for (let id = slots[slot]! - 1; id >= 0; id = slots[slot]! - 1) {
      if (slots[slot + 1] === hash && this.#is(id, bytes, length)) return id;
      slot = (slot + 2) & mask;
    }
    return this.#insert(bytes, length, hash, slot);
  }

  #is(id: number, bytes: Uint8Array, length: number): boolean {
    const own = this.#bytes;
    const start = id === 0 ? 0 : this.#ends[id - 1]!;
    if (this.#ends[id]! - start !== length) return false;
    for (let i = 0; i < length; i++) if (own[start + i] !== bytes[i]) return false;
    return true;
  }

  #insert(bytes: Uint8Array, length: number, hash: number, slot: number): number {
    const id = this.words.length;
    const start = id === 0 ? 0 : this.#ends[id - 1]!;
    const word = bytes.subarray(0, length);
    if (start + length > this.#bytes.length) this.#bytes = enlarged(this.#bytes, 2 * (start + length));
    this.#bytes.set(word, start);
    this.#ends[id] = start + length;
    this.#slots[slot] = id + 1;
    this.#slots[slot + 1] = hash;
    this.words.push(this.#decoder.decode(word));
    if (4 * this.words.length >= this.#slots.length) this.#grow();
    return id;
  }

  #grow(): void {
    const before = this.#slots;
    const slots = new Int32Array(2 * before.length);
    const mask = slots.length - 1;
    for (let i = 0; i < before.length; i += 2) {
      if (before[i] === 0) continue;
      let slot = firstSlot(before[i + 1]!, mask);
      while (slots[slot] !== 0) slot = (slot + 2) & mask;
      slots[slot] = before[i]!;
      slots[slot + 1] = before[i + 1]!;
    }
    this.#slots = slots;
    this.#ends = enlarged(this.#ends, slots.length / 4);
  }
}

/** The lower bits of a hash alone would be too much alike. */
const firstSlot = (hash: number, mask: number): number => ((hash ^ (hash >>> 15)) << 1) & mask;

/** The same numbers in more memory. */
export function enlarged<A extends Int32Array | Uint8Array>(array: A, length: number): A {
  const larger = new (array.constructor as new (length: number) => A)(length);
  larger.set(array);
  return larger;
}
