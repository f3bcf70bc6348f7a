import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { FanInitializer } from './fan-initializer.js';
import { LECUN_UNIFORM_PARAMETERS, type LecunUniformArguments } from './signatures.js';
import type { FanOptions } from './variance-scaling.js';

export type LecunUniformOptions = FanOptions;

/**
 * Uniform in ±√(3 / inputs): Y. LeCun et al., Efficient BackProp (1998).
 *
 * @example
 * new Dense(3, { kernelInitializer: 'lecun_uniform' });
 * new LecunUniform({ seed: 1 })([4, 3]); // shape [4, 3]
 */
export class LecunUniform extends FanInitializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'LecunUniform',
  });

  constructor(...args: LecunUniformArguments) {
    super({ scale: 1, mode: 'fan_in', distribution: 'uniform' }, bindOptions(LECUN_UNIFORM_PARAMETERS, args));
  }
}
