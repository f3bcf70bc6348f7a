import { ops, type Tensor, type TensorLike, ValueError } from '@org/core';
import { callable, type Fn } from './forward.js';
import { type Inputs, isTuple } from './inputs.js';

/** Rows from which baselines are drawn, for each input; or a function, of the inputs if it takes any, that gives them. */
export type BaselineDistribution =
  | TensorLike
  | readonly TensorLike[]
  | Fn<[inputs: Tensor], TensorLike | readonly TensorLike[]>;

/** @throws ValueError for rows of another shape than the examples of their input, or another number of rows than of other inputs */
export function formatDistribution(
  given: BaselineDistribution,
  inputsGiven: Inputs,
  inputs: readonly Tensor[],
): Tensor[] {
  const values = typeof given === 'function' ? callable(given)(inputsGiven) : given;
  const list = isTuple(values) || (Array.isArray(values) && inputs.length > 1) ? values : [values];
  const rows = inputs.map((input, i) => ops.cast((list[i] ?? 0) as TensorLike, input.dtype));
  const fit = rows.every(
    ({ shape, rank }, i) => rank === inputs[i]!.rank && shape.slice(1).join() === inputs[i]!.shape.slice(1).join(),
  );
  if (list.length === inputs.length && fit && new Set(rows.map(({ shape }) => shape[0])).size === 1) return rows;
  throw new ValueError('Baselines must be rows of the shape of an example, the same number for each input.', {
    expected: inputs.map(({ shape }) => `[n,${shape.slice(1)}]`).join(' and '),
    received: rows.map(({ shape }) => `[${shape}]`).join(' and '),
  });
}
