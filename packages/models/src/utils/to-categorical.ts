import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { asTensor, concreteArray, pythonFunction, toNumbers } from '@org/core/internal';

/**
 * Class numbers as one-hot rows, in a new last axis; a last axis of size 1 is dropped before. The result is in floatx, where
 * Python has float64, which JAX turns into float32 when it is used.
 *
 * @param numClasses null: one more than the largest class number
 * @throws ValueError for class numbers outside of the classes
 * @throws RuntimeError without `numClasses` for a tensor whose values are not known yet, inside of a traced function or on a device
 * @example
 * await toCategorical([0, 2]).array(); // [[1, 0, 0], [0, 0, 1]]
 */
export const toCategorical = /* @__PURE__ */ pythonFunction(
  'to_categorical',
  ['x', 'numClasses'],
  (x: TensorLike, numClasses: number | null = null): Tensor => {
    const given = asTensor(x);
    const isKnown = numClasses === null || given.host !== null;
    const numbers = isKnown ? Array.from(toNumbers(concreteArray('to_categorical', given)), Math.trunc) : [];
    const classes = numClasses ?? numbers.reduce((a, b) => Math.max(a, b), -1) + 1;
    assertInRange(numbers, classes);
    const labels = given.rank > 1 && given.shape.at(-1) === 1 ? given.squeeze(-1) : given;
    return ops.oneHot(labels.cast('int32'), classes);
  },
);

function assertInRange(labels: readonly number[], classes: number): void {
  const outside = labels.find((label) => label < 0 || label >= classes);
  if (outside === undefined) return;
  throw new ValueError('A class number is out of range.', {
    expected: `integers from 0 to ${classes - 1}`,
    received: String(outside),
  });
}
