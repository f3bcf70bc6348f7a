import { ops, PythonTypeError, random, type Tensor, type TensorLike, tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import { deserialize, type Layer, type LayerOptions, serialize } from '@org/layers';
import { described } from '../../errors.js';
import { FLOWS, registered } from '../../register.js';
import { range } from '../../utilities/numbers.js';
import { BaseDistribution, type SampleOptions, seedsOf } from '../base-distribution.js';
import { CONDITIONAL_MIXTURE_PARAMETERS, type ConditionalMixtureArguments } from './signatures.js';

export interface ConditionalMixtureOptions extends LayerOptions {
  /** The number of elements. */
  size: number;
  /** How many normal distributions are mixed. */
  components: number;
  /** From conditions to `components (1 + size + size (size + 1) / 2)` numbers on the last axis; see {@link ConditionalMixture}. */
  network: Layer;
}

/** What a mixture is like for each sample of a batch. */
export interface MixtureParameters {
  /** The logarithms of the weights, `[batch, components]`. */
  readonly logWeights: Tensor;
  /** `[batch, components, size]` */
  readonly means: Tensor;
  /** Factors of the precision matrices Uᵀ U, `[batch, components, size, size]`, upper triangular with a positive diagonal. */
  readonly factors: Tensor;
}

/**
 * A mixture of normal distributions with full covariances over vectors, which a network makes of the condition: a mixture density network
 * (FrEIA's `GaussianMixtureModel`). The network's outputs are, one behind the other, the logits of the weights, the means, the logarithms
 * of the diagonals of the factors of the precision matrices, and what these have above the diagonal, row by row.
 *
 * @throws ValueError without a condition, or for another number of outputs
 * @example
 * import { layers } from '@org/models';
 * const density = new ConditionalMixture(2, 3, new layers.Dense(3 * (1 + 2 + 3)));
 * const logDensities = density.logProb(x.at(':', ':2'), x);
 */
export class ConditionalMixture extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'ConditionalMixture', FLOWS);

  readonly size: number;
  readonly components: number;
  readonly network: Layer;

  constructor(...args: ConditionalMixtureArguments) {
    const { size, components, network, ...options } = bindOptions(CONDITIONAL_MIXTURE_PARAMETERS, args);
    super(options);
    if (![size, components].every((each) => Number.isInteger(each) && each > 0)) {
      throw new ValueError('A mixture has some components over some elements.', {
        received: `components ${components}, size ${size}`,
      });
    }
    if (typeof network !== 'function') {
      throw new PythonTypeError('ConditionalMixture has a layer or a model for conditions.', {
        received: described(network),
      });
    }
    this.size = size;
    this.components = components;
    this.network = network;
  }

  /** What the mixtures are under the conditions. */
  parametersFor(condition: TensorLike | null): MixtureParameters {
    const { size, components } = this;
    const above = (size * (size - 1)) / 2;
    const count = components * (1 + 2 * size + above);
    const outputs = condition === null ? null : (this.network(condition) as Tensor);
    if (outputs?.rank !== 2 || outputs.shape[1] !== count) {
      throw new ValueError('ConditionalMixture depends on a condition, of which its network makes the parameters.', {
        expected: `[batch, ${count}]`,
        received: outputs ? `[${outputs.shape}]` : 'no condition',
      });
    }
    const ends = [components, components * (1 + size), components * (1 + 2 * size)];
    const [logits, means, diagonals, others] = ops.split(outputs, ends, 1) as [Tensor, Tensor, Tensor, Tensor];
    const shaped = (x: Tensor, last: number) => ops.reshape(x, [outputs.shape[0]!, components, last]);
    const upper = range(size).flatMap((row) => range(size - row - 1).map((i) => row * size + row + 1 + i));
    const all = shaped(diagonals, size).exp();
    const zeros = ops.zeros([outputs.shape[0]!, components, 1], outputs.dtype);
    const numbers = ops.concatenate([all, ...(above > 0 ? [shaped(others, above)] : []), zeros], -1);
    const places = range(size * size).map((place) => {
      const row = Math.floor(place / size);
      const isDiagonal = place === row * size + row;
      return isDiagonal ? row : upper.includes(place) ? size + upper.indexOf(place) : size + above;
    });
    const matrix = ops.take(numbers, tensor(places, [size * size], 'int32'), { axis: -1 });
    return {
      logWeights: ops.logSoftmax(logits, -1),
      means: shaped(means, size),
      factors: ops.reshape(matrix, [outputs.shape[0]!, components, size, size]),
    };
  }

  /**
   * Standard normal numbers that each component makes of the samples, `[batch, components, size]`, and the log-determinants,
   * `[batch, components]`.
   */
  latents(z: Tensor, condition: TensorLike | null): [latents: Tensor, logDeterminants: Tensor] {
    return this.#latents(z, this.parametersFor(condition));
  }

  #latents(z: Tensor, { means, factors }: MixtureParameters): [Tensor, Tensor] {
    const away = ops.expandDims(ops.expandDims(z, 1).sub(means), -1);
    const diagonal = ops.diagonal(factors, { axis1: -2, axis2: -1 });
    return [ops.squeeze(factors.matmul(away), -1), diagonal.log().sum(-1)];
  }

  override logProb(z: Tensor, condition: TensorLike | null = null): Tensor {
    const parameters = this.parametersFor(condition);
    const [latents, determinants] = this.#latents(z, parameters);
    const square = latents
      .square()
      .add(Math.log(2 * Math.PI))
      .sum(-1);
    return ops.logsumexp(square.mul(-0.5).add(determinants).add(parameters.logWeights), { axis: 1 });
  }

  override sample(shape: readonly number[], { seed = null, condition = null }: SampleOptions = {}): Tensor {
    const [ofComponents, ofNoise] = seedsOf(seed, 2);
    const { logWeights, means, factors } = this.parametersFor(condition);
    const which = ops.reshape(random.categorical(logWeights, 1, { seed: ofComponents }), [-1]);
    const chosen = ops.cast(ops.oneHot(which, this.components), means.dtype);
    const of = (each: Tensor) => {
      const weights = ops.reshape(chosen, [...chosen.shape, ...each.shape.slice(2).map(() => 1)]);
      return ops.sum(each.mul(weights), { axis: 1 });
    };
    const noise = ops.expandDims(random.normal(shape, { seed: ofNoise }), -1);
    return ops.squeeze(ops.solveTriangular(of(factors), noise), -1).add(of(means));
  }

  override expectedValue(_shape: readonly number[], { condition = null }: SampleOptions = {}): Tensor {
    const { logWeights, means } = this.parametersFor(condition);
    return ops.expandDims(logWeights.exp(), -1).mul(means).sum(1);
  }

  override getConfig(): Record<string, unknown> {
    const { size, components } = this;
    return { ...super.getConfig(), size, components, network: serialize(this.network) };
  }

  /** A distribution from the config of another, the network included. */
  static override fromConfig(config: Record<string, unknown>): ConditionalMixture {
    return super.fromConfig({ ...config, network: deserialize(config.network as never) }) as ConditionalMixture;
  }
}
