import { random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { fraction } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';
import { GAUSSIAN_NOISE_PARAMETERS, type GaussianNoiseArguments } from './signatures.js';

export interface GaussianNoiseOptions extends LayerOptions {
  /** Standard deviation of the noise, at most 1. */
  stddev: number;
  /** Where the random numbers start: a number or a SeedGenerator; null draws one. */
  seed?: number | null;
}

/**
 * In training, adds normal noise of mean 0; otherwise does nothing.
 *
 * @throws ValueError for a standard deviation outside of [0, 1]
 * @example
 * new GaussianNoise(0.1)(x, { training: true }); // shape [10, 4]
 */
export class GaussianNoise extends ShapePreservingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'GaussianNoise');

  static override readonly parameters = /* @__PURE__ */ configNames(GAUSSIAN_NOISE_PARAMETERS);

  readonly stddev: number;
  readonly seed: number | null;
  readonly seedGenerator: random.SeedGenerator | null;

  constructor(...args: GaussianNoiseArguments) {
    const options = bindOptions(GAUSSIAN_NOISE_PARAMETERS, args);
    super(options);
    this.stddev = fraction(options.stddev, 'stddev');
    this.seed = options.seed ?? null;
    this.seedGenerator = this.stddev > 0 ? new random.SeedGenerator(this.seed) : null;
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training'];

  override call(inputs: Tensor, { training = false }: { training?: boolean | null } = {}): Tensor {
    if (!training || !this.seedGenerator) return inputs;
    const noise = random.fastNormal(this.seedGenerator.next(), inputs.shape, { dtype: this.computeDtype });
    return inputs.add(noise.mul(this.stddev));
  }
}
