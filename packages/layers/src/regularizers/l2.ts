import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { factorOf } from './factor.js';
import { Regularizer } from './regularizer.js';
import { L2_PARAMETERS, type L2Arguments } from './signatures.js';

export interface L2Options {
  l2?: number | null;
}

/**
 * l2 · Σ x².
 *
 * @example
 * new Dense(1, { kernelRegularizer: new L2(0.01) });
 * new L2(0.5)(tensor([1, -3], null, 'float32')); // 5
 */
export class L2 extends Regularizer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.regularizers',
    name: 'L2',
  });

  readonly l2: number;

  constructor(...args: L2Arguments) {
    super();
    this.l2 = factorOf('l2', bindOptions(L2_PARAMETERS, args).l2, 0.01);
  }

  override call(x: Tensor): Tensor {
    return x.square().sum().mul(this.l2);
  }

  override getConfig(): Record<string, unknown> {
    return { l2: this.l2 };
  }
}
