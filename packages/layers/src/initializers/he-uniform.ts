import { registerKerasObject } from '../serialization/index.js';
import { type FanArguments, FanInitializer } from './fan-initializer.js';

/**
 * Uniform in ±√(6 / inputs): K. He et al., arXiv:1502.01852.
 *
 * @example
 * new Dense(3, { kernelInitializer: 'he_uniform' });
 * new HeUniform({ seed: 1 })([4, 3]); // shape [4, 3]
 */
@registerKerasObject({ module: 'keras.initializers', name: 'HeUniform' })
export class HeUniform extends FanInitializer {
  constructor(...args: FanArguments) {
    super('HeUniform', { scale: 2, mode: 'fan_in', distribution: 'uniform' }, args);
  }
}
