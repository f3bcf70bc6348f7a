import { ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { aligned, lossFunction } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { HUBER_PARAMETERS, type HuberArguments } from './signatures.js';

/**
 * The mean over the last axis of half the squared error, which continues linearly where the error exceeds `delta`.
 *
 * @example
 * await huber([[0, 0]], [[1, 3]]).array(); // [1.5]
 */
export const huber = /* @__PURE__ */ lossFunction(
  'huber',
  ['yTrue', 'yPred', 'delta'],
  (yTrue: TensorLike, yPred: TensorLike, delta: number = 1): Tensor => {
    const [targets, predicted] = aligned(yTrue, yPred);
    const error = predicted.sub(targets);
    const size = error.abs();
    const quadratic = error.square().mul(0.5);
    const linear = size.mul(delta).sub(0.5 * delta * delta);
    return ops.where(size.lessEqual(delta), quadratic, linear).mean(-1);
  },
);

export interface HuberOptions extends LossOptions {
  /** Where the loss turns from quadratic to linear. */
  delta?: number;
}

/**
 * Quadratic for small errors, linear for large ones.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new Huber(2) });
 */
export class Huber extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'Huber',
  });

  readonly delta: number;

  constructor(...args: HuberArguments) {
    const options = bindOptions(HUBER_PARAMETERS, args);
    const { delta = 1, name = 'huber_loss', ...shared } = options;
    super(huber, { name, ...shared, delta });
    this.delta = delta;
  }

  override getConfig(): Record<string, unknown> {
    return baseConfig(this);
  }
}
