import { ops, PythonTypeError, random, type Tensor, type TensorLike, ValueError } from '@org/core';
import { deserialize, serialize } from '@org/layers';
import { described } from '../../errors.js';
import { FlowLayer, type FlowLayerOptions, type FlowOutputs } from '../../modelling/flow-layers/flow-layer.js';
import { BaseDistribution } from '../base-distribution.js';
import type { LogDensity } from '../sampling.js';

/** A distribution, or a function where nothing is to be saved. */
export type ChainTarget = BaseDistribution | LogDensity;

export interface ChainLayerOptions extends FlowLayerOptions {
  target: ChainTarget;
  seed: number | null;
}

/**
 * Base class of layers that move samples at random, towards a target (stochastic normalizing flows; Wu, Köhler & Noé, arXiv:2002.06707).
 * There is no inverse: both directions are steps of the chain. In place of a log-determinant they give the logarithm of how likely the
 * step is by how likely its reverse is, so that samples with these are weighted samples of the target:
 * `sampleAndLogProb` gives the density by which the target's is divided.
 */
export abstract class ChainLayer extends FlowLayer {
  readonly target: ChainTarget;
  readonly seed: number | null;
  readonly #generator: random.SeedGenerator;

  constructor({ target, seed, ...options }: ChainLayerOptions) {
    super(options);
    if (!(target instanceof BaseDistribution) && typeof target !== 'function') {
      throw new PythonTypeError(`${this.constructor.name} leads to a distribution, or a logarithm of a density.`, {
        expected: "such as new flows.PlaneDensity('twoMoons')",
        received: described(target),
      });
    }
    this.target = target;
    this.seed = seed;
    this.#generator = new random.SeedGenerator(seed);
  }

  override get _isInvertible_(): boolean {
    return false;
  }

  /** Steps of the chain. @returns the samples, and what stands for log-determinants */
  protected abstract _moved_(x: Tensor): FlowOutputs;

  /** The logarithm of the target's density. */
  protected readonly logDensity: LogDensity = (x) =>
    this.target instanceof BaseDistribution ? this.target.logProb(x) : this.target(x);

  protected normal(shape: readonly number[], dtype: Tensor['dtype']): Tensor {
    return random.normal(shape, { seed: this.#generator, dtype });
  }

  protected uniform(shape: readonly number[], dtype: Tensor['dtype']): Tensor {
    return random.uniform(shape, 0, 1, { seed: this.#generator, dtype });
  }

  /** Numbers along the axes, in the rank of `x`. */
  protected perSample(single: Tensor, x: Tensor): Tensor {
    return ops.reshape(single, [x.shape[0]!, ...x.shape.slice(1).map(() => 1)]);
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    return this._moved_(inputs);
  }

  protected override _invert_(outputs: Tensor): Tensor {
    return this._moved_(outputs)[0];
  }

  protected override _invertWithDeterminant_(outputs: Tensor, _condition: TensorLike | null): FlowOutputs {
    return this._moved_(outputs);
  }

  override getConfig(): Record<string, unknown> {
    if (!(this.target instanceof BaseDistribution)) {
      throw new ValueError(`${this.constructor.name} is saved with a distribution as its target.`, {
        received: 'a function',
        hint: 'extend flows.BaseDistribution, and register the class.',
      });
    }
    return { ...super.getConfig(), target: serialize(this.target), seed: this.seed };
  }

  /** A layer from the config of another, its target included. */
  static override fromConfig(config: Record<string, unknown>): ChainLayer {
    return super.fromConfig({ ...config, target: deserialize(config.target as never) }) as ChainLayer;
  }
}

/** @throws ValueError for what is no number of steps, or no size of one */
export function assertSteps(where: string, steps: number, size: number): void {
  if (Number.isInteger(steps) && steps > 0 && size > 0) return;
  throw new ValueError(`${where} makes some steps of some size.`, { received: `${steps} steps of ${size}` });
}
