import {
  type DType,
  floatx,
  isVariable,
  NotImplementedError,
  ops,
  PythonTypeError,
  type Tensor,
  type TensorLike,
  ValueError,
  type Variable,
  withValues,
} from '@org/core';
import { asTensor, bindOpenOptions, bindOptions, currentTraces } from '@org/core/internal';
import type { CustomObjects } from '@org/layers';
import { assertConfig, type FromOptions, newFromConfig, withArguments } from '@org/layers/internal';
import { type ApplyArguments, bindApply } from './apply-arguments.js';
import { assignWhere } from './assign-where.js';
import { clip } from './clipping.js';
import { GradientAccumulation } from './gradient-accumulation.js';
import { kerasOptimizer } from './keras-optimizer.js';
import { type KeptRate, type LearningRate, rateAt, rateConfig, rateFromConfig } from './learning-rate.js';
import { ModelAverage } from './model-average.js';
import { known, type OptimizerOptions as SharedOptions, sharedDefaults, validate } from './optimizer-options.js';
import {
  addScalar,
  type BuildArguments,
  OptimizerState,
  paired,
  recordOf,
  variablesToBuild,
} from './optimizer-state.js';
import { RecordedSteps } from './recorded-steps.js';
import {
  APPLY_GRADIENTS_PARAMETERS,
  type ApplyGradientsArguments,
  EXCLUDE_FROM_WEIGHT_DECAY_PARAMETERS,
  type ExcludeFromWeightDecayArguments,
  FINALIZE_VARIABLE_VALUES_PARAMETERS,
  type FinalizeVariableValuesArguments,
  OPTIMIZER_PARAMETERS,
  type OptimizerArguments,
  SCALE_LOSS_PARAMETERS,
  type ScaleLossArguments,
  STATELESS_APPLY_PARAMETERS,
  type StatelessApplyArguments,
} from './signatures.js';
import { targetsOf } from './targets.js';
import { type Prepared, type Update, withoutMissing } from './update.js';
import { decay, WeightDecayExclusion } from './weight-decay.js';

/** What the base class takes: the learning rate has no default here. */
export type OptimizerOptions = SharedOptions & { learningRate: LearningRate };

/** Which variables do not decay. */
export interface ExcludeFromWeightDecayOptions {
  varList?: readonly Variable[] | null;
  varNames?: readonly string[] | null;
}

/** What `applyGradients` takes. */
export interface ApplyGradientsOptions {
  /** Pairs of a gradient, or null for a missing one, and its variable. */
  gradsAndVars: readonly (readonly [gradient: TensorLike | null, variable: Variable])[];
}

/** What `statelessApply` takes. */
export interface StatelessApplyOptions {
  optimizerVariables: readonly TensorLike[];
  grads: readonly (TensorLike | null)[];
  /** Values of the variables that the optimizer was built for. */
  trainableVariables: readonly TensorLike[];
}

/** What `finalizeVariableValues` takes. */
export interface FinalizeVariableValuesOptions {
  varList: readonly Variable[];
}

/** What `scaleLoss` takes. */
export interface ScaleLossOptions {
  loss: TensorLike;
}

/** Whether other optimizers do the updates. */
export const wrapsOthers: unique symbol = Symbol('wrapsOthers');

/** The method of an optimizer that updates all variables. */
export const updateVariables: unique symbol = Symbol('updateVariables');

/** The method of an optimizer that says how much a variable decays. */
export const weightDecayOf: unique symbol = Symbol('weightDecayOf');

/** Model variables, each with its moving average; none without `useEma`, and before the optimizer is built. */
export const movingAverages: unique symbol = Symbol('movingAverages');

/**
 * Base class of optimizers: learning rate, clipping, weight decay, moving averages, gradient accumulation. Subclasses make
 * their variables in `build` and define `updateStep`. All of it is graph: an optimizer works eagerly and in a compiled step.
 *
 * @example
 * const optimizer = new SGD(0.1);
 * optimizer.apply([tensor([1, 2])], [variable]);
 */
export class Optimizer extends OptimizerState {
  static readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'Optimizer');

  weightDecay: number | null;
  clipnorm: number | null;
  clipvalue: number | null;
  globalClipnorm: number | null;
  useEma: boolean;
  emaMomentum: number;
  emaOverwriteFrequency: number | null;
  gradientAccumulationSteps: number | null;
  /** Whether other optimizers do the updates. */
  readonly [wrapsOthers]: boolean = false;
  #lossScale: number | null;
  #rate: KeptRate;
  #average = new ModelAverage([], []);
  #accumulation: GradientAccumulation | null = null;
  #exclusion = new WeightDecayExclusion();
  /** Updates outside of compiled functions. */
  #steps = new RecordedSteps();

  /** @throws ValueError for settings that are unknown, exclude each other or are out of range */
  constructor(...args: OptimizerArguments) {
    const settings = { ...sharedDefaults, ...known(bindOpenOptions(OPTIMIZER_PARAMETERS, args)) };
    validate(settings);
    super(settings.name);
    this.weightDecay = settings.weightDecay;
    this.clipnorm = settings.clipnorm;
    this.clipvalue = settings.clipvalue;
    this.globalClipnorm = settings.globalClipnorm;
    this.useEma = settings.useEma;
    this.emaMomentum = settings.emaMomentum;
    this.emaOverwriteFrequency = settings.emaOverwriteFrequency;
    this.gradientAccumulationSteps = settings.gradientAccumulationSteps;
    this.#lossScale = settings.lossScaleFactor;
    this.#rate = this.#makeRate(settings.learningRate);
  }

  #makeRate(learningRate: LearningRate): KeptRate {
    if (typeof learningRate === 'function') return learningRate;
    if (typeof learningRate === 'number') return addScalar(this, 'learning_rate', learningRate, floatx());
    throw new ValueError('Invalid learning rate.', {
      expected: 'a number, a LearningRateSchedule, or a function without arguments that returns the present value',
      received: String(learningRate),
    });
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.useEma) this.#average = new ModelAverage(variables, this.addOptimizerVariables(variables, 'average'));
    const steps = this.gradientAccumulationSteps;
    if (steps) {
      const accumulators = variables.map(
        (variable) => [variable, this.addVariableFromReference(variable, { name: 'gradient_accumulator' })] as const,
      );
      this.#accumulation = new GradientAccumulation(steps, recordOf(this).iteration, new Map(accumulators));
    }
    super.build(variables);
    this.#steps = new RecordedSteps();
  }

  /**
   * Steps taken; with gradient accumulation, how often the variables changed: then, as in Keras, a tensor, which is read like a
   * variable and cannot be assigned.
   */
  get iterations(): Variable {
    const { iteration } = recordOf(this);
    const steps = this.gradientAccumulationSteps;
    return steps ? (iteration.value.floorDivide(steps) as Tensor & Variable) : iteration;
  }

  /** The present learning rate. Assigning changes it; a number in place of a number needs no new compilation. */
  get learningRate(): Variable | Tensor {
    return rateAt(this.#rate, recordOf(this).iteration);
  }

  /** @throws TypeError when a schedule is to be replaced by a number */
  set learningRate(learningRate: LearningRate | TensorLike) {
    this.#steps = new RecordedSteps();
    if (typeof learningRate === 'function') {
      if (isVariable(this.#rate)) unlist(this, this.#rate);
      this.#rate = learningRate;
    } else if (isVariable(this.#rate)) {
      this.#rate.assign(learningRate);
    } else {
      throw new PythonTypeError('The learning rate of this optimizer is a schedule, which a number cannot replace.', {
        hint: 'make the optimizer with a number to be able to set it later.',
      });
    }
  }

  /** Updates the variables by (gradient, variable) pairs; returns the steps taken. */
  applyGradients(...args: ApplyGradientsArguments): Variable {
    const { gradsAndVars } = bindOptions(APPLY_GRADIENTS_PARAMETERS, args);
    this.apply(
      gradsAndVars.map(([gradient]) => gradient),
      gradsAndVars.map(([, variable]) => variable),
    );
    return recordOf(this).iteration;
  }

  /**
   * Updates the variables by their gradients; null is a missing gradient. Gradients are those of the loss as {@link scaleLoss} gives
   * it; where several replicas or parts of a batch found some, what they make together is given.
   *
   * @param trainableVariables left out: those that the optimizer was built for
   * @throws ValueError for unknown variables, or when no gradient is given
   * @example
   * optimizer.apply([[1, 2]], [variable]);
   * optimizer.apply({ grads: [[1, 2]], trainableVariables: [variable] });
   */
  apply(...args: ApplyArguments): void {
    const [grads, trainableVariables] = bindApply(args);
    if (grads.length === 0) return;
    const all = withoutMissing(grads, targetsOf(this, grads, trainableVariables));
    const isRecorded = currentTraces().length === 0 && !this[wrapsOthers] && isVariable(this.#rate);
    if (!isRecorded || !this.#steps.apply(this, all, (found) => this.#applyAll(found))) this.#applyAll(all);
    recordOf(this).iteration.assignAdd(1);
  }

  #applyAll(all: readonly Update[]): void {
    this.#overwrite(all.filter(({ variable }) => variable.overwriteWithGradient));
    const updates = all.filter(({ variable }) => !variable.overwriteWithGradient);
    if (updates.length > 0) this.#update(this.#prepare(updates));
  }

  /** What lies between gradients and the update, in this order: unscaling, accumulation, clipping. */
  #prepare(scaled: readonly Update[]): Prepared {
    const found = scaled.map(({ variable, gradient }) => ({ variable, gradient: this.#unscaled(gradient) }));
    const { updates, when } = this.#accumulation?.accumulate(found) ?? { updates: found, when: null };
    const clipped = clip(
      updates.map(({ gradient }) => gradient),
      this,
    );
    return { updates: updates.map(({ variable }, i) => ({ variable, gradient: clipped[i]! })), when };
  }

  /** The update, in this order: weight decay, the optimizer's own step, the moving average of the variables, constraints. */
  #update({ updates, when }: Prepared): void {
    const variables = updates.map(({ variable }) => variable);
    const step = (): void => {
      this.#decayWeights(variables);
      this[updateVariables](updates);
    };
    if (when) assignWhere(when, [...variables, ...this.variables], step);
    else step();
    if (this.useEma) this.#average.update(asTensor(this.iterations), this.emaMomentum, this.emaOverwriteFrequency);
    for (const variable of variables) {
      if (variable.constraint) variable.assign(variable.constraint(variable.uncast));
    }
  }

  #unscaled(gradient: Tensor): Tensor {
    return this.#lossScale === null ? gradient : gradient.div(this.#lossScale);
  }

  /** Variables that say so take their gradient for value (statistics of 8-bit training), or the largest accumulated one. */
  #overwrite(updates: readonly Update[]): void {
    if (this.#accumulation) this.#accumulation.overwrite(updates);
    else for (const { gradient, variable } of updates) variable.assign(gradient);
  }

  #decayWeights(variables: readonly Variable[]): void {
    const learningRate = asTensor(this.learningRate);
    for (const variable of variables) {
      const weightDecay = this.#exclusion.excludes(variable) ? null : this[weightDecayOf](variable);
      if (weightDecay) decay(variable, weightDecay, learningRate);
    }
  }

  [weightDecayOf](_variable: Variable): number | null {
    return this.weightDecay;
  }

  /** Calls {@link updateStep} for each variable. */
  [updateVariables](updates: readonly Update[]): void {
    const learningRate = asTensor(this.learningRate);
    for (const { gradient, variable } of updates) {
      this.updateStep(gradient.cast(variable.dtype), variable, learningRate.cast(variable.dtype));
    }
  }

  /** Changes one variable. Gradient and learning rate have the variable's type. */
  updateStep(_gradient: Tensor, _variable: Variable, _learningRate: TensorLike): void {
    throw new NotImplementedError(
      `${this.constructor.name} must override updateStep(gradient, variable, learningRate).`,
    );
  }

  /**
   * Leaves variables out of the weight decay: those listed, and those in whose name one of `varNames` (regular expressions)
   * is found.
   *
   * @example
   * optimizer.excludeFromWeightDecay({ varNames: ['bias'] });
   */
  excludeFromWeightDecay(...args: ExcludeFromWeightDecayArguments): void {
    const options = bindOptions(EXCLUDE_FROM_WEIGHT_DECAY_PARAMETERS, args);
    this.#exclusion = new WeightDecayExclusion(options.varList, options.varNames);
    this.#steps = new RecordedSteps();
  }

  /** Model variables, each with its moving average; empty without `useEma`, and before the optimizer is built. */
  get [movingAverages](): readonly (readonly [Variable, Variable])[] {
    return this.#average.pairs;
  }

  /** At the end of training: variables take their moving average, if there is one. */
  finalizeVariableValues(...args: FinalizeVariableValuesArguments): void {
    const { varList } = bindOptions(FINALIZE_VARIABLE_VALUES_PARAMETERS, args);
    if (this.useEma) this.#average.overwrite(varList);
  }

  get lossScaleFactor(): number | null {
    return this.#lossScale;
  }

  set lossScaleFactor(factor: number | null) {
    this.#lossScale = factor;
    this.#steps = new RecordedSteps();
  }

  /** The loss as it is to be differentiated. */
  scaleLoss(...args: ScaleLossArguments): Tensor {
    const { loss } = bindOptions(SCALE_LOSS_PARAMETERS, args);
    return this.#lossScale === null ? asTensor(loss) : ops.multiply(loss, this.#lossScale);
  }

  /**
   * {@link apply} as a function: takes and returns values, leaves the variables as they are.
   *
   * @returns new values of the trainable variables, and of {@link variables}
   */
  statelessApply(...args: StatelessApplyArguments): [Tensor[], Tensor[]] {
    const { optimizerVariables, grads, trainableVariables } = bindOptions(STATELESS_APPLY_PARAMETERS, args);
    if (!this.built) {
      throw new ValueError('statelessApply() needs a built optimizer.', {
        hint: 'call optimizer.build(trainableVariables) first.',
      });
    }
    const { variables } = this;
    const targets = recordOf(this).trainableVariables;
    const values = [
      ...paired('optimizerVariables', variables, optimizerVariables),
      ...paired('trainableVariables', targets, trainableVariables),
    ];
    const { valueOf } = withValues(values, () => this.apply(grads));
    return [targets.map(valueOf), variables.map(valueOf)];
  }

  /** What `fromConfig` makes a copy from, in Keras's own keys. */
  getConfig(): Record<string, unknown> {
    return withArguments(this, {
      name: this.name,
      learning_rate: rateConfig(this.#rate),
      weight_decay: this.weightDecay,
      clipnorm: this.clipnorm,
      global_clipnorm: this.globalClipnorm,
      clipvalue: this.clipvalue,
      use_ema: this.useEma,
      ema_momentum: this.emaMomentum,
      ema_overwrite_frequency: this.emaOverwriteFrequency,
      loss_scale_factor: this.lossScaleFactor,
      gradient_accumulation_steps: this.gradientAccumulationSteps,
    });
  }

  static fromConfig<T extends Optimizer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    customObjects?: CustomObjects | null,
  ): T;
  static fromConfig(config: Record<string, unknown>, customObjects?: CustomObjects | null): Optimizer;
  static fromConfig<T extends Optimizer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    customObjects: CustomObjects | null = null,
  ): T {
    assertConfig(this, config);
    const rate = 'learning_rate' in config && { learning_rate: rateFromConfig(config.learning_rate, customObjects) };
    return newFromConfig(this, { ...config, ...rate });
  }
}

/** The number of the present step, from 1, in the given type. */
export const localStep = (optimizer: Optimizer, dtype: DType): Tensor =>
  asTensor(optimizer.iterations).add(1).cast(dtype);

function unlist(optimizer: Optimizer, variable: Variable): void {
  const { variables } = recordOf(optimizer);
  variables.splice(variables.indexOf(variable), 1);
}
