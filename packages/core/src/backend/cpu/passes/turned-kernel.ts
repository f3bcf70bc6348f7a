import { madeBy } from '../../../graph/match.js';
import { composed } from '../../../graph/passes/cancel-transposes.js';
import type { ConvAttributes } from '../../../primitives/conv.js';
import { reverse, transpose, transposePrimitive } from '../../../primitives/movement.js';
import { range } from '../../../shape.js';
import type { Tensor } from '../../../tensor/tensor.js';

/**
 * A kernel turned around: a convolution of stride 1 by it is the adjoint of one by the kernel, and the reverse.
 *
 * @param kernel [O, C / groups, height, width]
 * @param separate whether each channel has its own; otherwise inputs and outputs change places
 */
export function turnedKernel(kernel: Tensor, separate = false): Tensor {
  const { source, permutation } = untransposed(kernel);
  const reversed = reverse(source, permutation.slice(2));
  return transpose(reversed, separate ? permutation : composed(permutation, [1, 0, 2, 3]));
}

/** The padding that goes with it. */
export function turnedPadding(
  kernel: Tensor,
  { dilations, before, after }: ConvAttributes,
): Pick<ConvAttributes, 'before' | 'after'> {
  const around = (amounts: readonly number[]) =>
    amounts.map((amount, i) => dilations[i]! * (kernel.shape[i + 2]! - 1) - amount);
  return { before: around(before), after: around(after) };
}

/** What a tensor was before it was transposed. */
export const untransposed = (x: Tensor): { source: Tensor; permutation: readonly number[] } => {
  const node = madeBy(x, transposePrimitive);
  return node
    ? { source: node.inputs[0]!, permutation: node.attributes.permutation }
    : { source: x, permutation: range(x.rank) };
};
