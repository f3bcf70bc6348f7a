import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { FanInitializer } from './fan-initializer.js';
import { HE_NORMAL_PARAMETERS, type HeNormalArguments } from './signatures.js';
import type { FanOptions } from './variance-scaling.js';

export type HeNormalOptions = FanOptions;

/**
 * Truncated normal of variance 2 / inputs: K. He et al., arXiv:1502.01852.
 *
 * @example
 * new Dense(3, { kernelInitializer: 'he_normal' });
 * new HeNormal({ seed: 1 })([4, 3]); // shape [4, 3]
 */
export class HeNormal extends FanInitializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'HeNormal',
  });

  constructor(...args: HeNormalArguments) {
    super({ scale: 2, mode: 'fan_in', distribution: 'truncated_normal' }, bindOptions(HE_NORMAL_PARAMETERS, args));
  }
}
