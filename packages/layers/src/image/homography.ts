/** Projective maps of points. */
import { ops, type Tensor, type TensorLike } from '@org/core';
import { convert } from '@org/core/internal';

/**
 * The maps that bring each end point to its start point, `[batch, 4, 2]` both: `[batch, 8]`, the entries of a matrix by rows whose last
 * one is 1. Each pair of points gives two linear equations.
 */
export function homography(start: TensorLike, end: TensorLike): Tensor {
  const [u, v] = ops.split(convert(start, 'float32'), 2, -1) as [Tensor, Tensor];
  const [x, y] = ops.split(convert(end, 'float32'), 2, -1) as [Tensor, Tensor];
  const [zero, one] = [ops.zerosLike(x), ops.onesLike(x)];
  const equations = ops.concatenate(
    [
      ops.concatenate([x, y, one, zero, zero, zero, u.mul(x).neg(), u.mul(y).neg()], -1),
      ops.concatenate([zero, zero, zero, x, y, one, v.mul(x).neg(), v.mul(y).neg()], -1),
    ],
    1,
  );
  return ops.squeeze(ops.linalg.solve(equations, ops.concatenate([u, v], 1)), -1);
}

/** Where points, `[batch, ...]` each coordinate, lie that a map brings to the given places. */
export function projected(x: Tensor, y: Tensor, map: Tensor): [x: Tensor, y: Tensor] {
  const batch = map.shape[0]!;
  const matrix = ops.reshape(ops.concatenate([map, ops.ones([batch, 1], map.dtype)], -1), [batch, 3, 3]);
  const inverse = ops.linalg.inv(matrix);
  const entry = (i: number, j: number) => ops.reshape(inverse.at(':', i, j), [batch, 1, 1]);
  const row = (i: number) => entry(i, 0).mul(x).add(entry(i, 1).mul(y)).add(entry(i, 2));
  const scale = row(2);
  return [row(0).div(scale), row(1).div(scale)];
}
