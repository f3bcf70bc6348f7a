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
  /** 1 more than the number of a word, by hashes; a power of two in size. */
  #slots = new Int32Array(1 << 10);
  /** For each word its hash, and where its bytes end; those of all words lie one after the other. */
  #hashes = new Int32Array(1 << 9);
  #ends = new Int32Array(1 << 9);
  #bytes = new Uint8Array(1 << 12);

  /** The number of the word whose bytes are the first `length`, and whose hash is known. */
  idOf(bytes: Uint8Array, length: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    // The lower bits alone would be too much alike.
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let id = slots[slot]! - 1; id >= 0; id = slots[slot]! - 1) {
      if (this.#hashes[id] === hash && this.#is(id, bytes, length)) return id;
      slot = (slot + 1) & mask;
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
    this.#hashes[id] = hash;
    this.#slots[slot] = id + 1;
    this.words.push(this.#decoder.decode(word));
    if (2 * this.words.length >= this.#slots.length) this.#grow();
    return id;
  }

  #grow(): void {
    const size = 2 * this.#slots.length;
    this.#slots = new Int32Array(size);
    this.#hashes = enlarged(this.#hashes, size / 2);
    this.#ends = enlarged(this.#ends, size / 2);
    for (let id = 0; id < this.words.length; id++) {
      const hash = this.#hashes[id]!;
      let slot = (hash ^ (hash >>> 15)) & (size - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = id + 1;
    }
  }
}

/** The same numbers in more memory. */
export function enlarged<A extends Int32Array | Uint8Array>(array: A, length: number): A {
  const larger = new (array.constructor as new (length: number) => A)(length);
  larger.set(array);
  return larger;
}
