import { ops, RuntimeError, type Tensor, ValueError } from '@org/core';
import { bindOptions, isPlainObject, show } from '@org/core/internal';
import type { OptionArguments, Signature } from '@org/core/python';
import { type Layer, type LayerOptions, serializeKerasObject } from '@org/layers';
import { type FromOptions, newFromConfig, readKerasObject, registerKerasObject } from '@org/layers/internal';
import { Mean } from '../metrics/mean.js';
import { Model } from '../model.js';
import { bindData } from '../trainer/bind-data.js';
import { COMPILE_PARAMETERS } from '../trainer/signatures.js';
import {
  COMPUTE_LOSS_PARAMETERS,
  type CompileOptions,
  type ComputeLossArguments,
  type LossTree,
} from '../trainer/types.js';
import { checkModels } from './check-models.js';
import { type DistillationLoss, lossesBetween, lossesOf, sumOf } from './distillation-loss.js';
import { FINAL_OUTPUT, featureExtractor } from './feature-extractor.js';
import { DISTILLER_PARAMETERS, type DistillerArguments } from './signatures.js';

export interface DistillerOptions extends LayerOptions {
  /** What is learned from. It is frozen. */
  teacher: Model;
  /** What learns. */
  student: Model;
  /** What the two are to have in common. */
  distillationLosses: DistillationLoss | readonly DistillationLoss[];
  /** A factor for each of several losses; null for equal ones. */
  distillationLossWeights?: readonly number[] | null;
  /** The share of the loss by the targets, from 0 to 1. */
  studentLossWeight?: number;
}

/** What `compile` of a Distiller takes: the metrics are its third position. */
export type DistillerCompileArguments = OptionArguments<
  CompileOptions,
  [],
  [optimizer?: CompileOptions['optimizer'], loss?: CompileOptions['loss'], metrics?: CompileOptions['metrics']]
>;

type Features = Readonly<Record<string, unknown>>;

const OWN: Signature<CompileOptions>['names'] = ['optimizer', 'loss', 'metrics'];
const COMPILE: Signature<CompileOptions> = {
  callee: 'compile',
  names: OWN,
  keywords: COMPILE_PARAMETERS.names.filter((name) => !OWN.includes(name)),
  required: 0,
};

/**
 * Trains a small model, the student, on targets and on what a large one, the teacher, makes of the inputs. Its outputs are those of the
 * student.
 *
 * @throws ValueError for models of different inputs or outputs, and for weights that do not fit
 * @example
 * const x = ops.ones([8, 3]);
 * const made = (units: number) => new Sequential([Input([3]), new Dense(units), new Dense(2)]);
 * const distiller = new Distiller(made(16), made(4), new keras.distillation.LogitsDistillation());
 * distiller.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
 * await distiller.fit(x, ops.ones([8]), { verbose: 0 });
 * distiller.student;
 */
export class Distiller extends Model {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.distillation',
    name: 'Distiller',
  });

  readonly teacher: Model;
  readonly student: Model;
  readonly distillationLosses: readonly DistillationLoss[];
  readonly distillationLossWeights: readonly number[];
  readonly studentLossWeight: number;
  readonly studentLossTracker = new Mean({ name: 'student_loss' });
  readonly distillationLossTracker = new Mean({ name: 'distillation_loss' });
  readonly totalLossTracker = new Mean({ name: 'total_loss' });
  readonly #teacherFeatures: Model | null;
  readonly #studentFeatures: Model | null;
  /** As `compile` was given it, and as it is applied. */
  #studentLoss: { readonly given: LossTree; readonly applied: unknown } | null = null;

  constructor(...args: DistillerArguments) {
    const {
      teacher,
      student,
      distillationLosses,
      distillationLossWeights = null,
      studentLossWeight = 0.5,
      ...options
    } = bindOptions(DISTILLER_PARAMETERS, args);
    super({ ...options, name: options.name ?? 'distiller' });
    checkModels(teacher, student);
    this.teacher = teacher;
    this.student = student;
    this.studentLossWeight = checkShare(studentLossWeight);
    if (distillationLosses === null || distillationLosses === undefined) {
      throw new ValueError("'distillationLosses' cannot be null.", {
        expected: 'a distillation loss, such as LogitsDistillation or FeatureDistillation, or a list of them',
      });
    }
    const isList = Array.isArray(distillationLosses);
    const losses = (isList ? distillationLosses : [distillationLosses]) as readonly DistillationLoss[];
    const weights = (isList ? distillationLossWeights : null) ?? losses.map(() => 1);
    if (weights.length !== losses.length) {
      throw new ValueError('The numbers of distillationLossWeights and distillationLosses must match.', {
        received: `${weights.length} and ${losses.length}`,
      });
    }
    this.distillationLosses = losses;
    this.distillationLossWeights = weights;
    for (const loss of losses) loss.validateModelCompatibility(teacher, student);
    this.#teacherFeatures = featureExtractor(
      teacher,
      losses.map(({ teacherLayerName }) => teacherLayerName),
    );
    this.#studentFeatures = featureExtractor(
      student,
      losses.map(({ studentLayerName }) => studentLayerName),
    );
    teacher.trainable = false;
  }

  /**
   * Sets the optimizer, the loss of the student by the targets, and the metrics.
   *
   * @throws ValueError without a loss
   */
  override compile(...args: DistillerCompileArguments): void {
    const { optimizer = 'adam', loss = null, metrics = null, ...options } = bindOptions(COMPILE, args);
    if (loss === null) throw new ValueError("'loss' cannot be null.");
    if (metrics !== null && !Array.isArray(metrics)) {
      throw new ValueError('metrics must be a list.', { received: show(metrics) });
    }
    this.#studentLoss = { given: loss as LossTree, applied: lossesOf(loss) };
    super.compile({ ...options, optimizer, metrics });
  }

  override call(inputs: unknown, ...others: readonly unknown[]): unknown {
    return this.student.invoke(inputs, ...others);
  }

  /** The loss by the targets and that by the teacher, in their shares. The metrics that follow them are updated. */
  override computeLoss(...args: ComputeLossArguments): Tensor {
    const bound = bindData('computeLoss', COMPUTE_LOSS_PARAMETERS, args);
    const [x = null, y = null, given = null, , training = true] = bound;
    const yPred = given ?? this.invoke(x, { training });
    const share = this.studentLossWeight;
    const byTargets = share > 0 && y !== null ? this.#lossByTargets(y, yPred) : ops.convertToTensor(0);
    const byTeacher = share < 1 ? this.#lossByTeacher(x, yPred) : ops.convertToTensor(0);
    const total = ops.add(ops.multiply(share, byTargets), ops.multiply(1 - share, byTeacher));
    this.studentLossTracker.updateState(byTargets);
    this.distillationLossTracker.updateState(byTeacher);
    this.totalLossTracker.updateState(total);
    return total;
  }

  #lossByTargets(y: unknown, yPred: unknown): Tensor {
    const losses = this.#studentLoss?.applied ?? null;
    if (losses === null) throw new RuntimeError('The distiller must be compiled before its loss is computed.');
    const values = lossesBetween(losses, y, yPred);
    return ops.mean(values.length > 1 ? sumOf(values) : values[0]!);
  }

  #lossByTeacher(x: unknown, yPred: unknown): Tensor {
    const outputs = (model: Model | null, training: boolean, others: () => unknown): Features =>
      (model ? model.invoke(x, { training }) : { [FINAL_OUTPUT]: others() }) as Features;
    const ofTeacher = outputs(this.#teacherFeatures, false, () => this.teacher.invoke(x, { training: false }));
    const ofStudent = outputs(this.#studentFeatures, true, () => yPred);
    const losses = this.distillationLosses.map((loss, i) => {
      const { teacherLayerName, studentLayerName } = loss;
      const comparesLayers = typeof teacherLayerName === 'string';
      const teacher = ofTeacher[comparesLayers ? teacherLayerName : FINAL_OUTPUT];
      const student = comparesLayers ? ofStudent[studentLayerName ?? FINAL_OUTPUT] : yPred;
      loss.validateOutputs(teacher, student);
      const value = loss.computeLoss(teacher, student);
      if (value.shape.length > 0) {
        throw new ValueError(`Distillation loss ${loss.constructor.name} returned no scalar.`, {
          received: `shape [${value.shape}]`,
        });
      }
      return ops.multiply(this.distillationLossWeights[i]!, value);
    });
    return losses.reduce((sum, loss) => ops.add(sum, loss), ops.convertToTensor(0));
  }

  override getConfig(): Record<string, unknown> {
    return {
      name: this.name,
      trainable: this.trainable,
      dtype: serializeKerasObject(this.dtypePolicy),
      teacher: serializeKerasObject(this.teacher),
      student: serializeKerasObject(this.student),
      distillation_losses: serializeKerasObject(this.distillationLosses),
      distillation_loss_weights: this.distillationLossWeights,
      student_loss_weight: this.studentLossWeight,
    };
  }

  static override fromConfig<T extends Layer>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static override fromConfig(config: Record<string, unknown>): Layer;
  static override fromConfig<T extends Layer>(this: FromOptions<T>, config: Record<string, unknown>): T {
    const read = (key: string): unknown => readKerasObject(config[key]);
    return newFromConfig(this, config, {
      dtype: isPlainObject(config.dtype) ? read('dtype') : config.dtype,
      teacher: read('teacher'),
      student: read('student'),
      distillationLosses: read('distillation_losses'),
    });
  }

  override getCompileConfig(): Record<string, unknown> | null {
    const config = super.getCompileConfig();
    return config && { ...config, loss: serializeKerasObject(this.#studentLoss?.given) };
  }

  /** Files of Python do not say the loss of the student: what is read from them is to be compiled. */
  override compileFromConfig(config: Record<string, unknown>): void {
    if (config.loss === null || config.loss === undefined) return;
    super.compileFromConfig(config);
  }
}

function checkShare(share: unknown): number {
  if (typeof share !== 'number') throw new ValueError('studentLossWeight must be a number.', { received: show(share) });
  if (share >= 0 && share <= 1) return share;
  throw new ValueError('studentLossWeight must be between 0.0 and 1.0.', { received: String(share) });
}
