import { registerKerasObject } from '../serialization/index.js';
import { type FanArguments, FanInitializer } from './fan-initializer.js';

/** Uniform in ±√(6 / inputs): K. He et al., arXiv:1502.01852. */
@registerKerasObject({ module: 'keras.initializers', name: 'HeUniform' })
export class HeUniform extends FanInitializer {
  constructor(...args: FanArguments) {
    super('HeUniform', { scale: 2, mode: 'fan_in', distribution: 'uniform' }, args);
  }
}
