import { registerKerasObject } from '../serialization/index.js';
import { type FanArguments, FanInitializer } from './fan-initializer.js';

/**
 * Truncated normal of variance 2 / inputs: K. He et al., arXiv:1502.01852.
 *
 * @example
 * new Dense(3, { kernelInitializer: 'he_normal' });
 * new HeNormal({ seed: 1 })([4, 3]); // shape [4, 3]
 */
@registerKerasObject({ module: 'keras.initializers', name: 'HeNormal' })
export class HeNormal extends FanInitializer {
  constructor(...args: FanArguments) {
    super('HeNormal', { scale: 2, mode: 'fan_in', distribution: 'truncated_normal' }, args);
  }
}
