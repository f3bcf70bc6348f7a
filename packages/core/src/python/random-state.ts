/** NumPy's legacy generator (`np.random.seed`, `np.random.normal`, ...): the Mersenne twister, with the same numbers. */

import { MersenneTwister } from '../random/mersenne-twister.js';

/** The numbers that NumPy draws after `np.random.seed(seed)`, call by call. */
export class RandomState {
  readonly #twister: MersenneTwister;
  /** The second of the two normal numbers that are drawn at a time. */
  #spare: number | null = null;

  constructor(seed: number) {
    this.#twister = new MersenneTwister(seed);
  }

  /** Uniform in [0, 1), with 53 random bits. */
  #uniform(): number {
    return ((this.#twister.word() >>> 5) * 67108864 + (this.#twister.word() >>> 6)) / 9007199254740992;
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

  /** `np.random.normal(loc, scale, count)`. */
  normal(count: number, { loc = 0, scale = 1 }: { loc?: number; scale?: number } = {}): Float64Array {
    return Float64Array.from({ length: count }, () => loc + scale * this.#normal());
  }

  /** `np.random.randint(0, high, count)`. */
  integers(high: number, count: number): Int32Array {
    return Int32Array.from({ length: count }, () => (high === 1 ? 0 : this.#twister.upTo(high - 1)));
  }

  /** `np.random.permutation(count)`. */
  permutation(count: number): Int32Array {
    const places = Int32Array.from({ length: count }, (_, i) => i);
    this.shuffle(places);
    return places;
  }

  /** `np.random.shuffle(values)`, in place. */
  shuffle(values: { [i: number]: unknown; readonly length: number }): void {
    this.#twister.shuffle(values);
  }

  /** `np.random.choice(values, count, replace=False)`. */
  choice(values: ArrayLike<number>, count: number): Float64Array {
    return Float64Array.from(this.permutation(values.length).subarray(0, count), (place) => values[place]!);
  }
}
