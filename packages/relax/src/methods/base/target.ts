/** What a counterfactual is to reach. */
import { ops, type Tensor, tensor, ValueError } from '@org/core';
import { losses } from '@org/models';

/** How predictions are compared with what is wanted. `yTargets` are rows of their own form for each kind. */
export interface Target {
  readonly kind: 'class' | 'range';
  /** How far predictions `[n, c]` are from the targets, `[n]`. */
  loss(yTargets: Tensor, predictions: Tensor): Tensor;
  /** Which predictions are as wanted, `[n]` bool. */
  reached(yTargets: Tensor, predictions: Tensor): Tensor;
}

/** A class is wanted: targets `[n, c]` are distributions, of which the most probable class counts. */
export function classTarget(validityFn = 'KLDivergence'): Target {
  const loss = losses.deserialize({ class_name: validityFn, config: { reduction: null } } as never) as unknown as (
    yTrue: Tensor,
    yPred: Tensor,
  ) => Tensor;
  return {
    kind: 'class',
    loss: (yTargets, predictions) => loss(yTargets, predictions),
    reached: (yTargets, predictions) => ops.equal(mostProbable(yTargets), mostProbable(predictions)),
  };
}

/** A number for each row by which its most probable class is told, the first of equal ones. Of two classes a difference says it, by a product. */
function mostProbable(y: Tensor): Tensor {
  if (y.shape[1] !== 2) return ops.argmax(y, -1);
  return ops.reshape(y.matmul(tensor([[1], [-1]], null, 'float32')), [-1]).less(0);
}

/** A number within bounds is wanted, which lie in targets `[n, 2]`; the loss is the distance from them, in widths of the range. */
export function rangeTarget(): Target {
  const bounds = (yTargets: Tensor) => [yTargets.at(':', '0:1') as Tensor, yTargets.at(':', '1:2') as Tensor] as const;
  return {
    kind: 'range',
    loss: (yTargets, predictions) => {
      const [low, high] = bounds(yTargets);
      const miss = ops.relu(low.sub(predictions)).add(ops.relu(predictions.sub(high)));
      const width = ops.maximum(high.sub(low), 1e-3);
      return ops.mean(ops.square(miss.div(width)), -1);
    },
    reached: (yTargets, predictions) => {
      const [low, high] = bounds(yTargets);
      return ops.all(ops.logicalAnd(predictions.greaterEqual(low), predictions.lessEqual(high)), -1);
    },
  };
}

export interface DesiredOutcome {
  /** The class to reach, the same for all rows or one for each; by default the other of two, or the second most probable of several. */
  desiredClass?: number | readonly number[] | null;
  /** Bounds within which a predicted number is to lie. */
  desiredRange?: readonly [number, number] | null;
}

/** @throws ValueError where both a class and a range are wanted, and for what is no range */
export function assertOutcome({ desiredClass = null, desiredRange = null }: DesiredOutcome): void {
  if (desiredRange && desiredClass !== null) {
    throw new ValueError('A desired class is of a classifier, and a desired range of a predicted number.', {
      expected: 'one of `desiredClass` and `desiredRange`',
      received: 'both',
    });
  }
  if (!desiredRange) return;
  const isRange = Array.isArray(desiredRange) && desiredRange.length === 2 && desiredRange[0] <= desiredRange[1];
  if (!isRange) {
    throw new ValueError('A desired range goes from its lower to its upper bound.', {
      expected: 'two numbers, such as [10, 20]',
      received: JSON.stringify(desiredRange),
    });
  }
}

/**
 * The targets of rows with these predictions.
 *
 * @param isCompatible as the original: always `1 - predictions`
 * @returns `[n, c]`, or `[n, 2]` for a range
 */
export function targetsOf(
  predictions: Tensor,
  { desiredClass = null, desiredRange = null }: DesiredOutcome = {},
  isCompatible = false,
): Tensor {
  assertOutcome({ desiredClass, desiredRange });
  const [n, classes] = predictions.shape as [number, number];
  if (desiredRange) {
    const [low, high] = desiredRange;
    return ops.tile(ops.convertToTensor([[low, high]], { dtype: 'float32' }), [n, 1]);
  }
  if (desiredClass !== null) {
    const wanted = typeof desiredClass === 'number' ? new Array<number>(n).fill(desiredClass) : desiredClass;
    if (wanted.length !== n || wanted.some((each) => !Number.isInteger(each) || each < 0 || each >= classes)) {
      throw new ValueError('There is no such desired class.', {
        expected: `one class of 0 to ${classes - 1}, or ${n} of them`,
        received: JSON.stringify(desiredClass),
      });
    }
    return ops.oneHot(ops.convertToTensor(wanted as number[], { dtype: 'int32' }), classes);
  }
  if (classes === 2 || isCompatible) return ops.subtract(1, predictions);
  const [, best] = ops.topK(predictions, 2);
  return ops.oneHot((best as Tensor).at(':', 1) as Tensor, classes);
}
