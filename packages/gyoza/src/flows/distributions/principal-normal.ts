import { ops, random, type Tensor, ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FLOWS, registered } from '../../register.js';
import { assertSamples, BaseDistribution, type SampleOptions, seedsOf } from '../base-distribution.js';
import { PRINCIPAL_NORMAL_PARAMETERS, type PrincipalNormalArguments } from './signatures.js';

export interface PrincipalNormalOptions extends LayerOptions {
  /** The number of elements. */
  size: number;
  /** How many directions samples are spread in, besides the noise. */
  latentSize: number;
  /** That of the noise at first. */
  deviation?: number;
}

/**
 * A normal distribution over vectors that is spread in some directions, which are trained, as are the mean and the deviation of the noise
 * in all (probabilistic principal components; Tipping & Bishop, 1999; normflows's `GaussianPCA`).
 *
 * @throws ValueError for sizes that are no positive whole numbers, or a deviation that is not positive
 * @example
 * const base = new PrincipalNormal(4, 2);
 */
export class PrincipalNormal extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'PrincipalNormal', FLOWS);

  readonly size: number;
  readonly latentSize: number;
  readonly deviation: number;
  readonly center: Variable;
  readonly directions: Variable;
  readonly logDeviation: Variable;

  constructor(...args: PrincipalNormalArguments) {
    const { size, latentSize, deviation = 0.1, ...options } = bindOptions(PRINCIPAL_NORMAL_PARAMETERS, args);
    super(options);
    if (![size, latentSize].every((each) => Number.isInteger(each) && each > 0) || !(deviation > 0)) {
      throw new ValueError('A principal normal distribution has some elements, directions, and noise.', {
        received: `size ${size}, latentSize ${latentSize}, deviation ${deviation}`,
      });
    }
    this.size = size;
    this.latentSize = latentSize;
    this.deviation = deviation;
    this.center = this.addWeight({ name: 'center', shape: [size], initializer: 'zeros' });
    this.directions = this.addWeight({
      name: 'directions',
      shape: [latentSize, size],
      initializer: (shape: readonly number[]) => random.normal(shape),
    });
    this.logDeviation = this.addWeight({
      name: 'log_deviation',
      shape: [],
      initializer: (shape: readonly number[]) => ops.full(shape, Math.log(deviation)),
    });
  }

  override logProb(z: Tensor): Tensor {
    assertSamples(this, z.shape, [this.size]);
    const directions = this.directions.value;
    const noise = ops.eye(this.size, { dtype: directions.dtype }).mul(this.logDeviation.value.mul(2).exp());
    const factor = ops.cholesky(directions.transpose().matmul(directions).add(noise));
    const away = z.sub(this.center.value).transpose();
    const square = ops.solveTriangular(factor, away, { lower: true }).square().sum(0);
    const logDeterminant = ops.diagonal(factor).log().sum().mul(2);
    return square
      .add(logDeterminant)
      .add(this.size * Math.log(2 * Math.PI))
      .mul(-0.5);
  }

  override sample(shape: readonly number[], { seed = null }: SampleOptions = {}): Tensor {
    assertSamples(this, shape, [this.size]);
    const [ofLatents, ofNoise] = seedsOf(seed, 2);
    const latents = random.normal([...shape.slice(0, -1), this.latentSize], { seed: ofLatents });
    const noise = random.normal(shape, { seed: ofNoise }).mul(this.logDeviation.value.exp());
    return latents.matmul(this.directions.value).add(noise).add(this.center.value);
  }

  override expectedValue(shape: readonly number[]): Tensor {
    return ops.broadcastTo(this.center.value, [...shape]);
  }

  override getConfig(): Record<string, unknown> {
    const { size, latentSize, deviation } = this;
    return { ...super.getConfig(), size, latent_size: latentSize, deviation };
  }
}
