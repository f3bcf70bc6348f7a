import { registerKerasObject } from '../serialization/index.js';
import { type FanArguments, FanInitializer } from './fan-initializer.js';

/**
 * Truncated normal of variance 2 / (inputs + outputs): X. Glorot and Y. Bengio (AISTATS 2010).
 *
 * @example
 * new Dense(3, { kernelInitializer: 'glorot_normal' });
 * new GlorotNormal({ seed: 1 })([4, 3]); // shape [4, 3]
 */
@registerKerasObject({ module: 'keras.initializers', name: 'GlorotNormal' })
export class GlorotNormal extends FanInitializer {
  constructor(...args: FanArguments) {
    super('GlorotNormal', { scale: 1, mode: 'fan_avg', distribution: 'truncated_normal' }, args);
  }
}
