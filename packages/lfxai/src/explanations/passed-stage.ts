import { grad, ops, type Tensor } from '@org/core';
import { type AffineStage, patchesOf } from './affine-stages.js';

/** What a stage has of a batch, whatever its Hessian is multiplied by. */
export interface Passed {
  readonly stage: AffineStage;
  /** [numbers that a position sees, channels] */
  readonly kernel: Tensor;
  /** What each position sees, and a one: [N positions, numbers]. */
  readonly seen: Tensor;
  /** The same the other way around, for all rows once. */
  readonly seenBy: Tensor;
  /** Derivatives of what is done to each number of the output: [N positions, channels]; null where nothing is. */
  readonly slopes: Tensor | null;
  readonly output: Tensor;
}

/** @param input [N, positions, channels] */
export function passedBy(stage: AffineStage, input: Tensor, matrix: Tensor): Passed {
  const patches = patchesOf(stage, input);
  const seen = ops.concatenate([patches, ops.ones([patches.shape[0]!, 1])], 1);
  // Not the transpose of that, which the runtime would make a part of each product.
  const seenBy = ops.concatenate([ops.transpose(patches), ops.ones([1, patches.shape[0]!])], 0);
  const y = ops.matmul(seen, matrix);
  const kernel = ops.slice(matrix, [0, 0], [matrix.shape[0]! - 1, matrix.shape[1]!]);
  const { activation } = stage;
  if (!activation) return { stage, kernel, seen, seenBy, slopes: null, output: y };
  const act = activation as (x: Tensor) => Tensor;
  return { stage, kernel, seen, seenBy, slopes: grad((y: Tensor) => ops.sum(act(y)))(y) as Tensor, output: act(y) };
}
