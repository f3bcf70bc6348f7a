import { lax, ops, random, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { FLOWS, registered } from '../../register.js';
import { assertSamples, BaseDistribution, type SampleOptions, seedsOf } from '../base-distribution.js';
import { MaskedNetwork } from '../masked-network.js';
import { AUTOREGRESSIVE_MIXTURE_PARAMETERS, type AutoregressiveMixtureArguments } from './signatures.js';

export interface AutoregressiveMixtureOptions extends LayerOptions {
  /** The number of elements. */
  size: number;
  /** How many normal distributions are mixed for each. */
  components?: number;
  /** The sizes of the hidden layers of the masked network. */
  hiddenUnits?: readonly number[];
  /** The size of the condition, where the distribution depends on one. */
  conditionSize?: number;
}

const LEAST_DEVIATION = 1e-2;
/** Where softplus is 1, less the least deviation. */
const SHIFT = Math.log(Math.expm1(1 - LEAST_DEVIATION));

/**
 * Vectors of which each element is distributed by a mixture of normal distributions, that a masked network makes of the elements before it
 * and of a condition (nflows's `MADEMoG`). A density is one pass, a sample one for each element.
 *
 * @throws ValueError for numbers that are no positive whole ones
 * @example
 * const base = new AutoregressiveMixture(4, { components: 3 });
 */
export class AutoregressiveMixture extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'AutoregressiveMixture', FLOWS);

  readonly size: number;
  readonly components: number;
  readonly hiddenUnits: readonly number[];
  readonly conditionSize: number;
  readonly #network: MaskedNetwork;

  constructor(...args: AutoregressiveMixtureArguments) {
    const {
      size,
      components = 5,
      hiddenUnits = [64, 64],
      conditionSize = 0,
      ...options
    } = bindOptions(AUTOREGRESSIVE_MIXTURE_PARAMETERS, args);
    super(options);
    if (![size, components, ...hiddenUnits].every((each) => Number.isInteger(each) && each > 0)) {
      throw new ValueError('A mixture has some elements, components, and hidden units.', {
        received: `size ${size}, components ${components}, hiddenUnits [${hiddenUnits}]`,
      });
    }
    this.size = size;
    this.components = components;
    this.hiddenUnits = [...hiddenUnits];
    this.conditionSize = conditionSize;
    const shape = { size, perElement: 3 * components, hiddenUnits, conditionSize };
    this.#network = new MaskedNetwork(shape, (weight) => {
      // Different means at first, or all components would stay the same.
      const isLast = weight.name === `bias_${hiddenUnits.length}`;
      return this.addWeight(isLast ? { ...weight, initializer: 'random_normal' } : weight);
    });
  }

  /** Of each element, `[batch, size, components]`. */
  #mixtures(z: Tensor, condition: TensorLike | null): { logWeights: Tensor; means: Tensor; deviations: Tensor } {
    const { size, components } = this;
    assertSamples(this, z.shape, [size]);
    const parameters = this.#network.call(z, condition);
    const [logits, means, deviations] = ops.split(parameters, [components, 2 * components], -1) as Tensor[];
    return {
      logWeights: ops.logSoftmax(logits!, -1),
      means: means!,
      deviations: ops.softplus(deviations!.add(SHIFT)).add(LEAST_DEVIATION),
    };
  }

  override logProb(z: Tensor, condition: TensorLike | null = null): Tensor {
    const { logWeights, means, deviations } = this.#mixtures(z, condition);
    const square = ops.expandDims(z, -1).sub(means).div(deviations).square();
    const each = square
      .add(Math.log(2 * Math.PI))
      .mul(-0.5)
      .sub(deviations.log());
    return ops.logsumexp(logWeights.add(each), { axis: -1 }).sum(1);
  }

  override sample(shape: readonly number[], { seed = null, condition = null }: SampleOptions = {}): Tensor {
    assertSamples(this, shape, [this.size]);
    const [ofComponents, ofNoise] = seedsOf(seed, 2);
    const noise = random.normal(shape, { seed: ofNoise });
    const part = random.uniform(shape, 0, 1, { seed: ofComponents });
    const places = ops.arange(this.size, { dtype: 'int32' });
    const found = lax.foriLoop(
      0,
      this.size,
      (i: Tensor, known: Tensor): Tensor => {
        const { logWeights, means, deviations } = this.#mixtures(known, condition);
        const before = ops.cumsum(logWeights.exp(), { axis: -1 }).at('...', ':-1');
        const which = ops.sum(ops.cast(ops.expandDims(part, -1).greater(before), 'int32'), { axis: -1 });
        const chosen = ops.cast(ops.oneHot(which, this.components), known.dtype);
        const of = (each: Tensor) => ops.sum(each.mul(chosen), { axis: -1 });
        return ops.where(places.equal(i), noise.mul(of(deviations)).add(of(means)), known);
      },
      ops.zeros([...shape], noise.dtype),
    );
    return found as Tensor;
  }

  override getConfig(): Record<string, unknown> {
    const { size, components, hiddenUnits, conditionSize } = this;
    return {
      ...super.getConfig(),
      size,
      components,
      hidden_units: hiddenUnits,
      ...(conditionSize > 0 && { condition_size: conditionSize }),
    };
  }
}
