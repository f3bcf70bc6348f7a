import { ops, type Tensor, tree, ValueError } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { serializeKerasObject } from '@org/layers';
import { newFromConfig, registerKerasObject } from '@org/layers/internal';
import type { Model } from '../model.js';
import { graphOf } from '../model-graph.js';
import { DistillationLoss, type LossOfOutputs, lossesBetween, lossesOf, sumOf } from './distillation-loss.js';
import { FEATURE_DISTILLATION_PARAMETERS, type FeatureDistillationArguments } from './signatures.js';

export interface FeatureDistillationOptions {
  /** A loss, its name, or losses in the structure of what the layers put out; null leaves one out. 'mse' by default. */
  loss?: LossOfOutputs;
  /** The layer of the teacher that is compared; null for its outputs. */
  teacherLayerName?: string | null;
  /** The layer of the student that is compared; null for its outputs. */
  studentLayerName?: string | null;
}

/**
 * The student computes within what the teacher computes within.
 *
 * @throws ValueError where all losses are null
 * @example
 * new keras.distillation.FeatureDistillation({ loss: 'mse', teacherLayerName: 'dense_1', studentLayerName: 'dense_1' });
 */
export class FeatureDistillation extends DistillationLoss {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.distillation',
    name: 'FeatureDistillation',
  });

  readonly loss: unknown;
  override readonly teacherLayerName: string | null;
  override readonly studentLayerName: string | null;

  constructor(...args: FeatureDistillationArguments) {
    super();
    const options = bindOptions(FEATURE_DISTILLATION_PARAMETERS, args);
    const { loss = 'mse', teacherLayerName = null, studentLayerName = null } = options;
    this.teacherLayerName = teacherLayerName;
    this.studentLayerName = studentLayerName;
    this.loss = lossesOf(loss);
    if (tree.flatten<unknown>(this.loss).every((each) => each === null)) {
      throw new ValueError(
        'The `loss` argument in `FeatureDistillation` must contain at least one loss that is not null.',
      );
    }
  }

  /** @throws ValueError where there is no layer of such a name, or no graph to find it in */
  override validateModelCompatibility(teacher: Model, student: Model): void {
    const models = { teacher, student };
    if (this.teacherLayerName !== null || this.studentLayerName !== null) {
      const without = Object.entries(models).flatMap(([what, model]) => (graphOf(model) ? [] : [what]));
      if (without.length > 0) {
        throw new ValueError(
          'FeatureDistillation with specific layer names requires Functional or Sequential models.',
          {
            received: `no symbolic inputs and outputs of the ${without.join(' and the ')}`,
            hint: 'without layer names the final outputs are compared, as LogitsDistillation does as well.',
          },
        );
      }
    }
    for (const [what, model] of Object.entries(models)) {
      const name = what === 'teacher' ? this.teacherLayerName : this.studentLayerName;
      if (name === null) continue;
      try {
        model.getLayer({ name });
      } catch (error) {
        if (error instanceof ValueError) error.reword((text) => `In ${what} model: ${text}`);
        throw error;
      }
    }
  }

  override validateOutputs(teacherOutputs: unknown, studentOutputs: unknown): void {
    super.validateOutputs(teacherOutputs, studentOutputs);
    try {
      tree.assertSameStructure(this.loss, teacherOutputs);
    } catch (error) {
      if (error instanceof ValueError) error.reword((text) => `Loss structure mismatch. ${text}`);
      throw error;
    }
  }

  override computeLoss(teacherOutputs: unknown, studentOutputs: unknown): Tensor {
    const values = lossesBetween(this.loss, teacherOutputs, studentOutputs);
    return sumOf(values.map((value) => value && ops.mean(value)));
  }

  getConfig(): Record<string, unknown> {
    return {
      loss: serializeKerasObject(this.loss),
      teacher_layer_name: this.teacherLayerName,
      student_layer_name: this.studentLayerName,
    };
  }

  static fromConfig(config: Record<string, unknown>): FeatureDistillation {
    return newFromConfig(this, config, { loss: lossesOf(config.loss) });
  }
}
