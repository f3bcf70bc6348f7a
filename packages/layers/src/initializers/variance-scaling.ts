import { type DType, random, type Shape, type Tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { registerKerasObject } from '../serialization/index.js';
import { computeFans } from './compute-fans.js';
import { type InitializerSeed, RandomInitializer } from './random-initializer.js';
import { VARIANCE_SCALING_PARAMETERS, type VarianceScalingArguments } from './signatures.js';

const MODES = ['fan_in', 'fan_out', 'fan_avg'] as const;
const DISTRIBUTIONS = ['truncated_normal', 'untruncated_normal', 'uniform'] as const;

/** What the numbers of units are divided into. */
export type FanMode = (typeof MODES)[number];
export type FanDistribution = (typeof DISTRIBUTIONS)[number] | 'normal';

/** Parameters of the initializers of fixed scale: {@link GlorotUniform} and its like. */
export interface FanOptions {
  /** Where the random numbers start: a number or a SeedGenerator; null draws one. */
  seed?: InitializerSeed;
  /** Axes that count as inputs and as outputs, where the shape does not tell. */
  inputAxes?: readonly number[] | null;
  outputAxes?: readonly number[] | null;
}

export interface VarianceScalingOptions extends FanOptions {
  scale?: number;
  mode?: FanMode;
  distribution?: FanDistribution;
}

/** Standard deviation of a normal distribution cut off at two standard deviations. */
const TRUNCATED_STDDEV = 0.87962566103423978;

/**
 * Random numbers of variance `scale / n`, where n is the number of input units, of output units, or the mean of both.
 *
 * @throws ValueError for a scale that is not positive, an unknown mode or distribution
 * @example
 * new VarianceScaling({ scale: 2, mode: 'fan_in', distribution: 'uniform' })([784, 128]);
 */
export class VarianceScaling extends RandomInitializer {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.initializers',
    name: 'VarianceScaling',
  });

  readonly scale: number;
  readonly mode: FanMode;
  readonly distribution: FanDistribution;
  readonly inputAxes: readonly number[] | null;
  readonly outputAxes: readonly number[] | null;

  constructor(...args: VarianceScalingArguments) {
    const options = bindOptions(VARIANCE_SCALING_PARAMETERS, args);
    super(options.seed);
    this.scale = options.scale ?? 1;
    this.mode = oneOf('mode', options.mode ?? 'fan_in', MODES);
    const distribution = (options.distribution ?? 'truncated_normal').toLowerCase();
    this.distribution = oneOf(
      'distribution',
      distribution === 'normal' ? 'truncated_normal' : distribution,
      DISTRIBUTIONS,
    );
    this.inputAxes = options.inputAxes ?? null;
    this.outputAxes = options.outputAxes ?? null;
    if (!(this.scale > 0)) throw new ValueError('`scale` must be positive.', { received: String(this.scale) });
  }

  override call(shape: Shape, { dtype }: { dtype: DType }): Tensor {
    const [fanIn, fanOut] = computeFans(shape, this.inputAxes, this.outputAxes);
    const units = { fan_in: fanIn, fan_out: fanOut, fan_avg: (fanIn + fanOut) / 2 }[this.mode];
    const variance = this.scale / Math.max(1, units);
    const { seed } = this;
    if (this.distribution === 'uniform') {
      const limit = Math.sqrt(3 * variance);
      return random.uniform(shape, -limit, limit, dtype, seed);
    }
    const stddev = Math.sqrt(variance);
    return this.distribution === 'truncated_normal'
      ? random.truncatedNormal(shape, 0, stddev / TRUNCATED_STDDEV, dtype, seed)
      : random.normal(shape, 0, stddev, dtype, seed);
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      scale: this.scale,
      mode: this.mode,
      distribution: this.distribution,
      input_axes: this.inputAxes,
      output_axes: this.outputAxes,
    };
  }
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  if (!allowed.includes(value as T)) {
    throw new ValueError(`Invalid \`${name}\`.`, { expected: `one of ${allowed.join(', ')}`, received: value });
  }
  return value as T;
}
