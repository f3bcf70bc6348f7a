import { ops, random, type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/python';
import type { LayerOptions } from '@org/layers';
import { sumPerSample } from '../../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../../register.js';
import { BaseDistribution, type SampleOptions, seedsOf } from '../base-distribution.js';
import { CLASS_NORMAL_PARAMETERS, type ClassNormalArguments } from './signatures.js';

export interface ClassNormalOptions extends LayerOptions {
  /** Of the means and deviations, which are broadcast to samples: that of a sample, or `[1, 1, channels]` for one of each channel. */
  parameterShape: readonly number[];
  /** How many classes have means and deviations of their own; 0 for none. */
  classes?: number;
}

/**
 * Independent normal numbers, whose means and deviations are trained, for all, for each channel, and for each class, which is the
 * condition: whole numbers, `[batch]`, or one-hot vectors. Samples without a condition are of all classes alike. (normflows's
 * `ClassCondDiagGaussian`, `GlowBase` and `AffineGaussian`.)
 *
 * @throws ValueError for the density without a class, where there are classes
 * @example
 * const base = new ClassNormal([1, 1, 12], { classes: 10 });
 */
export class ClassNormal extends BaseDistribution {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'ClassNormal', FLOWS);

  readonly parameterShape: readonly number[];
  readonly classes: number;
  readonly means: Variable;
  readonly logDeviations: Variable;

  constructor(...args: ClassNormalArguments) {
    const { parameterShape, classes = 0, ...options } = bindOptions(CLASS_NORMAL_PARAMETERS, args);
    super(options);
    if (!(Number.isInteger(classes) && classes >= 0)) {
      throw new ValueError('There is a whole number of classes.', { received: `classes ${classes}` });
    }
    this.parameterShape = [...parameterShape];
    this.classes = classes;
    const shape = [Math.max(classes, 1), ...parameterShape];
    const weight = (name: string) => this.addWeight({ name, shape, initializer: 'zeros' });
    this.means = weight('means');
    this.logDeviations = weight('log_deviations');
  }

  /** The numbers of each sample's class. */
  #of(variable: Variable, condition: TensorLike | null): Tensor {
    if (this.classes === 0) return variable.value;
    if (condition === null) {
      throw new ValueError('ClassNormal has classes, one of which is the condition.', {
        expected: `whole numbers below ${this.classes}, [batch], or [batch, ${this.classes}]`,
        received: 'no condition',
      });
    }
    const given = ops.convertToTensor(condition);
    // Of a class that there is not, all is NaN.
    const isClass = ops.expandDims(given, -1).equal(ops.arange(this.classes));
    const known = ops.any(isClass, { axis: -1, keepdims: true });
    const one = given.rank === 1 ? ops.where(known, isClass.cast('float32'), Number.NaN) : given;
    if (one.rank !== 2 || one.shape[1] !== this.classes) {
      throw new ValueError('A class is a whole number or a one-hot vector.', {
        expected: `[batch], or [batch, ${this.classes}]`,
        received: `[${given.shape}]`,
      });
    }
    const flat = ops.reshape(variable.value, [this.classes, -1]);
    return ops.reshape(ops.cast(one, flat.dtype).matmul(flat), [one.shape[0]!, ...this.parameterShape]);
  }

  override logProb(z: Tensor, condition: TensorLike | null = null): Tensor {
    const [mean, logDeviation] = [this.#of(this.means, condition), this.#of(this.logDeviations, condition)];
    const square = z.sub(mean).mul(logDeviation.neg().exp()).square();
    return sumPerSample(
      square
        .add(Math.log(2 * Math.PI))
        .mul(-0.5)
        .sub(logDeviation),
    );
  }

  override sample(shape: readonly number[], { seed = null, condition = null }: SampleOptions = {}): Tensor {
    const [ofClasses, ofNoise] = seedsOf(seed, 2);
    const isOpen = this.classes > 0 && condition === null;
    const which = isOpen ? random.randint([shape[0]!], 0, this.classes, { seed: ofClasses }) : condition;
    const noise = random.normal(shape, { seed: ofNoise });
    return noise.mul(this.#of(this.logDeviations, which).exp()).add(this.#of(this.means, which));
  }

  override expectedValue(shape: readonly number[], { condition = null }: SampleOptions = {}): Tensor {
    const isOpen = this.classes > 0 && condition === null;
    const means = isOpen ? ops.mean(this.means.value, { axis: 0, keepdims: true }) : this.#of(this.means, condition);
    return ops.broadcastTo(means, [...shape]);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), parameter_shape: this.parameterShape, classes: this.classes };
  }
}
