import type { Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { factorOf } from './factor.js';
import { Regularizer } from './regularizer.js';
import { L1L2_PARAMETERS, type L1L2Arguments } from './signatures.js';

export interface L1L2Options {
  l1?: number | null;
  l2?: number | null;
}

/**
 * l1 · Σ |x| + l2 · Σ x².
 *
 * @example
 * new L1L2({ l1: 0.5, l2: 0.1 })(tensor([1, -3], null, 'float32')); // 3
 */
export class L1L2 extends Regularizer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.regularizers',
    name: 'L1L2',
    aliases: ['l1_l2'],
  });

  readonly l1: number;
  readonly l2: number;

  constructor(...args: L1L2Arguments) {
    super();
    const { l1, l2 } = bindOptions(L1L2_PARAMETERS, args);
    this.l1 = factorOf('l1', l1, 0);
    this.l2 = factorOf('l2', l2, 0);
  }

  override call(x: Tensor): Tensor {
    return x.abs().sum().mul(this.l1).add(x.square().sum().mul(this.l2));
  }

  override getConfig(): Record<string, unknown> {
    return { l1: this.l1, l2: this.l2 };
  }
}
