import { registerKerasObject } from '../serialization/index.js';
import { type FanArguments, FanInitializer } from './fan-initializer.js';

/**
 * Uniform in ±√(3 / inputs): Y. LeCun et al., Efficient BackProp (1998).
 *
 * @example
 * new Dense(3, { kernelInitializer: 'lecun_uniform' });
 * new LecunUniform({ seed: 1 })([4, 3]); // shape [4, 3]
 */
@registerKerasObject({ module: 'keras.initializers', name: 'LecunUniform' })
export class LecunUniform extends FanInitializer {
  constructor(...args: FanArguments) {
    super('LecunUniform', { scale: 1, mode: 'fan_in', distribution: 'uniform' }, args);
  }
}
