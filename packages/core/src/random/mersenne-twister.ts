/**
 * The generator behind Python's `random` module, from which Keras draws the seeds that nobody gave, and behind NumPy's `np.random`,
 * from which it draws the order of samples: after `setRandomSeed(n)` both are as in Python. M. Matsumoto and T. Nishimura, "Mersenne
 * Twister" (ACM TOMACS, 1998).
 */

const N = 624;
const M = 397;

export class MersenneTwister {
  private readonly state = new Uint32Array(N);
  private position = N;

  /** Seeded as by NumPy's `np.random.seed(seed)`. */
  constructor(seed: number) {
    const { state } = this;
    state[0] = seed;
    for (let i = 1; i < N; i++) state[i] = Math.imul(1812433253, this.folded(i - 1)) + i;
  }

  /** Seeded as by Python's `random.seed(seed)`. */
  static fromSeed(seed: number): MersenneTwister {
    const words: number[] = [];
    for (let rest = BigInt(Math.abs(seed)); rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
    return MersenneTwister.fromKey(words.length > 0 ? words : [0]);
  }

  /** @param words the seed, as Python passes an integer: its 32-bit words, the lowest first */
  static fromKey(words: readonly number[]): MersenneTwister {
    const twister = new MersenneTwister(19650218);
    const { state } = twister;
    let i = 1;
    const advance = () => {
      i += 1;
      if (i < N) return;
      state[0] = state[N - 1]!;
      i = 1;
    };
    for (let k = 0; k < Math.max(N, words.length); k++) {
      const j = k % words.length;
      state[i] = (state[i]! ^ Math.imul(twister.folded(i - 1), 1664525)) + words[j]! + j;
      advance();
    }
    for (let k = 0; k < N - 1; k++) {
      state[i] = (state[i]! ^ Math.imul(twister.folded(i - 1), 1566083941)) - i;
      advance();
    }
    state[0] = 0x80000000;
    return twister;
  }

  /** Goes on from where another one was. @param words as {@link words} gave them */
  static fromWords(words: Uint32Array): MersenneTwister {
    const twister = new MersenneTwister(0);
    twister.state.set(words.subarray(0, N));
    twister.position = words[N]!;
    return twister;
  }

  /** All of its state: 624 words, and the position among them. */
  get words(): Uint32Array {
    return Uint32Array.of(...this.state, this.position);
  }

  /** An integer in [low, high], as Python's `random.randint`; the range must be below 2^32. */
  integer(low: number, high: number): number {
    const count = high - low + 1;
    const shift = Math.clz32(count);
    let word: number;
    do word = this.word() >>> shift;
    while (word >= count);
    return low + word;
  }

  /** A whole number from 0 to `most`, as NumPy draws one. */
  upTo(most: number): number {
    // A power in its place would take as long as all else.
    const mask = most && -1 >>> Math.clz32(most);
    let drawn: number;
    do drawn = (this.word() & mask) >>> 0;
    while (drawn > most);
    return drawn;
  }

  /** `np.random.shuffle(values)`, in place. */
  shuffle(values: { [i: number]: unknown; readonly length: number }): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.upTo(i);
      const last = values[i];
      values[i] = values[j];
      values[j] = last;
    }
  }

  private folded(i: number): number {
    return this.state[i]! ^ (this.state[i]! >>> 30);
  }

  /** 32 random bits. */
  word(): number {
    if (this.position === N) this.refill();
    let y = this.state[this.position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  private refill(): void {
    const { state } = this;
    const twist = (i: number, after: number, far: number) => {
      const y = (state[i]! & 0x80000000) | (state[after]! & 0x7fffffff);
      state[i] = state[far]! ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
    };
    // No remainders of places, and no branches by random bits: an epoch's order takes a fifth of the time.
    for (let i = 0; i < N - M; i++) twist(i, i + 1, i + M);
    for (let i = N - M; i < N - 1; i++) twist(i, i + 1, i + M - N);
    twist(N - 1, 0, M - 1);
    this.position = 0;
  }
}
