import { epsilon, type Tensor, ValueError, type Variable } from '@org/core';
import { bindOptions, convert, formatShape, show } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, bindUpdate, type Direction, Metric, type MetricOptions, type UpdateArguments } from './metric.js';
import { F_BETA_SCORE_PARAMETERS, type FBetaScoreArguments } from './signatures.js';

const averages = [null, 'micro', 'macro', 'weighted'] as const;

export interface FBetaScoreOptions extends MetricOptions {
  /** null: a score for each class; 'micro': over all classes; 'macro': their mean; 'weighted': their mean by class size. */
  average?: (typeof averages)[number];
  /** How many times as important recall is as precision. */
  beta?: number;
  /** Probabilities above it are positive; null: the largest one of each sample is. */
  threshold?: number | null;
}

/**
 * The weighted harmonic mean of precision and recall: `(1 + beta²) · precision · recall / (beta² · precision + recall)`.
 *
 * @throws ValueError for an unknown average, a beta that is not positive, or a threshold outside of (0, 1]
 * @example
 * const metric = new FBetaScore({ beta: 2, threshold: 0.5 });
 * metric.updateState([[1, 1, 1], [1, 0, 0], [1, 1, 0]], [[0.2, 0.6, 0.7], [0.2, 0.6, 0.6], [0.6, 0.8, 0]]);
 * await metric.result().array(); // [0.3846, 0.9091, 0.8333]
 */
export class FBetaScore extends Metric {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'FBetaScore',
  });

  override readonly _direction: Direction = 'up';
  readonly average: (typeof averages)[number];
  readonly beta: number;
  readonly threshold: number | null;
  /** The axis of the samples; null where all classes are counted together. */
  readonly axis: number | null;
  /** The counts; they exist from the first update on, which tells the number of classes. */
  declare truePositives: Variable;
  declare falsePositives: Variable;
  declare falseNegatives: Variable;
  declare intermediateWeights: Variable;
  #built = false;

  constructor(...args: FBetaScoreArguments) {
    const options = bindOptions(F_BETA_SCORE_PARAMETERS, args);
    const { average = null, beta = 1, threshold = null, name = 'fbeta_score', dtype } = options;
    super({ name, dtype });
    if (!averages.includes(average)) {
      throw new ValueError('Invalid `average` argument value.', {
        expected: `one of ${averages.map(String).join(', ')}`,
        received: String(average),
      });
    }
    if (!(typeof beta === 'number' && beta > 0)) {
      throw new ValueError('`beta` must be a positive number.', { received: show(beta) });
    }
    if (threshold !== null && !(typeof threshold === 'number' && threshold > 0 && threshold <= 1)) {
      throw new ValueError('`threshold` must be a number in (0, 1].', { received: show(threshold) });
    }
    this.average = average;
    this.beta = beta;
    this.threshold = threshold;
    this.axis = average === 'micro' ? null : 0;
  }

  #build(targets: Tensor, predicted: Tensor): void {
    if (targets.rank !== 2 || predicted.rank !== 2) {
      throw new ValueError(`${this.constructor.name} needs targets and predictions with two axes.`, {
        expected: 'shape [samples, classes]',
        received: `targets ${formatShape(targets.shape)}, predictions ${formatShape(predicted.shape)}`,
      });
    }
    const shape = this.axis === null ? [] : [predicted.shape[1]!];
    const zeros = (name: string) => this.addVariable({ shape, dtype: this.dtype, name });
    this.truePositives = zeros('true_positives');
    this.falsePositives = zeros('false_positives');
    this.falseNegatives = zeros('false_negatives');
    this.intermediateWeights = zeros('intermediate_weights');
    this.#built = true;
  }

  override updateState(...args: UpdateArguments): void {
    const { yTrue, yPred, sampleWeight } = bindUpdate(args);
    const targets = convert(yTrue, this.dtype);
    const predicted = convert(yPred, this.dtype);
    if (!this.#built) this.#build(targets, predicted);
    const positive = this.#positive(predicted).cast(this.dtype);
    const weights = sampleWeight === null ? null : convert(sampleWeight, this.dtype).expandDims(1);
    const sum = (x: Tensor) => (weights ? x.mul(weights) : x).sum(this.axis);
    const not = (x: Tensor) => x.neg().add(1);
    this.truePositives.assignAdd(sum(positive.mul(targets)));
    this.falsePositives.assignAdd(sum(positive.mul(not(targets))));
    this.falseNegatives.assignAdd(sum(not(positive).mul(targets)));
    this.intermediateWeights.assignAdd(sum(targets));
  }

  #positive(predicted: Tensor): Tensor {
    if (this.threshold !== null) return predicted.greater(this.threshold);
    // A sample whose predictions are all zero has no positive class.
    return predicted.greaterEqual(predicted.max(-1, true)).logicalAnd(predicted.abs().greater(1e-9));
  }

  /** @throws ValueError before the first update, which tells the number of classes */
  override result(): Tensor {
    if (!this.#built) throw new ValueError(`${this.name} has no result before its first update.`);
    const { truePositives, falsePositives, falseNegatives, intermediateWeights } = this;
    const hits = truePositives.value;
    const precision = hits.div(hits.add(falsePositives.value).add(epsilon()));
    const recall = hits.div(hits.add(falseNegatives.value).add(epsilon()));
    const square = this.beta ** 2;
    const mean = precision.mul(recall).div(precision.mul(square).add(recall).add(epsilon()));
    const scores = mean.mul(1 + square);
    if (this.average === 'weighted') {
      const sizes = intermediateWeights.value;
      return scores.mul(sizes.div(sizes.sum().add(epsilon()))).sum();
    }
    return this.average === null ? scores : scores.mean();
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), average: this.average, beta: this.beta, threshold: this.threshold };
  }
}
