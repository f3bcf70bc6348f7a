import { ops, type Tensor, ValueError, type Variable } from '@org/core';
import { bindOptions, convert, formatShape } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { squeezeOrExpandToSameRank } from '../losses/reduction.js';
import { baseConfig, bindUpdate, type Direction, Metric, type MetricOptions, type UpdateArguments } from './metric.js';
import { R2_SCORE_PARAMETERS, type R2ScoreArguments } from './signatures.js';

const aggregations = ['uniform_average', 'variance_weighted_average', null] as const;

export interface R2ScoreOptions extends MetricOptions {
  /** How the scores of the outputs are averaged; null keeps them. */
  classAggregation?: (typeof aggregations)[number];
  /** The number of independent regressors, for the adjusted score; 0 for the plain one. */
  numRegressors?: number;
}

interface Sums {
  readonly squared: Variable;
  readonly plain: Variable;
  readonly residual: Variable;
  readonly count: Variable;
}

/**
 * The coefficient of determination: 1 for exact predictions, 0 for predicting the mean, negative for worse. Where there are
 * not more samples than regressors, the adjusted score is the plain one.
 *
 * @throws ValueError for an unknown aggregation or a negative number of regressors
 * @example
 * const metric = new R2Score();
 * metric.updateState([[1], [4], [3]], [[2], [4], [4]]);
 * await metric.result().item(); // 0.5714
 */
export class R2Score extends Metric {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'R2Score',
  });

  override readonly _direction: Direction = 'up';
  readonly classAggregation: (typeof aggregations)[number];
  readonly numRegressors: number;
  readonly numSamples: Variable;
  #sums: Sums | null = null;

  constructor(...args: R2ScoreArguments) {
    const options = bindOptions(R2_SCORE_PARAMETERS, args);
    const { classAggregation = 'uniform_average', numRegressors = 0, name = 'r2_score', dtype } = options;
    super({ name, dtype });
    if (!aggregations.includes(classAggregation)) {
      throw new ValueError('Invalid value for argument `classAggregation`.', {
        expected: `one of ${aggregations.map(String).join(', ')}`,
        received: String(classAggregation),
      });
    }
    if (!(numRegressors >= 0)) {
      throw new ValueError('Invalid value for argument `numRegressors`.', {
        expected: 'a value >= 0',
        received: String(numRegressors),
      });
    }
    this.classAggregation = classAggregation;
    this.numRegressors = numRegressors;
    this.numSamples = this.addVariable({ shape: [], name: 'num_samples' });
  }

  #build(targets: Tensor, predicted: Tensor): Sums {
    if (targets.rank !== 2 || predicted.rank !== 2) {
      throw new ValueError('R2Score needs targets and predictions with two axes.', {
        expected: 'shape [samples, outputs]',
        received: `targets ${formatShape(targets.shape)}, predictions ${formatShape(predicted.shape)}`,
      });
    }
    const zeros = (name: string) => this.addVariable({ shape: [predicted.shape[1]!], name });
    return { squared: zeros('squared_sum'), plain: zeros('sum'), residual: zeros('residual'), count: zeros('count') };
  }

  override updateState(...args: UpdateArguments): void {
    const { yTrue, yPred, sampleWeight } = bindUpdate(args);
    const [targets, predicted] = squeezeOrExpandToSameRank(convert(yTrue, this.dtype), convert(yPred, this.dtype));
    this.#sums ??= this.#build(targets, predicted);
    const given = convert(sampleWeight ?? 1, this.dtype);
    const weights = ops.broadcastTo(given.rank === 1 ? given.expandDims(1) : given, targets.shape);
    const weighted = targets.mul(weights);
    this.#sums.plain.assignAdd(weighted.sum(0));
    this.#sums.squared.assignAdd(targets.mul(weighted).sum(0));
    this.#sums.residual.assignAdd(targets.sub(predicted).square().mul(weights).sum(0));
    this.#sums.count.assignAdd(weights.sum(0));
    this.numSamples.assignAdd(targets.size);
  }

  /** @throws ValueError before the first update, which tells the number of outputs */
  override result(): Tensor {
    if (!this.#sums) throw new ValueError(`${this.name} has no result before its first update.`);
    const { squared, plain, residual, count } = this.#sums;
    const total = squared.value.sub(plain.value.mul(plain.value.div(count.value)));
    const ratios = ops.subtract(1, residual.value.div(total));
    const scores = ops.where(ops.isinf(ratios), 0, ratios);
    return this.#adjusted(this.#aggregated(scores, total));
  }

  #aggregated(scores: Tensor, total: Tensor): Tensor {
    if (this.classAggregation === null) return scores;
    if (this.classAggregation === 'uniform_average') return scores.mean();
    return total.mul(scores).sum().div(total.sum());
  }

  #adjusted(score: Tensor): Tensor {
    if (this.numRegressors === 0) return score;
    const rest = this.numSamples.value.sub(1);
    const free = rest.sub(this.numRegressors);
    const adjusted = ops.subtract(1, ops.subtract(1, score).mul(rest).div(free));
    return ops.where(free.greater(0), adjusted, score);
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), class_aggregation: this.classAggregation, num_regressors: this.numRegressors };
  }
}
