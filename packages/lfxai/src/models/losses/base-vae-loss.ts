import type { Tensor } from '@org/core';
import { Callable } from '@org/core/python';
import { linearAnnealing, type ReconDist, type Storer } from './terms.js';

export interface BaseVAELossOptions {
  /** Every how many steps of training the storer is written to. */
  recordLossEvery?: number;
  /** The distribution of pixels. */
  recDist?: ReconDist;
  /** In how many steps the weight of the regularization grows to 1. */
  stepsAnneal?: number;
}

/** The mean and the log variance of the latent distribution, `[batch, latent]` each. */
export type LatentDistribution = readonly [mean: Tensor, logvar: Tensor];

/** What a loss is told by name. */
export interface LossKeywords {
  readonly latentSample?: Tensor | null;
}

export interface BaseVAELoss {
  /** See {@link BaseVAELoss.invoke}. */
  (
    data: Tensor,
    reconData: Tensor,
    latentDist: LatentDistribution,
    isTrain: boolean,
    storer: Storer | null,
    keywords?: LossKeywords,
  ): Tensor;
}

/** Losses of variational autoencoders, which are called. Their text is a short name. */
export abstract class BaseVAELoss extends Callable {
  nTrainSteps = 0;
  readonly recordLossEvery: number;
  readonly recDist: ReconDist;
  readonly stepsAnneal: number;

  constructor({ recordLossEvery = 50, recDist = 'bernoulli', stepsAnneal = 0 }: BaseVAELossOptions) {
    super();
    this.recordLossEvery = recordLossEvery;
    this.recDist = recDist;
    this.stepsAnneal = stepsAnneal;
  }

  /** The name of the loss. */
  abstract override toString(): string;

  /**
   * The loss of a batch.
   *
   * @param data [batch, channels, height, width]
   * @param reconData its reconstruction
   * @param isTrain whether the call counts as a step of training
   * @param storer gets the parts of the loss, in training of every so many-th step
   */
  override invoke(
    data: Tensor,
    reconData: Tensor,
    latentDist: LatentDistribution,
    isTrain: boolean,
    storer: Storer | null = null,
    { latentSample = null }: LossKeywords = {},
  ): Tensor {
    const recorded = this.preCall(isTrain, storer);
    const annealing = isTrain ? this.annealing(this.nTrainSteps) : 1;
    return this.compute(data, reconData, latentDist, latentSample, annealing, recorded);
  }

  /** The loss for a given weight of the regularization. */
  abstract compute(
    data: Tensor,
    reconData: Tensor,
    latentDist: LatentDistribution,
    latentSample: Tensor | null,
    annealing: number | Tensor,
    storer: Storer | null,
  ): Tensor;

  /** The weight of the regularization at a step. */
  annealing(step: number): number {
    return linearAnnealing(0, 1, step, this.stepsAnneal);
  }

  /** Counts the step. @returns the storer, if it is to be written to */
  protected preCall(isTrain: boolean, storer: Storer | null): Storer | null {
    if (isTrain) this.nTrainSteps++;
    return !isTrain || this.nTrainSteps % this.recordLossEvery === 1 ? storer : null;
  }
}
