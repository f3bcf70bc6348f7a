import { ValueError } from '@org/core';
import { bindOpenOptions } from '@org/core/internal';
import { Adam, type AdamOptions } from './adam.js';
import { kerasOptimizer } from './keras-optimizer.js';
import { sharedParameters } from './optimizer-options.js';
import { ADAM_W_PARAMETERS, type AdamWArguments } from './signatures.js';

const [, ..._afterWeightDecay] = sharedParameters;
export type AdamWOptions = AdamOptions;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101).
 *
 * @example
 * const optimizer = new AdamW(0.001, { weightDecay: 0.01 });
 * optimizer.excludeFromWeightDecay({ varNames: ['bias'] });
 */
export class AdamW extends Adam {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'AdamW');

  /** @throws ValueError when weightDecay is null */
  constructor(...args: AdamWArguments) {
    const options = bindOpenOptions(ADAM_W_PARAMETERS, args);
    if (options.weightDecay === null) {
      throw new ValueError('`weightDecay` of AdamW must be a number.', { received: 'null' });
    }
    super({ weightDecay: 0.004, ...options });
  }
}
