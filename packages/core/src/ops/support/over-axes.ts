import { inversePermutation, reshape, transpose } from '../../primitives/movement.js';
import { normalizeAxes, range, sizeOf } from '../../shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Axis } from './arguments.js';

/** Applies a function of one axis to several at once, as if they were one. */
export function overAxes(name: string, x: Tensor, axis: Axis, body: (x: Tensor, axis: number) => Tensor): Tensor {
  const axes = normalizeAxes(axis, x.rank, name);
  if (axes.length === 1) return body(x, axes[0]!);
  const kept = range(x.rank).filter((i) => !axes.includes(i));
  const order = [...kept, ...axes];
  const moved = transpose(x, order);
  const joined = reshape(moved, [...kept.map((i) => x.shape[i]!), sizeOf(axes.map((i) => x.shape[i]!))]);
  return transpose(reshape(body(joined, kept.length), moved.shape), inversePermutation(order));
}
