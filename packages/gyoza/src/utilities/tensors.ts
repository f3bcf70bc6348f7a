/** gyoza.utilities.tensors: axes of tensors. */
import { ops, type Tensor, type TensorLike } from '@org/core';
import { pythonFunction } from '@org/core/python';
import { AssertionError } from '../errors.js';

const asTensor = (x: TensorLike): Tensor => ops.convertToTensor(x);

/**
 * Moves an axis to another place; -1 is the last one.
 *
 * @example
 * moveAxis(ops.ones([2, 3, 4]), 1, -1).shape; // [2, 4, 3]
 */
export const moveAxis = pythonFunction(
  'moveAxis',
  ['x', 'fromIndex', 'toIndex'],
  (x: TensorLike, fromIndex: number, toIndex: number): Tensor => {
    const input = asTensor(x);
    const last = input.rank - 1;
    const [from, to] = [fromIndex === -1 ? last : fromIndex, toIndex === -1 ? last : toIndex];
    const order = input.shape.map((_, axis) => axis).filter((axis) => axis !== from);
    order.splice(to, 0, from);
    return ops.transpose(input, order);
  },
);

/**
 * Adds axes of size 1 at places of the result; the order of the places does not matter.
 *
 * @throws AssertionError for a place that the result does not have
 * @example
 * expandAxes(ops.ones([2, 3]), [0, 3]).shape; // [1, 2, 3, 1]
 */
export const expandAxes = pythonFunction(
  'expandAxes',
  ['x', 'axes'],
  (x: TensorLike, axes: readonly number[]): Tensor => {
    const input = asTensor(x);
    const rank = input.rank + axes.length;
    for (const axis of axes) {
      if (axis < rank) continue;
      throw new AssertionError(`The axis ${axis} must be in the interval [0, ${rank}).`);
    }
    const sizes = [...input.shape];
    return ops.reshape(
      input,
      Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : sizes.shift()!)),
    );
  },
);

/**
 * Makes one axis of several, at the place of the first. Elements stay in their order: axes that do not follow each other are
 * flattened together with what lies between them, as in the original.
 *
 * @param axes ascending; without any the result is `x`
 * @example
 * flattenAlongAxes(ops.ones([2, 3, 4, 5]), [1, 2]).shape; // [2, 12, 5]
 */
export const flattenAlongAxes = pythonFunction(
  'flattenAlongAxes',
  ['x', 'axes'],
  (x: TensorLike, axes: readonly number[]): Tensor => {
    const input = asTensor(x);
    const [first, ...others] = axes;
    if (first === undefined) return input;
    const size = axes.reduce((product, axis) => product * input.shape[axis]!, 1);
    const shape = input.shape.map((each, axis) => (axis === first ? size : each));
    return ops.reshape(
      input,
      shape.filter((_, axis) => !others.includes(axis)),
    );
  },
);

/**
 * Exchanges two axes; negative ones count from the end.
 *
 * @example
 * swopAxes(ops.ones([2, 3, 4]), 0, -1).shape; // [4, 3, 2]
 */
export const swopAxes = pythonFunction(
  'swopAxes',
  ['x', 'fromAxis', 'toAxis'],
  (x: TensorLike, fromAxis: number, toAxis: number): Tensor => ops.swapaxes(asTensor(x), fromAxis, toAxis),
);
