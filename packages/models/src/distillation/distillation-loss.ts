import { NotImplementedError, ops, type Tensor, tree } from '@org/core';
import { isPlainObject } from '@org/core/internal';
import { get } from '../losses/index.js';
import type { Model } from '../model.js';
import type { LossTree } from '../trainer/types.js';

/** A loss for each output, in their structure; null where one is left out. */
export type LossOfOutputs = LossTree;

/** Compares what a teacher and a student put out. */
export type OutputLoss = (teacher: Tensor, student: Tensor) => Tensor;

/**
 * What a student is to have in common with its teacher, for {@link Distiller}. Subclasses define `computeLoss`.
 *
 * @example
 * class Distance extends keras.distillation.DistillationLoss {
 *   override computeLoss(teacher: keras.Tensor, student: keras.Tensor) {
 *     return keras.ops.mean(keras.ops.square(teacher.sub(student)));
 *   }
 * }
 */
export class DistillationLoss {
  /** The layer of the teacher that is compared, for those that compare layers; else its outputs are. */
  declare readonly teacherLayerName?: string | null;
  /** The layer of the student that is compared. */
  declare readonly studentLayerName?: string | null;

  /** A scalar, from what the models put out: tensors, or lists or objects of them. */
  computeLoss(teacherOutputs: unknown, studentOutputs: unknown): Tensor;
  computeLoss(): Tensor {
    throw new NotImplementedError('Subclasses must implement computeLoss.');
  }

  /** @throws ValueError for outputs of different structures */
  validateOutputs(teacherOutputs: unknown, studentOutputs: unknown): void {
    tree.assertSameStructure(teacherOutputs, studentOutputs);
  }

  /** @throws ValueError for models between which there is no such loss */
  validateModelCompatibility(_teacher: Model, _student: Model): void {}
}

/** Losses by name, by config or as they are, to those that are applied. */
export const lossesOf = (given: unknown): unknown => {
  if (Array.isArray(given)) return given.map(lossesOf);
  if (!isPlainObject(given) || 'class_name' in given) return get(given);
  return Object.fromEntries(Object.entries(given).map(([name, each]) => [name, lossesOf(each)]));
};

/** What losses make of the outputs of two models, in their order; null where there is no loss. */
export const lossesBetween = (
  losses: unknown,
  first: unknown,
  second: unknown,
  apply: (loss: OutputLoss, first: Tensor, second: Tensor) => Tensor = (loss, one, other) => loss(one, other),
): (Tensor | null)[] => {
  const values: (Tensor | null)[] = [];
  const visit = (...[loss, one, other]: unknown[]): void =>
    void values.push(loss === null ? null : apply(loss as OutputLoss, one as Tensor, other as Tensor));
  tree.mapStructure<unknown, void>(visit, losses as tree.Tree<unknown>, first as never, second as never);
  return values;
};

/** The sum of scalars; null counts as nothing. */
export const sumOf = (values: readonly (Tensor | null)[]): Tensor =>
  ops.sum(ops.stack(values.map((each) => each ?? 0)));
