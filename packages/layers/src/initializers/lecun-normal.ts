import { registerKerasObject } from '../serialization/index.js';
import { type FanArguments, FanInitializer } from './fan-initializer.js';

/** Truncated normal of variance 1 / inputs: G. Klambauer et al., arXiv:1706.02515. */
@registerKerasObject({ module: 'keras.initializers', name: 'LecunNormal' })
export class LecunNormal extends FanInitializer {
  constructor(...args: FanArguments) {
    super('LecunNormal', { scale: 1, mode: 'fan_in', distribution: 'truncated_normal' }, args);
  }
}
