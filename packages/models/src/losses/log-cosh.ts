import { ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { aligned, lossFunction } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { LOG_COSH_PARAMETERS, type LogCoshArguments } from './signatures.js';

/**
 * The mean over the last axis of `log(cosh(yPred - yTrue))`: about half the square for small errors, linear for large ones.
 *
 * @example
 * await logCosh([[0]], [[1]]).array(); // [0.4338]
 */
export const logCosh = /* @__PURE__ */ lossFunction(
  'log_cosh',
  ['yTrue', 'yPred'],
  (yTrue: TensorLike, yPred: TensorLike): Tensor => {
    const [targets, predicted] = aligned(yTrue, yPred);
    const error = predicted.sub(targets);
    // log(cosh(x)) = x + softplus(-2x) - log(2), which does not overflow.
    return error
      .add(ops.softplus(error.mul(-2)))
      .sub(Math.LN2)
      .mean(-1);
  },
  ['logcosh'],
);

export type LogCoshOptions = LossOptions;

/**
 * Logarithm of the hyperbolic cosine of the error.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new LogCosh() });
 */
export class LogCosh extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'LogCosh',
  });

  constructor(...args: LogCoshArguments) {
    const options = bindOptions(LOG_COSH_PARAMETERS, args);
    super(logCosh, { name: 'log_cosh', ...options });
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
