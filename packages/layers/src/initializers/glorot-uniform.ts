import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { FanInitializer } from './fan-initializer.js';
import { GLOROT_UNIFORM_PARAMETERS, type GlorotUniformArguments } from './signatures.js';
import type { FanOptions } from './variance-scaling.js';

export type GlorotUniformOptions = FanOptions;

/**
 * Uniform in ±√(6 / (inputs + outputs)): X. Glorot and Y. Bengio (AISTATS 2010).
 *
 * @example
 * new Dense(3, { kernelInitializer: 'glorot_uniform' });
 * new GlorotUniform({ seed: 1 })([4, 3]); // shape [4, 3]
 */
export class GlorotUniform extends FanInitializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'GlorotUniform',
  });

  constructor(...args: GlorotUniformArguments) {
    super({ scale: 1, mode: 'fan_avg', distribution: 'uniform' }, bindOptions(GLOROT_UNIFORM_PARAMETERS, args));
  }
}
