import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { FanInitializer } from './fan-initializer.js';
import { LECUN_NORMAL_PARAMETERS, type LecunNormalArguments } from './signatures.js';
import type { FanOptions } from './variance-scaling.js';

export type LecunNormalOptions = FanOptions;

/**
 * Truncated normal of variance 1 / inputs: G. Klambauer et al., arXiv:1706.02515.
 *
 * @example
 * new Dense(3, { kernelInitializer: 'lecun_normal' });
 * new LecunNormal({ seed: 1 })([4, 3]); // shape [4, 3]
 */
export class LecunNormal extends FanInitializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'LecunNormal',
  });

  constructor(...args: LecunNormalArguments) {
    super({ scale: 1, mode: 'fan_in', distribution: 'truncated_normal' }, bindOptions(LECUN_NORMAL_PARAMETERS, args));
  }
}
