import { ops, random, type Tensor } from '@org/core';
import { kerasLayer } from '../define-layer.js';
import { Dropout } from './dropout.js';

/** What SELU makes of an input of minus infinity: -alpha * scale. */
const SATURATION = -1.6732632423543772 * 1.0507009873554805;

/**
 * In training, sets a random fraction `rate` of the inputs to the saturation value of SELU, and scales and shifts so that mean and
 * variance stay (Klambauer et al., 2017); otherwise does nothing.
 *
 * @throws ValueError for a rate outside of [0, 1]
 * @example
 * new AlphaDropout(0.1)(x, { training: true }); // shape [10, 4]
 */
export class AlphaDropout extends Dropout {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'AlphaDropout');

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'training'];

  override call(inputs: Tensor, { training = false }: { training?: boolean | null } = {}): Tensor {
    const { rate, seedGenerator } = this;
    if (!training || !seedGenerator) return inputs;
    const keep = random.fastDropoutMask(seedGenerator.next(), this.maskShape(inputs), rate);
    const scale = ((1 - rate) * (1 + rate * SATURATION ** 2)) ** -0.5;
    const shift = -scale * SATURATION * rate;
    return ops.where(keep, inputs, SATURATION).mul(scale).add(shift);
  }
}
