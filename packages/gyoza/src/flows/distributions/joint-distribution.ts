import { ops, PythonTypeError, type Tensor, type TensorLike, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import { deserialize, type LayerOptions, serialize } from '@org/layers';
import { described } from '../../errors.js';
import { FLOWS, registered } from '../../register.js';
import { product } from '../../utilities/numbers.js';
import { assertSamples, BaseDistribution, type SampleOptions, seedsOf } from '../base-distribution.js';
import { JOINT_DISTRIBUTION_PARAMETERS, type JointDistributionArguments } from './signatures.js';

export interface JointDistributionOptions extends LayerOptions {
  /** What each part is distributed by. */
  distributions: readonly BaseDistribution[];
  /** The shape of a sample of each. */
  sampleShapes: readonly (readonly number[])[];
}

/**
 * Vectors whose parts, one behind the other, are distributed independently, each in a shape of its own: such as the scales that
 * {@link Split} puts behind each other, the innermost first; or a density with noise beside it, for augmented flows.
 *
 * @throws TypeError for what is no distribution, ValueError for another number of shapes
 * @example
 * import { ClassNormal, StandardNormal } from '@org/gyoza';
 * const base = new JointDistribution([new ClassNormal([1, 1, 4]), new StandardNormal()], [[2, 2, 4], [16]]);
 */
export class JointDistribution extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'JointDistribution', FLOWS);

  readonly distributions: readonly BaseDistribution[];
  readonly sampleShapes: readonly (readonly number[])[];

  constructor(...args: JointDistributionArguments) {
    const { distributions, sampleShapes, ...options } = bindOptions(JOINT_DISTRIBUTION_PARAMETERS, args);
    super(options);
    const stranger = distributions.find((each) => !(each instanceof BaseDistribution));
    if (stranger !== undefined) {
      throw new PythonTypeError('The parts of a joint distribution are distributions.', {
        received: described(stranger),
      });
    }
    const areShapes = Array.isArray(sampleShapes) && sampleShapes.every(Array.isArray);
    if (distributions.length === 0 || !areShapes || sampleShapes.length !== distributions.length) {
      throw new ValueError('A joint distribution has a shape for each of its parts.', {
        expected: 'as many lists of sizes as distributions, at least one',
        received: `${distributions.length} distributions, shapes ${JSON.stringify(sampleShapes)}`,
      });
    }
    this.distributions = [...distributions];
    this.sampleShapes = sampleShapes.map((each) => [...each]);
  }

  override logProb(z: Tensor, condition: TensorLike | null = null): Tensor {
    const sizes = this.sampleShapes.map(product);
    const size = sizes.reduce((sum, each) => sum + each, 0);
    assertSamples(this, z.shape, [size]);
    const ends = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((sum, each) => sum + each, 0));
    return this.distributions
      .map((each, i) => {
        const part = z.at(':', `${ends[i]! - sizes[i]!}:${ends[i]!}`);
        return each.logProb(ops.reshape(part, [z.shape[0]!, ...this.sampleShapes[i]!]), condition);
      })
      .reduce((sum, each) => sum.add(each));
  }

  override sample(shape: readonly number[], { seed = null, condition = null }: SampleOptions = {}): Tensor {
    const size = this.sampleShapes.map(product).reduce((sum, each) => sum + each, 0);
    assertSamples(this, shape, [size]);
    const seeds = seedsOf(seed, this.distributions.length);
    return this.#joined(shape, (each, part, i) => each.sample(part, { seed: seeds[i], condition }));
  }

  override expectedValue(shape: readonly number[], { condition = null }: SampleOptions = {}): Tensor {
    return this.#joined(shape, (each, part) => ops.broadcastTo(each.expectedValue(part, { condition }), [...part]));
  }

  #joined(
    [count]: readonly number[],
    make: (each: BaseDistribution, shape: readonly number[], i: number) => Tensor,
  ): Tensor {
    const parts = this.distributions.map((each, i) => {
      const part = this.sampleShapes[i]!;
      return ops.reshape(make(each, [count!, ...part], i), [count!, product(part)]);
    });
    return ops.concatenate(parts, 1);
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      distributions: this.distributions.map((each) => serialize(each)),
      sample_shapes: this.sampleShapes,
    };
  }

  /** A distribution from the config of another, its parts included. */
  static override fromConfig(config: Record<string, unknown>): JointDistribution {
    const distributions = (config.distributions as unknown[]).map((each) => deserialize(each as never));
    return super.fromConfig({ ...config, distributions }) as JointDistribution;
  }
}
