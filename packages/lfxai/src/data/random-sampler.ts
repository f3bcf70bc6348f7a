import { SeedGenerator } from '@org/core';
import type { DatasetLike } from './dataset.js';
import { draws, permutation } from './permutation.js';

/** The order in which a loader takes the examples, anew for each pass. */
export interface Sampler {
  readonly length: number;
  indices(): Promise<number[]> | number[];
}

export interface RandomSamplerOptions {
  /** Whether an example may come several times. */
  replacement?: boolean;
  /** How many are drawn; by default as many as there are. */
  numSamples?: number | null;
  seed?: number | null;
}

/**
 * Draws examples at random.
 *
 * @example
 * import { ops } from '@org/core';
 * import { DataLoader, TensorDataset } from '@org/lfxai';
 * const dataset = new TensorDataset(ops.zeros([100, 2]));
 * const sampler = new RandomSampler(dataset, { replacement: true, numSamples: 1000 });
 * new DataLoader(dataset, 100, { sampler });
 */
export class RandomSampler implements Sampler {
  readonly length: number;
  readonly #count: number;
  readonly #replacement: boolean;
  readonly #seed: SeedGenerator;

  constructor(
    dataset: DatasetLike,
    { replacement = false, numSamples = null, seed = null }: RandomSamplerOptions = {},
  ) {
    this.#count = dataset.length;
    this.length = numSamples ?? dataset.length;
    this.#replacement = replacement;
    this.#seed = new SeedGenerator(seed);
  }

  async indices(): Promise<number[]> {
    if (this.#replacement) return draws(this.length, this.#count, this.#seed);
    const all: number[] = [];
    while (all.length < this.length) all.push(...(await permutation(this.#count, this.#seed)));
    return all.slice(0, this.length);
  }
}
