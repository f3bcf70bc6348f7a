import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { factorOf } from './factor.js';
import { Regularizer } from './regularizer.js';
import { L1_PARAMETERS, type L1Arguments } from './signatures.js';

export interface L1Options {
  l1?: number | null;
}

/**
 * l1 · Σ |x|.
 *
 * @example
 * new Dense(1, { kernelRegularizer: new L1(0.01) });
 * new L1(0.5)(tensor([1, -3], null, 'float32')); // 2
 */
export class L1 extends Regularizer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.regularizers',
    name: 'L1',
  });

  readonly l1: number;

  constructor(...args: L1Arguments) {
    super();
    // Keras keeps this factor in single precision.
    this.l1 = Math.fround(factorOf('l1', bindOptions(L1_PARAMETERS, args).l1, 0.01));
  }

  override call(x: Tensor): Tensor {
    return x.abs().sum().mul(this.l1);
  }

  override getConfig(): Record<string, unknown> {
    return { l1: this.l1 };
  }
}
