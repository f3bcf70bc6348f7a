import { ops, type Tensor, type TensorLike } from '@org/core';
import { bindOptions, convert, setKerasMask } from '@org/core/internal';
import { registerKerasObject } from '@org/layers/internal';
import { baseConfig, type LossOptions } from './loss.js';
import { lossFunction, predictions } from './loss-function.js';
import { LossFunctionWrapper } from './loss-function-wrapper.js';
import { CIRCLE_PARAMETERS, type CircleArguments } from './signatures.js';

/**
 * Circle loss (Sun et al., arXiv:2002.10857): the distances of L2-normalised embeddings of one class become smaller than those
 * of different classes. Rows without a loss are masked.
 *
 * @param yTrue integer labels, shape [batch]
 * @param yPred embeddings, shape [batch, dim]
 * @param refLabels labels of `refEmbeddings`; null compares the batch with itself
 * @example
 * await circle([0, 1, 0], [[1, 0], [0, 1], [1, 0]]).array(); // [0, 0, 0]
 */
export const circle = /* @__PURE__ */ lossFunction(
  'circle',
  ['yTrue', 'yPred', 'refLabels', 'refEmbeddings', 'removeDiagonal', 'gamma', 'margin'],
  (
    yTrue: TensorLike,
    yPred: TensorLike,
    refLabels: TensorLike | null = null,
    refEmbeddings: TensorLike | null = null,
    removeDiagonal: boolean = true,
    gamma: number = 80,
    margin: number = 0.4,
  ): Tensor => {
    const embeddings = predictions(yPred);
    const references = refEmbeddings === null ? embeddings : predictions(refEmbeddings);
    const pairs = labelPairs(yTrue, refLabels ?? yTrue, removeDiagonal);
    const distances = ops.subtract(1, embeddings.matmul(references.transpose())).maximum(0);

    // Weights grow with the distance from the optimum: 0 - margin for pairs of one class, 1 + margin for others.
    const positive = distances.add(margin).maximum(0).mul(distances.sub(margin)).mul(gamma);
    const negative = ops
      .subtract(1 + margin, distances)
      .maximum(0)
      .mul(ops.subtract(1 - margin, distances))
      .mul(gamma);
    const hardest = (pair: Tensor, losses: Tensor): Tensor =>
      ops.logsumexp(ops.where(pair, losses, Number.NEGATIVE_INFINITY), 1);
    const losses = ops.softplus(hardest(pairs.positive, positive).add(hardest(pairs.negative, negative)));
    setKerasMask(losses, losses.greater(0));
    return losses;
  },
);

/** Which samples (rows) and references (columns) are of one class, and which are not. */
function labelPairs(
  labels: TensorLike,
  references: TensorLike,
  removeDiagonal: boolean,
): { positive: Tensor; negative: Tensor } {
  const rows = convert(labels, 'int32').reshape([-1, 1]);
  const columns = convert(references, 'int32').reshape([1, -1]);
  const same = rows.equal(columns);
  if (!removeDiagonal) return { positive: same, negative: same.logicalNot() };
  const diagonal = ops.eye(rows.shape[0]!, columns.shape[1]!, { dtype: 'bool' });
  return { positive: same.logicalAnd(diagonal.logicalNot()), negative: same.logicalNot() };
}

export interface CircleOptions extends LossOptions {
  /** How sharply the loss looks at the hardest pairs. */
  gamma?: number;
  /** How much nearer samples of one class should be. */
  margin?: number;
  /** Leaves out the pairs of a sample with itself. */
  removeDiagonal?: boolean;
}

/**
 * Circle loss, for embeddings in which samples of one class lie together.
 *
 * @example
 * model.compile({ optimizer: 'adam', loss: new Circle({ gamma: 64 }) });
 */
export class Circle extends LossFunctionWrapper {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.losses',
    name: 'Circle',
  });

  readonly gamma: number;
  readonly margin: number;
  readonly removeDiagonal: boolean;

  constructor(...args: CircleArguments) {
    const options = bindOptions(CIRCLE_PARAMETERS, args);
    const { gamma = 80, margin = 0.4, removeDiagonal = true, name = 'circle', ...shared } = options;
    super(circle, { name, ...shared, gamma, margin, removeDiagonal });
    this.gamma = gamma;
    this.margin = margin;
    this.removeDiagonal = removeDiagonal;
  }

  override getConfig(): Record<string, unknown> {
    return { ...baseConfig(this), gamma: this.gamma, margin: this.margin, remove_diagonal: this.removeDiagonal };
  }
}
