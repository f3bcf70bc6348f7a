/** NumPy's legacy generator (`np.random.seed`, `np.random.normal`, ...): the Mersenne twister, with the same numbers. */

const SIZE = 624;
const SHIFT = 397;

/** The numbers that NumPy draws after `np.random.seed(seed)`, call by call (Matsumoto & Nishimura, 1998). */
export class RandomState {
  readonly #words = new Uint32Array(SIZE);
  #next = SIZE;
  /** The second of the two normal numbers that are drawn at a time. */
  #spare: number | null = null;

  constructor(seed: number) {
    let word = seed >>> 0;
    this.#words[0] = word;
    for (let i = 1; i < SIZE; i++) {
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + i) >>> 0;
      this.#words[i] = word;
    }
  }

  /** 32 random bits. */
  #bits(): number {
    if (this.#next === SIZE) this.#twist();
    let word = this.#words[this.#next++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #twist(): void {
    const words = this.#words;
    for (let i = 0; i < SIZE; i++) {
      const joint = (words[i]! & 0x80000000) | (words[(i + 1) % SIZE]! & 0x7fffffff);
      words[i] = words[(i + SHIFT) % SIZE]! ^ (joint >>> 1) ^ (joint & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }

  /** Uniform in [0, 1), with 53 random bits. */
  #uniform(): number {
    return ((this.#bits() >>> 5) * 67108864 + (this.#bits() >>> 6)) / 9007199254740992;
  }

  /** Marsaglia's polar method. */
  #normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    let [x, y, square] = [0, 0, 0];
    do {
      x = 2 * this.#uniform() - 1;
      y = 2 * this.#uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    this.#spare = factor * x;
    return factor * y;
  }

  /** A whole number from 0 to `most`. */
  #upTo(most: number): number {
    if (most === 0) return 0;
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    for (;;) {
      const drawn = (this.#bits() & mask) >>> 0;
      if (drawn <= most) return drawn;
    }
  }

  /** `np.random.normal(loc, scale, count)`. */
  normal(count: number, { loc = 0, scale = 1 }: { loc?: number; scale?: number } = {}): Float64Array {
    return Float64Array.from({ length: count }, () => loc + scale * this.#normal());
  }

  /** `np.random.randint(0, high, count)`. */
  integers(high: number, count: number): Int32Array {
    return Int32Array.from({ length: count }, () => this.#upTo(high - 1));
  }

  /** `np.random.permutation(count)`. */
  permutation(count: number): Int32Array {
    const places = Int32Array.from({ length: count }, (_, i) => i);
    this.shuffle(places);
    return places;
  }

  /** `np.random.shuffle(values)`, in place. */
  shuffle(values: { [i: number]: unknown; readonly length: number }): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.#upTo(i);
      const last = values[i];
      values[i] = values[j];
      values[j] = last;
    }
  }

  /** `np.random.choice(values, count, replace=False)`. */
  choice(values: ArrayLike<number>, count: number): Float64Array {
    return Float64Array.from(this.permutation(values.length).subarray(0, count), (place) => values[place]!);
  }
}
