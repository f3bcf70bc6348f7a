import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { FanInitializer } from './fan-initializer.js';
import { HE_UNIFORM_PARAMETERS, type HeUniformArguments } from './signatures.js';
import type { FanOptions } from './variance-scaling.js';

export type HeUniformOptions = FanOptions;

/**
 * Uniform in ±√(6 / inputs): K. He et al., arXiv:1502.01852.
 *
 * @example
 * new Dense(3, { kernelInitializer: 'he_uniform' });
 * new HeUniform({ seed: 1 })([4, 3]); // shape [4, 3]
 */
export class HeUniform extends FanInitializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'HeUniform',
  });

  constructor(...args: HeUniformArguments) {
    super({ scale: 2, mode: 'fan_in', distribution: 'uniform' }, bindOptions(HE_UNIFORM_PARAMETERS, args));
  }
}
