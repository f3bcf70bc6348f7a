import { epsilon, ops, type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { asTensor, bindOptions, convert } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { areEven, evenThresholds, type Thresholds, updateConfusion } from './confusion.js';
import { baseConfig, bindUpdate, type Direction, Metric, type MetricOptions, type UpdateArguments } from './metric.js';
import { AUC_PARAMETERS, type AUCArguments } from './signatures.js';

const curves = ['ROC', 'PR', 'PRGAIN'] as const;
const summationMethods = ['interpolation', 'minoring', 'majoring'] as const;

export interface AUCOptions extends MetricOptions {
  /** How many thresholds between 0 and 1 approximate the curve. */
  numThresholds?: number;
  /** True over false positive rate, precision over recall, or their gains. */
  curve?: (typeof curves)[number] | 'roc' | 'pr' | 'prgain';
  /** The height of a piece of the curve: the mean of its ends, their minimum or their maximum. */
  summationMethod?: (typeof summationMethods)[number];
  /** Thresholds in [0, 1] instead of even ones; the ends are added. */
  thresholds?: readonly number[] | null;
  /** Whether the area is computed for each label and then averaged. */
  multiLabel?: boolean;
  /** The number of labels, so that the state is made at once; needs `multiLabel`. */
  numLabels?: number | null;
  /** A weight for each label. */
  labelWeights?: TensorLike | null;
  /** Whether predictions are logits rather than probabilities. */
  fromLogits?: boolean;
}

function oneOf<T extends string>(what: string, allowed: readonly T[], given: string): T {
  const found = allowed.find((each) => each.toLowerCase() === String(given).toLowerCase());
  if (found !== undefined) return found;
  throw new ValueError(`Invalid AUC ${what}.`, { expected: allowed.join(', '), received: String(given) });
}

/**
 * The area under a curve of rates over thresholds: the probability that a true sample gets a larger prediction than a false one
 * (ROC), or an average precision (PR). Interpolation of PR curves follows Davis and Goadrich (ICML 2006), gains Flach and Kull
 * (NeurIPS 2015).
 *
 * @throws ValueError for an unknown curve or summation method, and for settings that do not fit
 * @example
 * const metric = new AUC({ numThresholds: 3 });
 * metric.updateState([0, 0, 1, 1], [0, 0.5, 0.3, 0.9]);
 * await metric.result().item(); // 0.75
 */
export class AUC extends Metric {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'AUC',
  });

  override readonly _direction: Direction = 'up';
  readonly numThresholds: number;
  readonly curve: (typeof curves)[number];
  readonly summationMethod: (typeof summationMethods)[number];
  readonly multiLabel: boolean;
  readonly numLabels: number | null;
  readonly labelWeights: Tensor | null;
  readonly fromLogits: boolean;
  readonly #levels: Thresholds;
  readonly #hasOwnThresholds: boolean;
  /** The counts at each threshold; with several labels they may exist from the first update on only. */
  declare truePositives: Variable;
  declare falsePositives: Variable;
  declare trueNegatives: Variable;
  declare falseNegatives: Variable;
  #built = false;

  constructor(...args: AUCArguments) {
    const options = bindOptions(AUC_PARAMETERS, args);
    const { thresholds = null, numLabels = null, labelWeights = null, multiLabel = false } = options;
    super({ name: options.name ?? null, dtype: options.dtype ?? null });
    this.numThresholds = thresholds ? thresholds.length + 2 : (options.numThresholds ?? 200);
    if (!(this.numThresholds > 1)) {
      throw new ValueError('Argument `numThresholds` must be an integer > 1.', { received: `${this.numThresholds}` });
    }
    this.curve = oneOf('curve', curves, options.curve ?? 'ROC');
    this.summationMethod = oneOf('summation method', summationMethods, options.summationMethod ?? 'interpolation');
    const inner = thresholds ? [...thresholds].sort((a, b) => a - b) : evenThresholds(this.numThresholds).slice(1, -1);
    this.#levels = {
      values: [-epsilon(), ...inner, 1 + epsilon()],
      even: !thresholds || areEven([0, ...inner, 1]),
    };
    this.#hasOwnThresholds = thresholds !== null;
    this.multiLabel = multiLabel;
    this.numLabels = numLabels;
    this.labelWeights = labelWeights === null ? null : convert(labelWeights, this.dtype);
    this.fromLogits = options.fromLogits ?? false;
    if (numLabels && !multiLabel) throw new ValueError('`numLabels` is needed only when `multiLabel` is true.');
    if (!multiLabel || numLabels) this.#build(numLabels);
  }

  get thresholds(): readonly number[] {
    return this.#levels.values;
  }

  #build(labels: number | null): void {
    const shape = labels === null ? [this.numThresholds] : [this.numThresholds, labels];
    const counts = (name: string) => this.addVariable({ shape, name });
    this.truePositives = counts('true_positives');
    this.falsePositives = counts('false_positives');
    this.trueNegatives = counts('true_negatives');
    this.falseNegatives = counts('false_negatives');
    this.#built = true;
  }

  override updateState(...args: UpdateArguments): void {
    const { yTrue, yPred, sampleWeight } = bindUpdate(args);
    const predicted = this.fromLogits ? asTensor(yPred).sigmoid() : asTensor(yPred);
    if (!this.#built) {
      if (predicted.rank !== 2) {
        throw new ValueError('Predictions of several labels must have two axes.', {
          expected: 'shape [samples, labels], as multiLabel is true',
          received: `shape [${predicted.shape}]`,
        });
      }
      this.#build(predicted.shape[1]!);
    }
    updateConfusion(
      this,
      { yTrue, yPred: predicted, sampleWeight },
      {
        thresholds: this.#levels,
        multiLabel: this.multiLabel,
        labelWeights: this.multiLabel ? null : this.labelWeights,
      },
    );
  }

  override result(): Tensor {
    if (!this.#built) return ops.zeros([], this.dtype);
    if (this.curve === 'PR' && this.summationMethod === 'interpolation') return this.interpolatePrAuc();
    return this.#area(this.#riemannTerms(...this.#points()));
  }

  /** The sum of the pieces, averaged over labels. */
  #area(pieces: Tensor): Tensor {
    if (!this.multiLabel) return pieces.sum();
    const areas = pieces.sum(0);
    if (!this.labelWeights) return areas.mean();
    return ops.divideNoNan(areas.mul(this.labelWeights).sum(), this.labelWeights.sum());
  }

  /** The values of the counts, by the usual letters. */
  #values(): Readonly<Record<'tp' | 'fp' | 'tn' | 'fn', Tensor>> {
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = this;
    return { tp: truePositives.value, fp: falsePositives.value, tn: trueNegatives.value, fn: falseNegatives.value };
  }

  /** Abscissas and ordinates of the curve, from the lowest threshold to the highest. */
  #points(): [Tensor, Tensor] {
    const { tp, fp, tn, fn } = this.#values();
    const recall = ops.divideNoNan(tp, tp.add(fn));
    if (this.curve === 'ROC') return [ops.divideNoNan(fp, fp.add(tn)), recall];
    if (this.curve === 'PR') return [recall, ops.divideNoNan(tp, tp.add(fp))];
    const odds = ops.divideNoNan(tp.add(fn), tn.add(fp));
    const gain = (errors: Tensor) => ops.subtract(1, odds.mul(ops.divideNoNan(errors, tp)));
    const isNone = tp.equal(0);
    return [ops.where(isNone, 0, gain(fn)).maximum(0), ops.where(isNone, 1, gain(fp))];
  }

  #riemannTerms(x: Tensor, y: Tensor): Tensor {
    const [lower, upper] = ends(y);
    const heights = {
      interpolation: () => lower.add(upper).div(2),
      minoring: () => lower.minimum(upper),
      majoring: () => lower.maximum(upper),
    }[this.summationMethod]();
    return difference(x).mul(heights);
  }

  /** The area under the PR curve. Between two thresholds true positives grow linearly with all positives, precision does not. */
  interpolatePrAuc(): Tensor {
    const { tp, fp, fn } = this.#values();
    const positives = tp.add(fp);
    const [first, second] = ends(positives);
    const hits = difference(tp);
    const slope = ops.divideNoNan(hits, difference(positives).maximum(0));
    const [, secondHits] = ends(tp);
    const intercept = secondHits.sub(slope.mul(second));
    const areBoth = first.greater(0).logicalAnd(second.greater(0));
    const ratio = ops.where(areBoth, ops.divideNoNan(first, second.maximum(0)), 1);
    const [, secondMisses] = ends(fn);
    const gained = slope.mul(hits.add(intercept.mul(ratio.log())));
    return this.#area(ops.divideNoNan(gained, secondHits.add(secondMisses).maximum(0)));
  }

  override getConfig(): Record<string, unknown> {
    const config = {
      ...baseConfig(this),
      num_thresholds: this.numThresholds,
      curve: this.curve,
      summation_method: this.summationMethod,
      multi_label: this.multiLabel,
      num_labels: this.numLabels,
      label_weights: this.labelWeights,
      from_logits: this.fromLogits,
    };
    return this.#hasOwnThresholds ? { ...config, thresholds: this.thresholds.slice(1, -1) } : config;
  }
}

/** The values at the lower and at the upper end of each piece between two thresholds. */
const ends = (x: Tensor): [Tensor, Tensor] => [x.at(':-1'), x.at('1:')];

function difference(x: Tensor): Tensor {
  const [lower, upper] = ends(x);
  return lower.sub(upper);
}
