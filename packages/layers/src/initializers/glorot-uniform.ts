import { registerKerasObject } from '../serialization/index.js';
import { type FanArguments, FanInitializer } from './fan-initializer.js';

/**
 * Uniform in ±√(6 / (inputs + outputs)): X. Glorot and Y. Bengio (AISTATS 2010).
 *
 * @example
 * new Dense(3, { kernelInitializer: 'glorot_uniform' });
 * new GlorotUniform({ seed: 1 })([4, 3]); // shape [4, 3]
 */
@registerKerasObject({ module: 'keras.initializers', name: 'GlorotUniform' })
export class GlorotUniform extends FanInitializer {
  constructor(...args: FanArguments) {
    super('GlorotUniform', { scale: 1, mode: 'fan_avg', distribution: 'uniform' }, args);
  }
}
