/** What parameters of two simulators are drawn from, in likelihood-free inference. */
import { ops, random, type Tensor, tensor } from '@org/core';
import { bindOptions } from '@org/core/python';
import { FLOWS, registered } from '../../register.js';
import {
  assertSamples,
  BaseDistribution,
  type SampleOptions,
  seedsOf,
  UniformBase,
  type UniformBaseOptions,
} from '../base-distribution.js';
import { UNIFORM_BASE_PARAMETERS, type UniformBaseArguments } from '../signatures.js';
import { truncatedNormal } from './truncated-normal.js';

/** From parameters to what is uniform: the second number is counted from the first. */
const APART = [
  [1, -1, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/**
 * Of the M/G/1 queue: the shortest and the longest time of service, of which the length of the interval is uniform, and the rate of
 * arrivals; `low` and `high` are bounds of the first, the length, and the third.
 *
 * @example
 * const prior = new MG1Uniform({ low: [0, 0, 0], high: [10, 10, 1 / 3] });
 */
export class MG1Uniform extends UniformBase {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'MG1Uniform', FLOWS);

  constructor(...args: UniformBaseArguments) {
    super(bindOptions({ ...UNIFORM_BASE_PARAMETERS, callee: 'MG1Uniform' }, args) as UniformBaseOptions);
  }

  override logProb(z: Tensor): Tensor {
    assertSamples(this, z.shape, [3]);
    return super.logProb(z.matmul(ops.cast(tensor(APART, null, 'float32'), z.dtype)));
  }

  override sample(shape: readonly number[], options: SampleOptions = {}): Tensor {
    assertSamples(this, shape, [3]);
    return together(super.sample(shape, options));
  }

  override expectedValue(shape: readonly number[]): Tensor {
    return together(super.expectedValue(shape));
  }
}

const together = (uniform: Tensor): Tensor =>
  ops.concatenate(
    [uniform.at('...', ':1'), uniform.at('...', '1:2').add(uniform.at('...', ':1')), uniform.at('...', '2:')],
    -1,
  );

/** Means of the logarithms of the rates, and their deviation. */
const RATES = [0.01, 0.5, 1, 0.01].map(Math.log);
const DEVIATION = 0.5;
const [LEAST, MOST] = [-5, 2];

/**
 * Of the model of Lotka and Volterra: logarithms of four rates for which it oscillates, normal between -5 and 2.
 *
 * @throws ValueError for other than four numbers
 * @example
 * const rates = new LotkaVolterraOscillating().sample([5, 4], { seed: 1 }).exp();
 */
export class LotkaVolterraOscillating extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'LotkaVolterraOscillating', FLOWS);

  override logProb(z: Tensor): Tensor {
    assertSamples(this, z.shape, [4]);
    return truncatedNormal(RATES, DEVIATION, LEAST, MOST).logDensity(z).sum(-1);
  }

  override sample(shape: readonly number[], { seed = null }: SampleOptions = {}): Tensor {
    assertSamples(this, shape, [4]);
    const [ofUniform] = seedsOf(seed, 1);
    return truncatedNormal(RATES, DEVIATION, LEAST, MOST).quantile(random.uniform(shape, 0, 1, { seed: ofUniform }));
  }
}
