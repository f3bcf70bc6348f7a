import { floatx, ops, type Tensor, ValueError } from '@org/core';
import { bindOptions, convert, requireKind } from '@org/core/internal';
import { kerasSchedule } from './keras-schedule.js';
import { LearningRateSchedule } from './learning-rate-schedule.js';
import { PIECEWISE_CONSTANT_DECAY_PARAMETERS, type PiecewiseConstantDecayArguments } from './signatures.js';

export interface PiecewiseConstantDecayOptions {
  /** Increasing steps; the last ones at which the respective value holds. */
  boundaries: readonly number[];
  /** One more than boundaries. */
  values: readonly number[];
  /** The name; by default one made from that of the class. */
  name?: string;
}

/**
 * `values[0]` up to step `boundaries[0]` (included), then `values[1]` up to `boundaries[1]`, ..., at last the last value.
 *
 * @example
 * const schedule = new PiecewiseConstantDecay([100, 200], [1, 0.5, 0.1]);
 * await schedule(150).item(); // 0.5
 */
export class PiecewiseConstantDecay extends LearningRateSchedule {
  static override readonly kerasName = /* @__PURE__ */ kerasSchedule(this, 'PiecewiseConstantDecay');

  readonly boundaries: readonly number[];
  readonly values: readonly number[];
  override readonly name: string;

  /** @throws ValueError unless there is one more value than boundaries */
  constructor(...args: PiecewiseConstantDecayArguments) {
    super();
    const options = bindOptions(PIECEWISE_CONSTANT_DECAY_PARAMETERS, args);
    requireKind('PiecewiseConstantDecay', 'boundaries', options.boundaries);
    this.boundaries = options.boundaries;
    this.values = options.values;
    this.name = options.name ?? 'PiecewiseConstant';
    if (!Array.isArray(this.values) || this.values.length !== this.boundaries.length + 1) {
      throw new ValueError('PiecewiseConstantDecay needs one more value than boundaries.', {
        received: `${this.boundaries.length} boundaries, ${Array.isArray(this.values) ? this.values.length : 'no'} values`,
      });
    }
  }

  override call(step: Tensor): Tensor {
    const values = this.values.map((value) => convert(value, floatx()));
    return this.boundaries.reduceRight(
      (later, boundary, i) => ops.where(step.lessEqual(convert(boundary, step.dtype)), values[i]!, later),
      values[values.length - 1]!,
    );
  }

  override getConfig(): Record<string, unknown> {
    return { boundaries: this.boundaries, values: this.values, name: this.name };
  }
}
