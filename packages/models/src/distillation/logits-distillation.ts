import { ops, type Tensor, tree, ValueError } from '@org/core';
import { bindOptions, show } from '@org/core/internal';
import { serializeKerasObject } from '@org/layers';
import { newFromConfig, registerKerasObject } from '@org/layers/internal';
import { KLDivergence } from '../losses/kl-divergence.js';
import {
  DistillationLoss,
  type LossOfOutputs,
  lossesBetween,
  lossesOf,
  type OutputLoss,
  sumOf,
} from './distillation-loss.js';
import { LOGITS_DISTILLATION_PARAMETERS, type LogitsDistillationArguments } from './signatures.js';

export interface LogitsDistillationOptions {
  /** What logits are divided by: the higher, the softer are the probabilities. 3 by default. */
  temperature?: number;
  /** A loss, its name, or losses in the structure of the outputs; null leaves one out. 'kl_divergence' by default. */
  loss?: LossOfOutputs;
}

/**
 * The student puts out what the teacher puts out, as logits divided by a temperature. An instance of `KLDivergence` compares the
 * probabilities of these, times the square of the temperature (Hinton et al. 2015); as in Keras, its name alone, and other losses,
 * compare what the models put out.
 *
 * @throws ValueError where all losses are null, and for temperatures that are none
 * @example
 * new keras.distillation.LogitsDistillation({ temperature: 4, loss: new keras.losses.KLDivergence() });
 */
export class LogitsDistillation extends DistillationLoss {
  static readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.distillation',
    name: 'LogitsDistillation',
  });

  readonly temperature: number;
  readonly loss: unknown;

  constructor(...args: LogitsDistillationArguments) {
    super();
    const { temperature = 3, loss = 'kl_divergence' } = bindOptions(LOGITS_DISTILLATION_PARAMETERS, args);
    this.temperature = temperature;
    this.loss = lossesOf(loss);
    if (tree.flatten<unknown>(this.loss).every((each) => each === null)) {
      throw new ValueError('At least one loss must not be null.');
    }
    if (typeof temperature !== 'number') {
      throw new ValueError('temperature must be a number.', { received: show(temperature) });
    }
    if (!(temperature > 0)) throw new ValueError('temperature must be positive.', { received: String(temperature) });
  }

  override computeLoss(teacherOutputs: unknown, studentOutputs: unknown): Tensor {
    const lossOf = (loss: OutputLoss, ...outputs: [teacher: Tensor, student: Tensor]): Tensor => {
      const [teacher, student] = outputs.map((logits) => ops.divide(logits, this.temperature)) as typeof outputs;
      if (!(loss instanceof KLDivergence)) return ops.mean(loss(teacher, student));
      const value = ops.mean(loss(ops.softmax(teacher, -1), ops.softmax(student, -1)));
      return value.mul(this.temperature ** 2);
    };
    return sumOf(lossesBetween(this.loss, teacherOutputs, studentOutputs, lossOf));
  }

  getConfig(): Record<string, unknown> {
    return { temperature: this.temperature, loss: serializeKerasObject(this.loss) };
  }

  static fromConfig(config: Record<string, unknown>): LogitsDistillation {
    return newFromConfig(this, config, { loss: lossesOf(config.loss) });
  }
}
