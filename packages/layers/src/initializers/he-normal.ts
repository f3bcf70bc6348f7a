import { registerKerasObject } from '../serialization/index.js';
import { type FanArguments, FanInitializer } from './fan-initializer.js';

/** Truncated normal of variance 2 / inputs: K. He et al., arXiv:1502.01852. */
@registerKerasObject({ module: 'keras.initializers', name: 'HeNormal' })
export class HeNormal extends FanInitializer {
  constructor(...args: FanArguments) {
    super('HeNormal', { scale: 2, mode: 'fan_in', distribution: 'truncated_normal' }, args);
  }
}
