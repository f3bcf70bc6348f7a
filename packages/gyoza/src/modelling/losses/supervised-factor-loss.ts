import { floatx, ops, type Tensor, tensor, ValueError } from '@org/core';
import { bindOptions } from '@org/core/python';
import { losses } from '@org/models';
import { LOSSES, registered } from '../../register.js';
import { SUPERVISED_FACTOR_LOSS_PARAMETERS, type SupervisedFactorLossArguments } from './signatures.js';

export interface SupervisedFactorLossOptions {
  /** How many dimensions of the output belong to each factor; the first factor is the residual. */
  dimensionsPerFactor: readonly number[];
  /** The name; by default one made from that of the class. */
  name?: string | null;
  /** How the losses of pairs become one. */
  reduction?: 'sum_over_batch_size' | 'sum' | 'mean' | 'mean_with_sample_weight' | 'none' | null;
  /** The type of the computation; null is floatx. */
  dtype?: string | null;
}

/** Correlations stay this far from -1 and 1, so that no variance is 0. */
const MARGIN = 1e-6;

/**
 * The negative log-likelihood of pairs of outputs of a flow, where the dimensions of each factor are standard normal and correlate between the two by what
 * the targets say (Esser et al., arXiv:2004.13166), without the constant: for outputs a and b, their log-determinants and the
 * correlations ρ, it is ½‖a‖² + ½ Σ ((b - ρa)² / (1 - ρ²) + ln(1 - ρ²)) - (ja + jb).
 *
 * Targets are correlations by factor, `[batch, factors]`; predictions `[a, b, ja, jb]` along the last axis, `[batch, 2 dimensions + 2]`.
 *
 * @throws ValueError for other shapes
 * @example
 * const loss = new SupervisedFactorLoss([1, 1]);
 * loss([[0, 0.9]], [[0.1, 1, -0.2, 0.8, 0.3, 0.3]]);
 */
export class SupervisedFactorLoss extends losses.Loss {
  static readonly registeredName: string = /* @__PURE__ */ registered(this, 'SupervisedFactorLoss', LOSSES);

  /** The dimensions of each factor. */
  readonly __dimensionsPerFactor__: readonly number[];
  /** `[factors, dimensions]`: 1 where a dimension belongs to a factor. */
  readonly __factorMasks__: Tensor;

  constructor(...args: SupervisedFactorLossArguments) {
    const { dimensionsPerFactor, ...options } = bindOptions(SUPERVISED_FACTOR_LOSS_PARAMETERS, args);
    super(options);
    if (
      !Array.isArray(dimensionsPerFactor) ||
      !dimensionsPerFactor.every((count) => Number.isInteger(count) && count > 0)
    ) {
      throw new ValueError('SupervisedFactorLoss has a number of dimensions for each factor.', {
        received: `dimensionsPerFactor [${dimensionsPerFactor}]`,
      });
    }
    this.__dimensionsPerFactor__ = [...dimensionsPerFactor];
    const owners = dimensionsPerFactor.flatMap((count, factor) => new Array<number>(count).fill(factor));
    const rows = dimensionsPerFactor.map((_, factor) => owners.map((owner) => (owner === factor ? 1 : 0)));
    this.__factorMasks__ = tensor(rows, [rows.length, owners.length], floatx());
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    const [factors, size] = this.__factorMasks__.shape as [number, number];
    assertShape('correlations', yTrue, factors);
    assertShape('outputs', yPred, 2 * size + 2);
    if (yTrue.shape[0] !== yPred.shape[0]) {
      throw new ValueError('There are correlations for each pair of outputs.', {
        received: `${yTrue.shape[0]} and ${yPred.shape[0]}`,
      });
    }
    const [a, b, determinants] = ops.split(yPred, [size, 2 * size], -1) as [Tensor, Tensor, Tensor];
    const masks = ops.cast(this.__factorMasks__, yTrue.dtype);
    const correlations = ops.clip(ops.matmul(yTrue, masks), -1 + MARGIN, 1 - MARGIN);
    const variance = ops.subtract(1, correlations.square());
    const difference = b.sub(correlations.mul(a));
    const energy = a.square().add(difference.square().div(variance)).add(variance.log());
    return energy.sum(1).mul(0.5).sub(determinants.sum(1));
  }

  override getConfig(): Record<string, unknown> {
    const { name, reduction } = this;
    return { name, reduction, dimensions_per_factor: this.__dimensionsPerFactor__ };
  }
}

function assertShape(what: string, { shape }: Tensor, width: number): void {
  if (shape.length === 2 && shape[1] === width) return;
  throw new ValueError(`The ${what} of SupervisedFactorLoss have another shape.`, {
    expected: `[batch, ${width}]`,
    received: `[${shape.join(', ')}]`,
  });
}
