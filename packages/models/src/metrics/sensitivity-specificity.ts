import { ops, type Tensor, ValueError, type Variable } from '@org/core';
import { type ConfusionSettings, evenThresholds, updateConfusion } from './confusion.js';
import { baseConfig, bindUpdate, type Direction, Metric, type MetricOptions, type UpdateArguments } from './metric.js';

export interface OperatingPointOptions extends MetricOptions {
  /** How many thresholds between 0 and 1 are tried. */
  numThresholds?: number;
  /** The class that counts; null for all. */
  classId?: number | null;
}

/** What metrics share that look for the threshold at which one rate is best while another one is at least a given value. */
export abstract class SensitivitySpecificity extends Metric {
  override readonly _direction: Direction = 'up';
  readonly numThresholds: number;
  readonly classId: number | null;
  readonly truePositives: Variable;
  readonly falsePositives: Variable;
  readonly trueNegatives: Variable;
  readonly falseNegatives: Variable;
  readonly #settings: ConfusionSettings;
  readonly #constrained: string;

  /**
   * @param constrained the name of the rate that has a least value
   * @throws ValueError for a value outside of [0, 1], or no thresholds
   */
  constructor(
    constrained: string,
    protected readonly value: number,
    { numThresholds = 200, classId = null, ...shared }: OperatingPointOptions,
  ) {
    super(shared);
    this.#constrained = constrained;
    if (!(value >= 0 && value <= 1)) {
      throw new ValueError(`Argument \`${constrained}\` must be in the range [0, 1].`, { received: String(value) });
    }
    if (!(numThresholds > 0)) {
      throw new ValueError('Argument `numThresholds` must be an integer > 0.', { received: String(numThresholds) });
    }
    this.numThresholds = numThresholds;
    this.classId = classId;
    const isOne = numThresholds === 1;
    this.#settings = {
      thresholds: { values: isOne ? [0.5] : evenThresholds(numThresholds), even: !isOne },
      classId,
    };
    const counts = (name: string) => this.addVariable({ shape: [numThresholds], name });
    this.truePositives = counts('true_positives');
    this.falsePositives = counts('false_positives');
    this.trueNegatives = counts('true_negatives');
    this.falseNegatives = counts('false_negatives');
  }

  get thresholds(): readonly number[] {
    return this.#settings.thresholds.values;
  }

  override updateState(...args: UpdateArguments): void {
    updateConfusion(this, bindUpdate(args), this.#settings);
  }

  /** Recalls at the thresholds. */
  protected get sensitivities(): Tensor {
    return share(this.truePositives, this.falseNegatives);
  }

  protected get specificities(): Tensor {
    return share(this.trueNegatives, this.falsePositives);
  }

  protected get precisions(): Tensor {
    return share(this.truePositives, this.falsePositives);
  }

  /** The largest of `rates` where `constrained` is at least the given value; 0 where it never is. */
  protected bestWhere(constrained: Tensor, rates: Tensor): Tensor {
    return ops.where(constrained.greaterEqual(this.value), rates, 0).max();
  }

  override getConfig(): Record<string, unknown> {
    return {
      ...baseConfig(this),
      class_id: this.classId,
      num_thresholds: this.numThresholds,
      [this.#constrained]: this.value,
    };
  }
}

const share = ({ value: part }: Variable, { value: rest }: Variable): Tensor => ops.divideNoNan(part, part.add(rest));
