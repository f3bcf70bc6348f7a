import { floatx, NotImplementedError, type Tensor, type TensorLike, ValueError } from '@org/core';
import { asTensor, bindArguments, Callable } from '@org/core/internal';
import { type FromOptions, newFromConfig, withArguments } from '@org/layers/internal';
import { kerasSchedule } from './keras-schedule.js';

export interface LearningRateSchedule {
  /** The learning rate at a step (counted from 0). */
  (step: TensorLike): Tensor;
  (keywords: { step: TensorLike }): Tensor;
}

/**
 * A learning rate that depends on the step. Subclasses define `call`, out of ops, since it becomes part of the compiled training
 * step, and `getConfig`.
 *
 * @example
 * class Harmonic extends LearningRateSchedule {
 *   override call(step: Tensor) { return ops.divide(0.1, step.add(1)); }
 * }
 */
export class LearningRateSchedule extends Callable {
  static readonly kerasName = /* @__PURE__ */ kerasSchedule(this, 'LearningRateSchedule');

  override invoke(...given: readonly unknown[]): Tensor {
    const [step] = bindArguments(this.constructor.name, ['step'], 1, given);
    return this.call(asTensor(step as TensorLike));
  }

  /** The learning rate at `step`, a scalar integer tensor. */
  call(_step: Tensor): Tensor {
    throw new NotImplementedError(`Learning rate schedule '${this.constructor.name}' must override call(step).`);
  }

  /** What `fromConfig` makes a copy from, in Keras's own keys. */
  getConfig(): Record<string, unknown> {
    const config = withArguments(this, {});
    if (Object.keys(config).length > 0) return config;
    throw new NotImplementedError(
      `Learning rate schedule '${this.constructor.name}' must override getConfig() in order to be serializable.`,
    );
  }

  static fromConfig<T extends LearningRateSchedule>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static fromConfig(config: Record<string, unknown>): LearningRateSchedule;
  static fromConfig<T extends LearningRateSchedule>(this: FromOptions<T>, config: Record<string, unknown>): T {
    return newFromConfig(this, config);
  }
}

/** The step in the type in which learning rates are computed. */
export const stepAsFloat = (step: Tensor): Tensor => step.cast(floatx());

export function requirePositive(name: string, value: number): void {
  if (!(value > 0)) throw new ValueError(`Argument \`${name}\` must be > 0.`, { received: `${name} = ${value}` });
}
