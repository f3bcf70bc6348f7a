import { random, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { fraction } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { ShapePreservingLayer } from '../shape-preserving-layer.js';
import { GAUSSIAN_DROPOUT_PARAMETERS, type GaussianDropoutArguments } from './signatures.js';

export interface GaussianDropoutOptions extends LayerOptions {
  /** The noise has the standard deviation `sqrt(rate / (1 - rate))`. */
  rate: number;
  /** Where the random numbers start: a number or a SeedGenerator; null draws one. */
  seed?: number | null;
}

/**
 * In training, multiplies by normal noise of mean 1 (Srivastava et al., 2014); otherwise does nothing.
 *
 * @throws ValueError for a rate outside of [0, 1]
 * @example
 * new GaussianDropout(0.1)(x, { training: true }); // shape [10, 4]
 */
export class GaussianDropout extends ShapePreservingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'GaussianDropout');

  static override readonly parameters = /* @__PURE__ */ configNames(GAUSSIAN_DROPOUT_PARAMETERS);

  readonly rate: number;
  readonly seed: number | null;
  readonly seedGenerator: random.SeedGenerator | null;

  constructor(...args: GaussianDropoutArguments) {
    const options = bindOptions(GAUSSIAN_DROPOUT_PARAMETERS, args);
    super(options);
    this.rate = fraction(options.rate, 'rate');
    this.seed = options.seed ?? null;
    this.seedGenerator = this.rate > 0 ? new random.SeedGenerator(this.seed) : null;
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training'];

  override call(inputs: Tensor, { training = false }: { training?: boolean | null } = {}): Tensor {
    if (!training || !this.seedGenerator) return inputs;
    const noise = random.fastNormal(this.seedGenerator.next(), inputs.shape, { dtype: this.computeDtype });
    return inputs.mul(noise.mul(Math.sqrt(this.rate / (1 - this.rate))).add(1));
  }
}
