/** Which output is explained. */
import { isTensor, isVariable, ops, type Tensor, type TensorLike, ValueError } from '@org/core';

/**
 * The output that is explained, as captum takes it: left out where there is one for each example; an index; a tensor or a list with an
 * index for each example; for outputs of more axes a list of indices for all examples, or a list of such lists, one for each.
 */
export type Target = number | TensorLike | readonly (readonly number[])[] | null;

/** A target as tensors, of which at most one says something for an output of a given rank. */
export interface Targets {
  /** [examples, indices] */
  readonly perExample: Tensor | null;
  /** [indices], for all examples */
  readonly shared: Tensor | null;
}

export const noTarget: Targets = { perExample: null, shared: null };

/** @throws ValueError for a list of another length than the number of examples, where it cannot be an index either */
export function formatTarget(target: Target | undefined, examples: number): Targets {
  if (target === null || target === undefined) return noTarget;
  const isValue = isTensor(target) || isVariable(target) || ArrayBuffer.isView(target);
  if (Array.isArray(target) || typeof target === 'number') requireWhole(target as number);
  const indices = ops.cast(target as TensorLike, 'int32');
  if (indices.rank === 0 || (isValue && indices.size === 1))
    return { perExample: null, shared: ops.reshape(indices, [1]) };
  const isPerExample = indices.shape[0] === examples;
  if (indices.rank === 2 && isPerExample) return { perExample: indices, shared: null };
  if (indices.rank === 1) {
    return {
      perExample: isPerExample ? ops.reshape(indices, [examples, 1]) : null,
      shared: isValue ? null : indices,
    };
  }
  throw new ValueError('A target must be an index, or have one entry for each example.', {
    expected: `${examples} entries`,
    received: `shape [${indices.shape}]`,
  });
}

function requireWhole(target: number | readonly (number | readonly number[])[]): void {
  const other = [target].flat(2).find((index) => typeof index === 'number' && !Number.isInteger(index));
  if (other === undefined) return;
  throw new ValueError('A target must be an index.', { expected: 'a whole number', received: `${other}` });
}

/**
 * What a lookup of values that are not there would say otherwise, or leave unsaid.
 *
 * @param shape of an output, without the examples
 * @throws ValueError for an index outside of its axis
 */
export async function requireTargetIn({ perExample, shared }: Targets, shape: readonly number[]): Promise<void> {
  const indices = perExample?.shape[1] === shape.length ? perExample : shared;
  const values = Array.from(((await indices?.data()) ?? []) as ArrayLike<number>);
  const wrong = values.findIndex((index, i) => {
    const size = shape[i % shape.length]!;
    return index < -size || index >= size;
  });
  if (wrong < 0) return;
  const axis = wrong % shape.length;
  throw new ValueError('The target is out of range.', {
    expected: `an index from ${-shape[axis]!} to ${shape[axis]! - 1} along axis ${axis + 1} of the output [N,${shape}]`,
    received: `${values[wrong]}`,
  });
}

/** The output at the target, one number for each example. @throws ValueError where that leaves none, or several */
export function select(output: Tensor, { perExample, shared }: Targets): Tensor {
  if (output.rank === 0)
    throw new ValueError('The function gives one number for all examples together.', {
      expected: 'one for each example, as of ops.sum(x, 1)',
      hint: 'FeatureAblation and the other methods that change inputs explain such a number, without a target.',
    });
  const rows = output.shape[0]!;
  const axes = output.rank - 1;
  if (!perExample && !shared) {
    if (output.size === rows) return ops.reshape(output, [rows]);
    throw new ValueError(
      'The function gives several outputs for each example, and no target says which is explained.',
      {
        received: `an output of shape [${['N', ...output.shape.slice(1)]}]`,
        hint: 'give a target, such as the index of a class.',
      },
    );
  }
  // Axis by axis: each index counts from the end where it is negative, and must be one of its axis.
  const places = Array.from({ length: axes }, (_, axis) => axis);
  if (perExample && perExample.shape[1] === axes)
    return places.reduce((left, axis) => {
      const index = ops.reshape(ops.take(perExample, axis, { axis: 1 }), [rows, ...left.shape.slice(1).map(() => 1)]);
      return ops.squeeze(ops.takeAlongAxis(left, index, 1), 1);
    }, output);
  if (shared && shared.shape[0] === axes)
    return places.reduce((left, axis) => ops.take(left, ops.take(shared, axis), { axis: 1 }), output);
  throw new ValueError('The target does not fit the output.', {
    expected: `${axes === 1 ? 'an index' : `a list of ${axes} indices`}, or one for each example, for an output of shape [${['N', ...output.shape.slice(1)]}]`,
    received: `${perExample ? 'for each example ' : ''}${(perExample ?? shared)!.shape.at(-1)} indices`,
  });
}
