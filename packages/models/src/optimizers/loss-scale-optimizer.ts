import { ops, PythonTypeError, type Tensor, type TensorLike, ValueError, type Variable } from '@org/core';
import { asTensor, bindArguments, bindOpenOptions, bindOptions, show } from '@org/core/internal';
import { type CustomObjects, serializeKerasObject } from '@org/layers';
import { assertConfig, type FromOptions, newFromConfig, readKerasObject } from '@org/layers/internal';
import { type ApplyArguments, bindApply } from './apply-arguments.js';
import { assignWhere } from './assign-where.js';
import { dropAllTraces } from './drop-traces.js';
import { kerasOptimizer } from './keras-optimizer.js';
import type { LearningRate } from './learning-rate.js';
import { movingAverages, Optimizer, wrapsOthers } from './optimizer.js';
import { type OptimizerOptions, sharedDefaults } from './optimizer-options.js';
import { addScalar, type BuildArguments, recordOf, variablesToBuild } from './optimizer-state.js';
import {
  FINALIZE_VARIABLE_VALUES_PARAMETERS,
  type FinalizeVariableValuesArguments,
  LOSS_SCALE_OPTIMIZER_PARAMETERS,
  type LossScaleOptimizerArguments,
  SCALE_LOSS_PARAMETERS,
  type ScaleLossArguments,
} from './signatures.js';
import { targetsOf } from './targets.js';

/** One for each variable, null where it has none. */
type Gradients = readonly (TensorLike | null)[];

export interface LossScaleOptimizerOptions extends Omit<OptimizerOptions, 'learningRate'> {
  innerOptimizer: Optimizer;
  initialScale?: number;
  /** After so many steps with finite gradients the scale doubles. */
  dynamicGrowthSteps?: number;
  dynamic?: boolean;
}

/**
 * Multiplies the loss by a scale that is as large as the gradients allow, so that small gradients survive float16, and divides
 * the gradients by it again. A step whose gradients are not finite is left out, and the scale is halved.
 *
 * @example
 * const optimizer = new LossScaleOptimizer(new Adam(0.001));
 */
export class LossScaleOptimizer extends Optimizer {
  static override readonly kerasName = /* @__PURE__ */ kerasOptimizer(this, 'LossScaleOptimizer');

  override readonly [wrapsOthers] = true;
  readonly innerOptimizer: Optimizer;
  readonly initialScale: number;
  readonly dynamicGrowthSteps: number;
  #stepCounter: Variable | null = null;
  #dynamicScale: Variable | null = null;

  /** @throws ValueError for settings that belong to the inner optimizer */
  constructor(...args: LossScaleOptimizerArguments) {
    const options = bindOpenOptions(LOSS_SCALE_OPTIMIZER_PARAMETERS, args);
    const { innerOptimizer, initialScale = 2 ** 15, dynamicGrowthSteps = 2000, name = null, ...unsupported } = options;
    refuse(unsupported);
    super({ learningRate: 0, name });
    if (!(innerOptimizer instanceof Optimizer)) {
      throw new PythonTypeError('The inner optimizer must be an Optimizer.', { received: show(innerOptimizer) });
    }
    this.innerOptimizer = innerOptimizer;
    this.initialScale = initialScale;
    this.dynamicGrowthSteps = dynamicGrowthSteps;
    // Otherwise gradients would be scaled twice.
    innerOptimizer.lossScaleFactor = null;
  }

  /** Steps with finite gradients since the scale was last changed; null before the first step. */
  get stepCounter(): Variable | null {
    return this.#stepCounter;
  }

  /** What losses are multiplied by now; null before the first step. */
  get dynamicScale(): Variable | null {
    return this.#dynamicScale;
  }

  override build(...args: BuildArguments): void {
    const variables = variablesToBuild(args);
    if (this.built) return;
    this.#stepCounter = addScalar(this, 'step_counter', 0, 'int32');
    this.#dynamicScale = addScalar(this, 'dynamic_scale', this.initialScale, 'float32');
    this.innerOptimizer.build(variables);
    super.build(variables);
  }

  override get variables(): Variable[] {
    return [...recordOf(this).variables, ...this.innerOptimizer.variables];
  }

  override [dropAllTraces](): void {
    this.innerOptimizer[dropAllTraces]();
  }

  override apply(...args: ApplyArguments): void {
    const [grads, trainableVariables] = bindApply(args);
    if (grads.length === 0) return;
    const variables = targetsOf(this, grads, trainableVariables);
    const gradients = grads.map((gradient) => (gradient === null ? null : asTensor(gradient)));
    const isFinite = this.checkFinite(gradients);

    const scale = this.#dynamicScale!.uncast;
    const unscaled = gradients.map((gradient, i) =>
      gradient && !variables[i]!.overwriteWithGradient ? gradient.div(scale.cast(gradient.dtype)) : gradient,
    );
    assignWhere(isFinite, [...variables, ...this.innerOptimizer.variables], () => {
      this.innerOptimizer.apply(unscaled, trainableVariables);
    });
    this.#adaptScale(isFinite);
  }

  /** Halves the scale after gradients that were not finite, doubles it after some that were. */
  #adaptScale(isFinite: Tensor): void {
    const counter = this.#stepCounter!;
    const scale = this.#dynamicScale!;
    const grows = counter.uncast.equal(this.dynamicGrowthSteps - 1);
    const grown = ops.where(grows, scale.uncast.mul(2), scale);
    scale.assign(ops.where(isFinite, grown, scale.uncast.mul(0.5)));
    counter.assign(ops.where(isFinite.logicalAnd(grows.logicalNot()), counter.uncast.add(1), 0));
  }

  /** Whether all gradients are finite; missing ones (null) are. */
  checkFinite(...args: [grads: Gradients] | [keywords: { grads: Gradients }]): Tensor {
    const [grads] = bindArguments('checkFinite', ['grads'], 1, args) as [Gradients];
    return grads
      .flatMap((gradient) => (gradient === null ? [] : [ops.isfinite(gradient).all()]))
      .reduce((a, b) => a.logicalAnd(b), asTensor(true));
  }

  override get learningRate(): Variable | Tensor {
    return this.innerOptimizer.learningRate;
  }

  override set learningRate(learningRate: LearningRate | TensorLike) {
    this.innerOptimizer.learningRate = learningRate;
  }

  override get iterations(): Variable {
    return this.innerOptimizer.iterations;
  }

  override scaleLoss(...args: ScaleLossArguments): Tensor {
    const { loss } = bindOptions(SCALE_LOSS_PARAMETERS, args);
    return ops.multiply(loss, this.#dynamicScale ?? this.initialScale);
  }

  override get [movingAverages](): readonly (readonly [Variable, Variable])[] {
    return this.innerOptimizer[movingAverages];
  }

  override finalizeVariableValues(...args: FinalizeVariableValuesArguments): void {
    const { varList } = bindOptions(FINALIZE_VARIABLE_VALUES_PARAMETERS, args);
    this.innerOptimizer.finalizeVariableValues(varList);
  }

  override getConfig(): Record<string, unknown> {
    return {
      name: this.name,
      inner_optimizer: serializeKerasObject(this.innerOptimizer),
      initial_scale: this.initialScale,
      dynamic_growth_steps: this.dynamicGrowthSteps,
    };
  }

  static override fromConfig<T extends Optimizer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    customObjects?: CustomObjects | null,
  ): T;
  static override fromConfig(config: Record<string, unknown>, customObjects?: CustomObjects | null): Optimizer;
  static override fromConfig<T extends Optimizer>(
    this: FromOptions<T>,
    config: Record<string, unknown>,
    customObjects: CustomObjects | null = null,
  ): T {
    assertConfig(this, config);
    const innerOptimizer = readKerasObject(config.inner_optimizer, { customObjects });
    return newFromConfig(this, config, { innerOptimizer });
  }
}

/** Settings of the base class do nothing here, though older files hold their defaults. */
function refuse({ dynamic = true, ...others }: Partial<LossScaleOptimizerOptions>): void {
  if (!dynamic) {
    throw new ValueError('LossScaleOptimizer has no `dynamic=false`.', {
      hint: 'set `lossScaleFactor` of the inner optimizer instead.',
    });
  }
  for (const [name, value] of Object.entries(others)) {
    const isShared = name in sharedDefaults;
    if (isShared && value === sharedDefaults[name as keyof typeof sharedDefaults]) continue;
    throw new ValueError(`LossScaleOptimizer does not support \`${name}\`.`, {
      hint: isShared ? `set \`${name}\` on the inner optimizer instead.` : undefined,
    });
  }
}
