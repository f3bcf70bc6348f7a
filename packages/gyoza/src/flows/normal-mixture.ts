import { ops, random, type Tensor, ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FLOWS, registered } from '../register.js';
import { assertSamples, BaseDistribution, type SampleOptions, seedsOf } from './base-distribution.js';
import { NORMAL_MIXTURE_PARAMETERS, type NormalMixtureArguments } from './signatures.js';

export interface NormalMixtureOptions extends LayerOptions {
  /** How many normal distributions are mixed. */
  components: number;
  /** The number of elements. */
  size: number;
}

/**
 * A mixture of normal distributions over vectors, whose weights, means and deviations are trained. Means are drawn at first, weights are
 * the same and deviations 1. (`GaussianMixture` has given ones.)
 *
 * @throws ValueError for no components or elements
 * @example
 * const base = new NormalMixture(8, 2);
 */
export class NormalMixture extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'NormalMixture', FLOWS);

  readonly components: number;
  readonly size: number;
  readonly means: Variable;
  readonly logDeviations: Variable;
  readonly logits: Variable;

  constructor(...args: NormalMixtureArguments) {
    const { components, size, ...options } = bindOptions(NORMAL_MIXTURE_PARAMETERS, args);
    super(options);
    if (![components, size].every((each) => Number.isInteger(each) && each > 0)) {
      throw new ValueError('A mixture has some components over some elements.', {
        received: `components ${components}, size ${size}`,
      });
    }
    this.components = components;
    this.size = size;
    const shape = [components, size];
    this.means = this.addWeight({
      name: 'means',
      shape,
      initializer: (all: readonly number[]) => random.normal(all),
    });
    this.logDeviations = this.addWeight({ name: 'log_deviations', shape, initializer: 'zeros' });
    this.logits = this.addWeight({ name: 'logits', shape: [components], initializer: 'zeros' });
  }

  override logProb(z: Tensor): Tensor {
    assertSamples(this, z.shape, [this.size]);
    const away = ops.expandDims(z, 1).sub(this.means.value).mul(this.logDeviations.value.neg().exp());
    const each = away
      .square()
      .add(Math.log(2 * Math.PI))
      .mul(-0.5)
      .sub(this.logDeviations.value)
      .sum(-1);
    return ops.logsumexp(each.add(ops.logSoftmax(this.logits.value)), { axis: 1 });
  }

  override sample(shape: readonly number[], { seed = null }: SampleOptions = {}): Tensor {
    assertSamples(this, shape, [this.size]);
    const [count] = shape as [number];
    const [ofComponents, ofNoise] = seedsOf(seed, 2);
    const logits = ops.expandDims(this.logits.value, 0);
    const which = ops.reshape(random.categorical(logits, count, { seed: ofComponents }), [count]);
    const of = (variable: Variable) => ops.take(variable.value, which, { axis: 0 });
    const noise = random.normal(shape, { seed: ofNoise });
    return of(this.means).add(noise.mul(of(this.logDeviations).exp()));
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), components: this.components, size: this.size };
  }
}
