import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { FanInitializer } from './fan-initializer.js';
import { GLOROT_NORMAL_PARAMETERS, type GlorotNormalArguments } from './signatures.js';
import type { FanOptions } from './variance-scaling.js';

export type GlorotNormalOptions = FanOptions;

/**
 * Truncated normal of variance 2 / (inputs + outputs): X. Glorot and Y. Bengio (AISTATS 2010).
 *
 * @example
 * new Dense(3, { kernelInitializer: 'glorot_normal' });
 * new GlorotNormal({ seed: 1 })([4, 3]); // shape [4, 3]
 */
export class GlorotNormal extends FanInitializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'GlorotNormal',
  });

  constructor(...args: GlorotNormalArguments) {
    super({ scale: 1, mode: 'fan_avg', distribution: 'truncated_normal' }, bindOptions(GLOROT_NORMAL_PARAMETERS, args));
  }
}
