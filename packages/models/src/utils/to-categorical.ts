import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { asTensor, type HostArray, pythonFunction, toNumbers } from '@org/core/internal';

/**
 * Class numbers as one-hot rows, in a new last axis; a last axis of size 1 is dropped before. The result is in floatx, where
 * Python has float64, which JAX turns into float32 when it is used.
 *
 * @param numClasses null: one more than the largest class number
 * @throws ValueError for class numbers outside of the classes, and for a tensor that is not computed yet without `numClasses`
 * @example
 * await toCategorical([0, 2]).array(); // [[1, 0, 0], [0, 0, 1]]
 */
export const toCategorical = /* @__PURE__ */ pythonFunction(
  'to_categorical',
  ['x', 'numClasses'],
  (x: TensorLike, numClasses: number | null = null): Tensor => {
    const given = asTensor(x).cast('int32');
    const classes = numClasses ?? largest(given) + 1;
    assertInRange(given, classes);
    const labels = given.rank > 1 && given.shape.at(-1) === 1 ? given.squeeze(-1) : given;
    return ops.oneHot(labels, classes);
  },
);

const labelsOf = (host: HostArray): number[] => Array.from(toNumbers(host), Number);

function largest({ host }: Tensor): number {
  if (host) return labelsOf(host).reduce((a, b) => Math.max(a, b), -1);
  throw new ValueError('The number of classes is not known.', {
    hint: 'pass numClasses, or await x.read() first.',
  });
}

function assertInRange({ host }: Tensor, classes: number): void {
  const outside = host && labelsOf(host).find((label) => label < 0 || label >= classes);
  if (outside === undefined || outside === null) return;
  throw new ValueError('A class number is out of range.', {
    expected: `integers from 0 to ${classes - 1}`,
    received: String(outside),
  });
}
